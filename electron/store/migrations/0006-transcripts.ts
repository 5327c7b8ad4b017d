/** Transcripts as documents with numbers of their own, analyses, retention, legal holds and the record of erasures. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('transcripts')
    .addColumn('seq', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('call_id', 'text', (c) => c.notNull().unique().references('calls.id').onDelete('cascade'))
    .addColumn('org_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('user_id', 'text', (c) => c.notNull().references('users.id'))
    .addColumn('transcript_sid', 'text', (c) => c.notNull().unique())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('transcripts_by_user').on('transcripts').columns(['org_id', 'user_id', 'created_at']).execute();

  await db.schema
    .createTable('analyses')
    .addColumn('call_id', 'text', (c) => c.primaryKey().references('calls.id').onDelete('cascade'))
    .addColumn('org_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('engine', 'text', (c) => c.notNull())
    .addColumn('summary', 'text', (c) => c.notNull())
    .addColumn('sentiment', 'text', (c) => c.notNull())
    .addColumn('key_topics', 'text', (c) => c.notNull())
    .addColumn('customer_intent', 'text', (c) => c.notNull())
    .addColumn('resolution', 'text', (c) => c.notNull())
    .addColumn('resolution_quality', 'real', (c) => c.notNull())
    .addColumn('tags', 'text', (c) => c.notNull())
    .addColumn('goals_met', 'text', (c) => c.notNull())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('analyses_by_resolution').on('analyses').columns(['org_id', 'resolution']).execute();

  await db.schema
    .createTable('retention')
    .addColumn('org_id', 'text', (c) => c.primaryKey().references('organizations.id'))
    .addColumn('recordings_days', 'integer')
    .addColumn('transcripts_days', 'integer')
    .addColumn('updated_at', 'integer', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('legal_holds')
    .addColumn('call_id', 'text', (c) => c.primaryKey().references('calls.id'))
    .addColumn('org_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('user_id', 'text', (c) => c.notNull().references('users.id'))
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('erasures')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('org_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('user_id', 'text', (c) => c.notNull().references('users.id'))
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('report', 'text', (c) => c.notNull())
    .execute();

  // The ledger stays append-only for everything but the erasure of a person, which names the call here inside its own transaction.
  await db.schema
    .createTable('erasing')
    .addColumn('call_id', 'text', (c) => c.primaryKey())
    .execute();
  await sql`DROP TRIGGER call_events_no_delete`.execute(db);
  await sql`CREATE TRIGGER call_events_no_delete BEFORE DELETE ON call_events
    WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE call_id = old.call_id)
    BEGIN SELECT RAISE(ABORT, 'call_events is append-only'); END`.execute(db);
  // Deleted words leave the pages of the index, not only its answers.
  await sql`INSERT INTO utterances_fts(utterances_fts, rank) VALUES ('secure-delete', 1)`.execute(db);
}
