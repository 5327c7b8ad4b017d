/** One page of the calls that fit, and how many fit in all. Rows are read by whoever shows them; here only indexes are. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#store/schema.ts';
import { type CallConditions, callsThat, looksBeyondTheIndex, whereCalls } from './conditions.ts';
import { type Narrowed, narrow, saidHits, summedHits, widening } from './hits.ts';
import type { Term } from './match.ts';
import { hasNumber, numbersWith } from './numbers.ts';

export type CallsWanted = {
  conditions: CallConditions;
  /** Words that were said in the call. */
  said?:
    | {
        terms: Term[];
        typing?: Term[] | undefined;
        speaker?: 'customer' | 'agent' | undefined;
        /** Or that stand in its analysis. */ orSummed?: boolean;
        /** Found only where they may be read by somebody who must not see what is hidden. */
        redacted?: boolean | undefined;
      }
    | undefined;
  /** Calls that are wanted whatever was said in them: of these scenarios, or with these digits in a number. */
  or?: { scenarioIds: readonly string[]; digits: string | undefined } | undefined;
};

export type CallOrder = { by: 'created_at' | 'duration_ms'; descending: boolean; page: number; limit: number };

export type CallIds = { ids: string[]; total: number; /** There are more than `total`, which was too costly to count. */ total_capped: boolean };

/** What costs too much to be counted to the end is counted up to here. */
const COUNTED = 5000;
/** From here on it pays to know how many there are, and to come from the nearer end. */
const FAR = 2000;
/** Hits of words are looked at in such numbers at first; several may stand in one call. */
const FIRST_HITS = 500;

type PageRow = { id: string | null; fitting: number; anyway: number; said_hits: number; summed_hits: number };
type Found = CallIds & { capped: boolean; full: boolean };

export async function pageOfCalls(db: Db, orgId: string, wanted: CallsWanted, order: CallOrder): Promise<CallIds> {
  const { said } = wanted;
  const anyway = wanted.or && (await wantedAnyway(db, orgId, wanted.conditions, wanted.or, order));
  if (!said || said.terms.length === 0) {
    return anyway
      ? withWords(db, orgId, wanted, order, { anyway, narrowed: undefined, terms: [] })
      : withoutWords(db, orgId, wanted.conditions, order);
  }
  const narrowed = await narrow(db, orgId, wanted.conditions, said.speaker);
  const whole = await withWords(db, orgId, wanted, order, { anyway, narrowed, terms: said.terms });
  return whole.total > 0 || !said.typing ? whole : withWords(db, orgId, wanted, order, { anyway, narrowed, terms: said.typing });
}

function ordered({ by, descending }: Pick<CallOrder, 'by' | 'descending'>, table: string): RawBuilder<unknown> {
  const way = sql.raw(descending ? 'desc' : 'asc');
  return sql`${sql.ref(`${table}.${by}`)} ${way}, ${sql.ref(`${table}.id`)} ${way}`;
}

async function withoutWords(db: Db, orgId: string, conditions: CallConditions, order: CallOrder): Promise<CallIds> {
  const { page, limit } = order;
  const offset = (page - 1) * limit;
  const cap = looksBeyondTheIndex(conditions) ? Math.max(COUNTED, offset + limit) : undefined;
  const idsAt = async (from: number, many: number, descending: boolean): Promise<string[]> => {
    const { rows } = await sql<{ id: string }>`select calls.id from ${callsThat(orgId, conditions, order.by)}
      order by ${ordered({ by: order.by, descending }, 'calls')} limit ${many} offset ${from}`.execute(db);
    return rows.map((row) => row.id);
  };
  const count = async (): Promise<number> => {
    const all = callsThat(orgId, conditions, 'count');
    const counted =
      cap === undefined
        ? await sql<{ total: number }>`select count(*) as total from ${all}`.execute(db)
        : await sql<{ total: number }>`select count(*) as total from (select 1 from ${all} limit ${cap + 1})`.execute(db);
    return counted.rows[0]?.total ?? 0;
  };
  if (offset >= FAR && cap === undefined) {
    const total = await count();
    const many = Math.max(0, Math.min(limit, total - offset));
    const fromTheEnd = total - offset - many;
    if (many === 0) return { ids: [], total, total_capped: false };
    const ids = fromTheEnd < offset ? (await idsAt(fromTheEnd, many, !order.descending)).toReversed() : await idsAt(offset, many, order.descending);
    return { ids, total, total_capped: false };
  }
  const ids = await idsAt(offset, limit, order.descending);
  // A page that is not full is the last one, and tells the number itself.
  if (ids.length < limit && (ids.length > 0 || offset === 0)) return { ids, total: offset + ids.length, total_capped: false };
  const total = await count();
  const capped = cap !== undefined && total > cap;
  return { ids, total: capped ? cap : total, total_capped: capped };
}

