/** The audit's list is narrowed and sorted within one index, however long it has become. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    `DROP INDEX audit_by_time`,
    `CREATE INDEX audit_listed ON audit (org_id, at, id, actor_id, actor_name, action, subject_type, subject_id)`,
  ]) {
    await sql.raw(statement).execute(db);
  }
}
