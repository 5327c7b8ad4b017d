/** The sums over finished calls from which every number of the analytics follows. What counts as what is written in `docs/analytics.md`. */
import { sql } from 'kysely';
import { TERMINAL_CALL_STATES } from '#shared/domain/call-state.ts';
import type { Db } from '#store/schema.ts';

export type CallFacts = {
  /** Calls that are over. */
  calls: number;
  answered: number;
  /** Answered ones that reached what they were placed for. */
  succeeded: number;
  /** Mean of the calls' own median response times, in milliseconds; null when none was measured. */
  response_ms: number | null;
  /** Estimated from how customers spoke, 1 … 5; null when nobody spoke. */
  satisfaction: number | null;
  last_at: number | null;
};

export const NO_CALLS: CallFacts = { calls: 0, answered: 0, succeeded: 0, response_ms: null, satisfaction: null, last_at: null };

export type FactsFilter = {
  /** Milliseconds since the epoch, the first one included. */
  from?: number | undefined;
  to?: number | undefined;
  scenario_id?: string | undefined;
};

export const DAY_MS = 86_400_000;

const SUCCEEDED = sql<number>`sum(case when calls.answered_at is null then 0
  when calls.disposition = 'goal_met' then 1
  when calls.disposition is null and analyses.resolution = 'resolved' then 1
  else 0 end)`;

const SATISFACTION = sql<number | null>`avg(case when calls.answered_at is null then null
  when analyses.sentiment = 'positive' then 5.0
  when analyses.sentiment = 'neutral' then 3.0
  when analyses.sentiment = 'negative' then 1.0 end)`;

function finishedCalls(db: Db, orgId: string, { from, to, scenario_id }: FactsFilter) {
  let query = db
    .selectFrom('calls')
    .leftJoin('analyses', 'analyses.call_id', 'calls.id')
    .where('calls.org_id', '=', orgId)
    .where('calls.state', 'in', [...TERMINAL_CALL_STATES]);
  if (from !== undefined) query = query.where('calls.created_at', '>=', from);
  if (to !== undefined) query = query.where('calls.created_at', '<', to);
  if (scenario_id !== undefined) query = query.where('calls.scenario_id', '=', scenario_id);
  return query.select((eb) => [
    eb.fn.countAll<number>().as('calls'),
    eb.fn.count<number>('calls.answered_at').as('answered'),
    SUCCEEDED.as('succeeded'),
    sql<number | null>`avg(calls.response_p50_ms)`.as('response_ms'),
    SATISFACTION.as('satisfaction'),
    sql<number | null>`max(calls.created_at)`.as('last_at'),
  ]);
}

/** All matching calls together. */
export async function callFacts(db: Db, orgId: string, filter: FactsFilter): Promise<CallFacts> {
  return toFacts(await finishedCalls(db, orgId, filter).executeTakeFirstOrThrow());
}

/** By day in UTC; days without calls are not in it. @returns number of the day since the epoch → its facts */
export async function callFactsByDay(db: Db, orgId: string, filter: FactsFilter): Promise<Map<number, CallFacts>> {
  const day = sql<number>`calls.created_at / ${sql.lit(DAY_MS)}`;
  const rows = await finishedCalls(db, orgId, filter).select(day.as('day')).groupBy(day).execute();
  return new Map(rows.map((row) => [Number(row.day), toFacts(row)]));
}

/** By scenario; those without calls are not in it. */
export async function callFactsByScenario(db: Db, orgId: string, filter: FactsFilter): Promise<Map<string, CallFacts>> {
  const rows = await finishedCalls(db, orgId, filter).select('calls.scenario_id').groupBy('calls.scenario_id').execute();
  return new Map(rows.map((row) => [row.scenario_id, toFacts(row)]));
}

function toFacts(row: { [K in keyof CallFacts]: CallFacts[K] | null }): CallFacts {
  return {
    calls: Number(row.calls),
    answered: Number(row.answered),
    succeeded: Number(row.succeeded ?? 0),
    response_ms: row.response_ms,
    satisfaction: row.satisfaction,
    last_at: row.last_at,
  };
}

const tenths = (value: number) => Math.round(value * 10) / 10;

/** Percent of the answered calls, one decimal; 0 when none was answered. */
export function successRate({ answered, succeeded }: CallFacts): number {
  return answered === 0 ? 0 : tenths((100 * succeeded) / answered);
}

/** Seconds, one decimal; 0 when none was measured. */
export function responseSeconds({ response_ms }: CallFacts): number {
  return tenths((response_ms ?? 0) / 1000);
}

/** 1 … 5, one decimal; 0 when nobody spoke. */
export function satisfactionOf({ satisfaction }: CallFacts): number {
  return tenths(satisfaction ?? 0);
}
