/** Assistants as documents, and which AI agents an organization has paused. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('assistants')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('org_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('user_id', 'text', (c) => c.notNull().references('users.id'))
    .addColumn('config', 'text', (c) => c.notNull())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('updated_at', 'integer', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('assistants_by_org').on('assistants').columns(['org_id', 'created_at', 'id']).execute();

  await db.schema
    .createTable('paused_agents')
    .addColumn('org_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('scenario_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull().references('users.id'))
    .addColumn('paused_at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('paused_agents_pk', ['org_id', 'scenario_id'])
    .execute();
}
