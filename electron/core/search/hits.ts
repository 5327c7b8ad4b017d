/** Where words were said: the newest rows of the full-text index that fit, as a part of larger queries. The dialect of SQLite's FTS5 stays in this folder. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#store/schema.ts';
import { findRedactions, findRedactionsAlone, type RedactionSpan } from '#shared/domain/redaction.ts';
import { standsOpenly } from '#shared/domain/snippet.ts';
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
function newestHits(orgId: string, terms: readonly Term[], { marks, calls }: Narrowed, budget: number): RawBuilder<{ row_id: number }> {
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

export type Hits = {
  /** Their numbers, as a part of a larger query. */
  rows: RawBuilder<unknown>;
  /** How many were looked at when some were left out; undefined: none was. */
  lookedAt: number | undefined;
};

/** So many hits are read for somebody who must not see all of them. */
const READ_HITS = 10_000;

/**
 * The hits that somebody may be told of. Who must not read what is hidden must not find it either: that a number was found tells it as well as
 * reading it does, and digit by digit.
 * @param text of the rows of a query: their number and what was looked for in them
 */
async function openHits(
  db: Db,
  terms: readonly Term[],
  budget: number,
  text: (limit: number) => RawBuilder<{ row_id: number; text: string }>,
  hide: (text: string) => RedactionSpan[],
): Promise<Hits> {
  const limit = Math.min(budget, READ_HITS);
  const { rows } = await text(limit).execute(db);
  const isOpen = (said: string) => {
    const hidden = hide(said);
    return hidden.length === 0 || standsOpenly(said, terms, hidden);
  };
  const open = rows.filter((row) => isOpen(row.text)).map((row) => row.row_id);
  return { rows: sql`select value as row_id from json_each(${JSON.stringify(open)})`, lookedAt: rows.length < limit ? rows.length : budget };
}

/** Where words were said. @param redacted only where they may be read by somebody who must not see what is hidden */
export async function saidHits(db: Db, orgId: string, terms: readonly Term[], narrowed: Narrowed, budget: number, redacted: boolean): Promise<Hits> {
  if (!redacted || terms.length === 0) return { rows: newestHits(orgId, terms, narrowed, budget), lookedAt: undefined };
  const texts = (limit: number) => sql<{ row_id: number; text: string }>`select u.row_id, u.text from (${newestHits(orgId, terms, narrowed, limit)}) h
    cross join utterances u on u.row_id = h.row_id`;
  return openHits(db, terms, budget, texts, findRedactionsAlone);
}

/** Analyses with these words. @param redacted as of `saidHits` */
export async function summedHits(db: Db, orgId: string, terms: readonly Term[], budget: number, redacted: boolean): Promise<Hits> {
  const match = matchExpression(['summary', 'tags'], terms, [mark.organization(orgId)]);
  const newest = (limit: number) =>
    sql`select rowid as row_id from analyses_fts where analyses_fts match ${match} order by rowid desc limit ${limit}`;
  if (!redacted) return { rows: newest(budget), lookedAt: undefined };
  const texts = (limit: number) => sql<{ row_id: number; text: string }>`select a.seq as row_id, a.summary || ' | ' || a.tags as text
    from (${newest(limit)}) h cross join analyses a on a.seq = h.row_id`;
  return openHits(db, terms, budget, texts, findRedactions);
}

/** Looks at more and more hits until the answer is full, or there are no more. */
export async function widening<T extends { capped: boolean; full: boolean }>(look: (budget: number) => Promise<T>, first = FIRST_HITS): Promise<T> {
  for (const budget of [first, ...BUDGETS.filter((one) => one > first)]) {
    const found = await look(budget);
    if (!found.capped || found.full) return found;
  }
  return look(Number.MAX_SAFE_INTEGER);
}
