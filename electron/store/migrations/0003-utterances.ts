/** What was said, and the index that finds it. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('utterances')
    .addColumn('row_id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('org_id', 'text', (c) => c.notNull().references('organizations.id'))
    .addColumn('call_id', 'text', (c) => c.notNull().references('calls.id'))
    .addColumn('sequence', 'integer', (c) => c.notNull())
    .addColumn('channel', 'integer', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('start_ms', 'real', (c) => c.notNull())
    .addColumn('end_ms', 'real')
    .addColumn('previous_id', 'text')
    .addColumn('confidence', 'real')
    .addColumn('interrupted', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('unintelligible', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('final', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('word_count', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('updated_at', 'integer', (c) => c.notNull())
    .addUniqueConstraint('utterances_by_call', ['call_id', 'id'])
    .execute();
  await db.schema.createIndex('utterances_in_order').on('utterances').columns(['call_id', 'sequence']).execute();

  await sql`CREATE VIRTUAL TABLE utterances_fts USING fts5(
    text, content='utterances', content_rowid='row_id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')`.execute(db);
  await sql`CREATE TRIGGER utterances_indexed AFTER INSERT ON utterances BEGIN
    INSERT INTO utterances_fts(rowid, text) VALUES (new.row_id, new.text); END`.execute(db);
  await sql`CREATE TRIGGER utterances_unindexed AFTER DELETE ON utterances BEGIN
    INSERT INTO utterances_fts(utterances_fts, rowid, text) VALUES ('delete', old.row_id, old.text); END`.execute(db);
  await sql`CREATE TRIGGER utterances_reindexed AFTER UPDATE OF text ON utterances WHEN old.text <> new.text BEGIN
    INSERT INTO utterances_fts(utterances_fts, rowid, text) VALUES ('delete', old.row_id, old.text);
    INSERT INTO utterances_fts(rowid, text) VALUES (new.row_id, new.text); END`.execute(db);
}