/** Calls that are wanted whatever was said in them. */
type Anyway = {
  either: RawBuilder<boolean>;
  /** Their ids, with what they are ordered by. */
  rows: RawBuilder<unknown>;
  /** `rows` ends here, although there may be more. */
  cap: number | undefined;
  /** Where they are counted, when that costs less than listing them. */
  counted: RawBuilder<unknown> | undefined;
};

async function wantedAnyway(
  db: Db,
  orgId: string,
  conditions: CallConditions,
  { scenarioIds, digits }: NonNullable<CallsWanted['or']>,
  order: CallOrder,
): Promise<Anyway | undefined> {
  const part = digits ? await numbersWith(db, orgId, digits) : undefined;
  const numbered = part && part.numbers?.length !== 0 ? [hasNumber('to_number', part), hasNumber('from_number', part)] : [];
  const ways = [...(scenarioIds.length > 0 ? [sql`calls.scenario_id in (${sql.join(scenarioIds)})`] : []), ...numbered];
  if (ways.length === 0) return undefined;
  const either = sql<boolean>`(${sql.join(ways, sql` or `)})`;
  const columns = sql`calls.id, calls.created_at, calls.duration_ms`;
  if (part?.numbers && ways.length === numbered.length) {
    const found = sql`select calls.id from ${callsThat(orgId, { to: part })} union select calls.id from ${callsThat(orgId, { from: part })}`;
    const rows = sql`select ${columns} from (${found}) numbered cross join calls on calls.id = numbered.id where ${whereCalls(orgId, conditions)}`;
    return { either, rows, cap: undefined, counted: undefined };
  }
  const inOrder = sql`select ${columns} from ${callsThat(orgId, conditions, order.by)} and ${either} order by ${ordered(order, 'calls')}`;
  if (ways.length === 1 && numbered.length === 0 && !conditions.scenarioIds) {
    return { either, rows: inOrder, cap: undefined, counted: callsThat(orgId, { ...conditions, scenarioIds }, 'count') };
  }
  const cap = Math.max(COUNTED, order.page * order.limit) + 1;
  return { either, rows: sql`select * from (${inOrder} limit ${cap})`, cap, counted: undefined };
}

/** Calls found by their words and calls wanted anyway are kept apart, so that each is counted once and both keep the order of their index. */
async function withWords(
  db: Db,
  orgId: string,
  wanted: CallsWanted,
  order: CallOrder,
  { anyway, narrowed, terms }: { anyway: Anyway | undefined; narrowed: Narrowed | undefined; terms: readonly Term[] },
): Promise<CallIds> {
  const where = whereCalls(orgId, wanted.conditions);
  const offset = (order.page - 1) * order.limit;
  const redacted = wanted.said?.redacted ?? false;
  const none = { rows: sql`select null as row_id where 0`, lookedAt: undefined };
  const { ids, total, total_capped } = await widening(
    async (budget): Promise<Found> => {
      const said = narrowed && terms.length > 0 ? await saidHits(db, orgId, terms, narrowed, budget, redacted) : none;
      const summed = wanted.said?.orSummed && terms.length > 0 ? await summedHits(db, orgId, terms, budget, redacted) : none;
      const { rows } = await sql<PageRow>`
        with said as materialized (${said.rows}), summed as materialized (${summed.rows}),
        found as materialized (
          select u.call_id as id from said cross join utterances u on u.row_id = said.row_id
          union select a.call_id from summed cross join analyses a on a.seq = summed.row_id),
        fitting as materialized (
          select calls.id, calls.created_at, calls.duration_ms from found cross join calls on calls.id = found.id
          where ${where} ${anyway ? sql`and not ${anyway.either}` : sql``}),
        anyway as ${sql.raw(anyway?.counted ? 'not materialized' : 'materialized')} (
          ${anyway?.rows ?? sql`select null as id, null as created_at, null as duration_ms where 0`}),
        page as materialized (
          select one.id, one.created_at, one.duration_ms from (select * from fitting union all select * from anyway) one
          order by ${ordered(order, 'one')} limit ${order.limit} offset ${offset})
        select page.id, n.fitting, n.anyway, n.said_hits, n.summed_hits
        from (select (select count(*) from fitting) as fitting, (select count(*) from ${anyway?.counted ?? sql`anyway`}) as anyway,
          (select count(*) from said) as said_hits, (select count(*) from summed) as summed_hits) n
        left join page order by ${ordered(order, 'page')}`.execute(db);
      const { fitting = 0, anyway: others = 0, said_hits = 0, summed_hits = 0 } = rows[0] ?? {};
      const overflows = anyway?.cap !== undefined && others >= anyway.cap;
      const count = fitting + (overflows ? others - 1 : others);
      const capped = (said.lookedAt ?? said_hits) >= budget || (summed.lookedAt ?? summed_hits) >= budget;
      return {
        ids: rows.flatMap((row) => (row.id === null ? [] : [row.id])),
        total: count,
        total_capped: capped || overflows,
        capped,
        full: count >= offset + order.limit,
      };
    },
    Math.max(FIRST_HITS, 2 * (offset + order.limit)),
  );
  return { ids, total, total_capped };
}
