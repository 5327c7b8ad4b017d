/** One page of the calls that fit, and how many fit in all. Rows are read by whoever shows them; here only indexes are. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../calls/repo.ts';
import { type CallConditions, callsThat, isNarrowed, looksBeyondTheIndex, whereCalls } from './conditions.ts';
import { type Narrowed, narrow, newestHits, widening } from './hits.ts';
import { mark, matchExpression, type Term } from './match.ts';

export type CallsWanted = {
  conditions: CallConditions;
  /** Words that were said in the call. */
  said?:
    | {
        terms: Term[];
        typing?: Term[] | undefined;
        speaker?: 'customer' | 'agent' | undefined;
        /** Or that stand in its analysis. */ orSummed?: boolean;
      }
    | undefined;
  /** Calls that are wanted whatever was said in them: of these scenarios, or with these digits in a number. */
  or?: { scenarioIds: readonly string[]; digits: string | undefined } | undefined;
};

export type CallOrder = { by: 'created_at' | 'duration_ms'; descending: boolean; page: number; limit: number };

export type CallIds = { ids: string[]; total: number; /** There are more than `total`, which was too costly to count. */ total_capped: boolean };

/** What looks beyond the index of calls is counted up to here. */
const COUNTED_BEYOND = 5000;

type PageRow = { id: string | null; total: number; said_hits: number; summed_hits: number };
type Found = CallIds & { capped: boolean; full: boolean };

export async function pageOfCalls(db: Db, orgId: string, wanted: CallsWanted, order: CallOrder): Promise<CallIds> {
  const { said } = wanted;
  if (!said || said.terms.length === 0)
    return wanted.or ? withWords(db, orgId, wanted, order, undefined, []) : withoutWords(db, orgId, wanted, order);
  const narrowed = await narrow(db, orgId, wanted.conditions, said.speaker);
  const whole = await withWords(db, orgId, wanted, order, narrowed, said.terms);
  return whole.total > 0 || !said.typing ? whole : withWords(db, orgId, wanted, order, narrowed, said.typing);
}

function ordered({ by, descending }: CallOrder, table: string): RawBuilder<unknown> {
  const way = sql.raw(descending ? 'desc' : 'asc');
  return sql`${sql.ref(`${table}.${by}`)} ${way}, ${sql.ref(`${table}.id`)} ${way}`;
}

async function withoutWords(db: Db, orgId: string, { conditions }: CallsWanted, order: CallOrder): Promise<CallIds> {
  // An index that is walked in its order ends with the page; by duration, what fits has to be sorted.
  const byDuration = isNarrowed(conditions) ? 'calls_listed' : 'calls_by_duration';
  const inOrder =
    order.by === 'created_at' ? callsThat(orgId, conditions) : sql`calls indexed by ${sql.raw(byDuration)} where ${whereCalls(orgId, conditions)}`;
  const offset = (order.page - 1) * order.limit;
  const page = await sql<{ id: string }>`select calls.id from ${inOrder}
    order by ${ordered(order, 'calls')} limit ${order.limit} offset ${offset}`.execute(db);
  const ids = page.rows.map((row) => row.id);
  // A page that is not full is the last one, and tells the number itself.
  if (ids.length < order.limit && (ids.length > 0 || offset === 0)) return { ids, total: offset + ids.length, total_capped: false };
  const cap = looksBeyondTheIndex(conditions) ? Math.max(COUNTED_BEYOND, offset + order.limit) : undefined;
  const all = callsThat(orgId, conditions, true);
  const counted =
    cap === undefined
      ? await sql<{ total: number }>`select count(*) as total from ${all}`.execute(db)
      : await sql<{ total: number }>`select count(*) as total from (select 1 from ${all} limit ${cap + 1})`.execute(db);
  const total = counted.rows[0]?.total ?? 0;
  const capped = cap !== undefined && total > cap;
  return { ids, total: capped ? cap : total, total_capped: capped };
}

/** Calls found by their words and calls wanted anyway are kept apart, so that each is counted once and both keep the order of their index. */
async function withWords(
  db: Db,
  orgId: string,
  wanted: CallsWanted,
  order: CallOrder,
  narrowed: Narrowed | undefined,
  terms: readonly Term[],
): Promise<CallIds> {
  const where = whereCalls(orgId, wanted.conditions);
  const either = alternatives(wanted.or);
  const { scenarioIds = [], digits } = wanted.or ?? {};
  const ofScenarios = scenarioIds.length > 0 && !digits && !wanted.conditions.scenarioIds;
  const anywayCounted = ofScenarios ? callsThat(orgId, { ...wanted.conditions, scenarioIds }, true) : sql`anyway`;
  const offset = (order.page - 1) * order.limit;
  const none = sql`select null as row_id where 0`;
  const { ids, total, total_capped } = await widening(async (budget): Promise<Found> => {
    const said = narrowed && terms.length > 0 ? newestHits(orgId, terms, narrowed, budget) : none;
    const summed = wanted.said?.orSummed && terms.length > 0 ? newestAnalyses(orgId, terms, budget) : none;
    const { rows } = await sql<PageRow>`
      with said as materialized (${said}), summed as materialized (${summed}),
      found as materialized (
        select u.call_id as id from said cross join utterances u on u.row_id = said.row_id
        union select a.call_id from summed cross join analyses a on a.seq = summed.row_id),
      fitting as materialized (
        select calls.id, calls.created_at, calls.duration_ms from found cross join calls on calls.id = found.id
        where ${where} ${either ? sql`and not ${either}` : sql``}),
      anyway as ${sql.raw(wanted.or?.digits ? 'materialized' : 'not materialized')} (${
        either
          ? sql`select calls.id, calls.created_at, calls.duration_ms from calls indexed by calls_listed where ${where} and ${either}`
          : sql`select null as id, null as created_at, null as duration_ms where 0`
      }),
      page as materialized (
        select one.id, one.created_at, one.duration_ms from (select * from fitting union all select * from anyway) one
        order by ${ordered(order, 'one')} limit ${order.limit} offset ${offset})
      select page.id, n.total, n.said_hits, n.summed_hits
      from (select (select count(*) from fitting) + (select count(*) from ${anywayCounted}) as total,
        (select count(*) from said) as said_hits, (select count(*) from summed) as summed_hits) n
      left join page order by ${ordered(order, 'page')}`.execute(db);
    const { total: count = 0, said_hits: saidHits = 0, summed_hits: summedHits = 0 } = rows[0] ?? {};
    const capped = saidHits >= budget || summedHits >= budget;
    return {
      ids: rows.flatMap((row) => (row.id === null ? [] : [row.id])),
      total: count,
      total_capped: capped,
      capped,
      full: count >= offset + order.limit,
    };
  });
  return { ids, total, total_capped };
}

function newestAnalyses(orgId: string, terms: readonly Term[], budget: number): RawBuilder<unknown> {
  const match = matchExpression(['summary', 'tags'], terms, [mark.organization(orgId)]);
  return sql`select rowid as row_id from analyses_fts where analyses_fts match ${match} order by rowid desc limit ${budget}`;
}

function alternatives(or: CallsWanted['or']): RawBuilder<boolean> | undefined {
  const ways = [
    ...(or && or.scenarioIds.length > 0 ? [sql`calls.scenario_id in (${sql.join(or.scenarioIds)})`] : []),
    ...(or?.digits ? [sql`instr(calls.to_number, ${or.digits}) > 0`, sql`instr(calls.from_number, ${or.digits}) > 0`] : []),
  ];
  return ways.length > 0 ? sql<boolean>`(${sql.join(ways, sql` or `)})` : undefined;
}
