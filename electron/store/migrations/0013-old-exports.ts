/** An exported file ends with the oldest call in it: what retention deletes must not live on in files. */
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('exports').addColumn('oldest_call_at', 'integer').execute();
}
