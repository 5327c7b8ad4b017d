/**
 * Finds calls by parts of their numbers without looking at every call: each number is written down once with how many calls have it. Lists by
 * duration, and of calls at risk or with notes, get indexes that hold everything they can be narrowed by.
 */
import { type Kysely, sql } from 'kysely';

const LISTED = `state, direction, disposition, scenario_id, to_number, from_number, word_count, interruption_count, escalated, user_id`;

const one = (row: string, column: string, what: 'counted' | 'dropped') =>
  what === 'counted'
    ? `INSERT INTO call_numbers (org_id, number, calls) VALUES (${row}.org_id, ${row}.${column}, 1)
        ON CONFLICT (org_id, number) DO UPDATE SET calls = calls + 1;`
    : `UPDATE call_numbers SET calls = calls - 1 WHERE org_id = ${row}.org_id AND number = ${row}.${column};
       DELETE FROM call_numbers WHERE org_id = ${row}.org_id AND number = ${row}.${column} AND calls <= 0;`;
const both = (row: string, what: 'counted' | 'dropped') => one(row, 'to_number', what) + one(row, 'from_number', what);

export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `CREATE TABLE call_numbers (
      org_id text NOT NULL REFERENCES organizations (id),
      number text NOT NULL,
      calls integer NOT NULL,
      PRIMARY KEY (org_id, number)) WITHOUT ROWID`,
    `INSERT INTO call_numbers (org_id, number, calls) SELECT org_id, number, count(*) FROM (
      SELECT org_id, to_number AS number FROM calls UNION ALL SELECT org_id, from_number FROM calls) GROUP BY org_id, number`,
    `CREATE TRIGGER call_numbers_counted AFTER INSERT ON calls BEGIN ${both('new', 'counted')} END`,
    `CREATE TRIGGER call_numbers_dropped AFTER DELETE ON calls BEGIN ${both('old', 'dropped')} END`,
    `CREATE TRIGGER call_numbers_changed AFTER UPDATE OF to_number, from_number ON calls
      WHEN old.to_number <> new.to_number OR old.from_number <> new.from_number
      BEGIN ${both('new', 'counted')} ${both('old', 'dropped')} END`,
    `CREATE INDEX calls_by_caller ON calls (org_id, from_number, created_at)`,
    `DROP INDEX calls_by_duration`,
    `CREATE INDEX calls_by_duration ON calls (org_id, duration_ms, id, created_at, risk_score, ${LISTED})`,
    `CREATE INDEX calls_at_risk ON calls (org_id, created_at, id, duration_ms, risk_score, ${LISTED}) WHERE risk_score > 0`,
    `DROP INDEX calls_with_notes`,
    `CREATE INDEX calls_with_notes ON calls (org_id, created_at, id, duration_ms, risk_score, ${LISTED}) WHERE notes <> ''`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
