/** When an organization's owner said who they are; null until then. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('organizations').addColumn('set_up_at', 'integer').execute();
}
