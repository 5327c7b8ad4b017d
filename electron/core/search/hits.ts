/** Where words were said: the newest rows of the full-text index that fit, as a part of larger queries. The dialect of SQLite's FTS5 stays in this folder. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#store/schema.ts';
import { type CallConditions, callsThat, needsCalls } from './conditions.ts';
import { mark, type Marks, matchExpression, type Term } from './match.ts';

/** Up to so many calls are named to the index; of more, each hit is looked up. */
const NAMED_CALLS = 250;
/** No call lives longer: its words are written within a day of its creation. */
const LONGEST_CALL_MS = 24 * 3_600_000;
/** How many hits are looked at when the page is not full by the first ones. */
const BUDGETS = [10_000, 100_000] as const;
/** How many are looked at first, unless somebody says otherwise. */
const FIRST_HITS = 1000;

/** How a search is narrowed before it looks at any call. */
export type Narrowed = {
  marks: Marks;
  /** Conditions of calls that the marks do not cover; undefined: they cover all. */
  calls: CallConditions | undefined;
};

/** Finds the cheaper way: calls that are few are named to the index; undefined when no call fits. */
export async function narrow(db: Db, orgId: string, conditions: CallConditions, speaker?: 'customer' | 'agent'): Promise<Narrowed | undefined> {
  const { scenarioIds, direction } = conditions;
  if (scenarioIds?.length === 0) return undefined;
  const speaking = speaker ? [mark.speaker(speaker)] : [];
  const marks = [
    mark.organization(orgId),
    ...(scenarioIds ? [scenarioIds.map(mark.scenario)] : []),
    ...(direction ? [mark.direction(direction)] : []),
    ...speaking,
  ];
  if (!needsCalls(conditions)) return { marks, calls: undefined };
  const { rows } = await sql<{ id: string }>`select calls.id from ${callsThat(orgId, { ...conditions, spoken: true })}
    order by calls.created_at desc limit ${NAMED_CALLS + 1}`.execute(db);
  if (rows.length === 0) return undefined;
  // A call that is named is of this organization; every mark more would be one more list to go through.
  if (rows.length <= NAMED_CALLS) return { marks: [...speaking, rows.map((row) => mark.call(row.id))], calls: undefined };
  return { marks, calls: conditions };
}

/** The numbers of the newest hits, at most `budget` of them; newest means said last. */
export function newestHits(orgId: string, terms: readonly Term[], { marks, calls }: Narrowed, budget: number): RawBuilder<{ row_id: number }> {
  const match = matchExpression(['text'], terms, marks);
  const { createdFrom, createdBefore } = calls ?? {};
  // What was said is numbered as it is written, so that days are stretches of numbers, give or take the length of a call.
  const after =
    createdFrom === undefined
      ? sql``
      : sql`and rowid > coalesce((select max(u.row_id) from utterances u where u.call_id = (
          select calls.id from calls indexed by calls_listed where calls.org_id = ${orgId} and calls.created_at < ${createdFrom - LONGEST_CALL_MS}
            and calls.word_count > 0 order by calls.created_at desc limit 1)), 0)`;
  const before =
    createdBefore === undefined
      ? sql``
      : sql`and rowid < coalesce((select min(u.row_id) from utterances u where u.call_id = (
          select calls.id from calls indexed by calls_listed where calls.org_id = ${orgId} and calls.created_at > ${createdBefore + LONGEST_CALL_MS}
            and calls.word_count > 0 order by calls.created_at limit 1)), ${Number.MAX_SAFE_INTEGER})`;
  return sql`select rowid as row_id from utterances_fts where utterances_fts match ${match} ${after} ${before} order by rowid desc limit ${budget}`;
}

/** Looks at more and more hits until the answer is full, or there are no more. */
export async function widening<T extends { capped: boolean; full: boolean }>(look: (budget: number) => Promise<T>, first = FIRST_HITS): Promise<T> {
  for (const budget of [first, ...BUDGETS.filter((one) => one > first)]) {
    const found = await look(budget);
    if (!found.capped || found.full) return found;
  }
  return look(Number.MAX_SAFE_INTEGER);
}
