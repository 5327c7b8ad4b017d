/** What somebody typed into the search box of calls or transcripts, as conditions and words. */
import { sql } from 'kysely';
import { parseCallQuery, type QueryProblem } from '#shared/domain/call-query.ts';
import type { Db } from '#store/schema.ts';
import type { CallConditions } from './conditions.ts';
import { numbersWith } from './numbers.ts';
import { stillTyped, type Term, termsOf } from './match.ts';

export type Understood = {
  conditions: CallConditions;
  terms: Term[];
  /** The terms with the last one as the beginning of a word, when it may still be typed. */
  typing: Term[] | undefined;
  speaker: 'customer' | 'agent' | undefined;
  /** What was typed, when it names no field: it may also be a number or a scenario's name. */
  plain: string | undefined;
  problems: QueryProblem[];
};

/** Midnight of a calendar day where this program runs. */
function midnight(day: string, daysLater = 0): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).getTime();
}

/** Reads a query; the names of scenarios are looked up. */
export async function understand(db: Db, orgId: string, typed: string): Promise<Understood> {
  const { query, problems } = parseCallQuery(typed);
  const { said, ...fields } = query;
  const { speaker, scenario, state, from, to, after, before, ...rest } = fields;
  const terms = termsOf(said);
  const last = said.at(-1);
  const isTyping = last !== undefined && !last.includes(' ') && typed.endsWith(last) && terms.length > 0;
  const hasFields = Object.values(fields).some((value) => (Array.isArray(value) ? value.length > 0 : value));
  return {
    conditions: {
      ...rest,
      states: state && [state],
      from: from === undefined ? undefined : await numbersWith(db, orgId, from),
      to: to === undefined ? undefined : await numbersWith(db, orgId, to),
      scenarioIds: scenario === undefined ? undefined : await scenariosCalled(db, orgId, scenario),
      createdFrom: after === undefined ? undefined : midnight(after),
      createdBefore: before === undefined ? undefined : midnight(before, 1),
    },
    terms,
    typing: isTyping ? stillTyped(terms) : undefined,
    speaker,
    plain: hasFields ? undefined : typed.trim() || undefined,
    problems,
  };
}

const MAX_SCENARIOS = 200;

/**
 * Scenarios of the organization's calls with this text in their name, or with this id. The names are stepped through in their index, so that it
 * costs as many steps as there are names and not as there are calls.
 */
export async function scenariosCalled(db: Db, orgId: string, text: string): Promise<string[]> {
  const { rows } = await sql<{ scenario_id: string }>`
    with recursive named(row) as (
      select (select rowid from calls indexed by calls_by_scenario_name where org_id = ${orgId} order by scenario_id, scenario_name limit 1)
      union all
      select coalesce(
          (select next.rowid from calls as next indexed by calls_by_scenario_name
            where next.org_id = ${orgId} and next.scenario_id = known.scenario_id and next.scenario_name > known.scenario_name
            order by next.scenario_name limit 1),
          (select next.rowid from calls as next indexed by calls_by_scenario_name
            where next.org_id = ${orgId} and next.scenario_id > known.scenario_id order by next.scenario_id, next.scenario_name limit 1))
        from named cross join calls as known on known.rowid = named.row
    )
    select distinct calls.scenario_id from named cross join calls on calls.rowid = named.row
    where instr(lower(calls.scenario_name), lower(${text})) > 0 or calls.scenario_id = ${text}
    limit ${MAX_SCENARIOS}`.execute(db);
  return rows.map((row) => row.scenario_id);
}
