/** What calls can be narrowed by, as conditions on the table `calls` that one index answers. */
import { type RawBuilder, sql } from 'kysely';
import type { CallQuery, Comparison } from '#shared/domain/call-query.ts';
import { TERMINAL_CALL_STATES } from '#shared/domain/call-state.ts';
import { hasNumber, type NumberPart } from './numbers.ts';

export type CallConditions = {
  states?: readonly string[] | undefined;
  notStates?: readonly string[] | undefined;
  scenarioIds?: readonly string[] | undefined;
  direction?: string | undefined;
  disposition?: string | undefined;
  /** Parts of numbers; see `numbers.ts`. */
  from?: NumberPart | undefined;
  to?: NumberPart | undefined;
  durations?: readonly Comparison[] | undefined;
  /** Milliseconds since the epoch; the first included, the last not. */
  createdFrom?: number | undefined;
  createdBefore?: number | undefined;
  has?: CallQuery['has'] | undefined;
  /** Something was said. */
  spoken?: true | undefined;
  /** How call logs name the end of a call. */
  outcome?: 'completed' | 'escalated' | 'failed' | undefined;
};

const ESCALATED = sql`(calls.escalated = 1 or calls.disposition is 'escalated')`;

/** The column `outcome` in terms of what the index of lists holds. */
const OUTCOME = {
  escalated: sql`(calls.state in (${sql.join(TERMINAL_CALL_STATES)}) and ${ESCALATED})`,
  completed: sql`(calls.state = 'completed' and not ${ESCALATED})`,
  failed: sql`(calls.state in (${sql.join(TERMINAL_CALL_STATES.filter((state) => state !== 'completed'))}) and not ${ESCALATED})`,
};

const HAS = {
  recording: sql`exists (select 1 from recordings r where r.call_id = calls.id and r.state <> 'none')`,
  risk: sql`calls.risk_score > 0`,
  notes: sql`calls.notes <> ''`,
  interruption: sql`calls.interruption_count > 0`,
  unintelligible: sql`exists (select 1 from utterances u where u.org_id = calls.org_id and u.call_id = calls.id and u.unintelligible = 1)`,
};

/** Conditions that look beyond the index of calls: they cost too much to be counted to the end. */
export function looksBeyondTheIndex({ has = [] }: CallConditions): boolean {
  return has.some((one) => one === 'recording' || one === 'unintelligible');
}

/** What narrows a stretch of an index that is ordered by creation anyway. */
const RANGE: ReadonlySet<string> = new Set(['createdFrom', 'createdBefore']);

const names = (conditions: CallConditions): string[] =>
  Object.entries(conditions).flatMap(([name, value]) => (value === undefined || (Array.isArray(value) && value.length === 0) ? [] : [name]));

/** For what the calls are listed: in an order, or to be counted, where no order matters. */
export type Purpose = 'created_at' | 'duration_ms' | 'count';

/** The calls that fit, by the index that finds them with the fewest steps and in their order where there is one: what follows `from`. */
export function callsThat(orgId: string, conditions: CallConditions, purpose: Purpose = 'created_at'): RawBuilder<unknown> {
  const { outcome, ...others } = conditions;
  if (purpose !== 'duration_ms' && outcome && names(others).every((name) => RANGE.has(name) || name === 'scenarioIds')) {
    return sql`calls indexed by calls_by_outcome where ${whereCalls(orgId, others)} and calls.outcome = ${outcome}`;
  }
  return sql`calls indexed by ${sql.raw(indexOf(conditions, purpose))} where ${whereCalls(orgId, conditions)}`;
}

function indexOf(conditions: CallConditions, purpose: Purpose): string {
  const { states = [], scenarioIds = [], to, from, has = [] } = conditions;
  // Few calls are found first and sorted then, whatever the order.
  if (to?.numbers) return 'calls_by_number';
  if (from?.numbers) return 'calls_by_caller';
  if (has.includes('notes')) return 'calls_with_notes';
  if (has.includes('risk')) return 'calls_at_risk';
  if (purpose === 'duration_ms') return 'calls_by_duration';
  const asked = names(conditions).filter((name) => !RANGE.has(name));
  const only = (...allowed: string[]) => asked.length > 0 && asked.every((name) => allowed.includes(name));
  const counting = purpose === 'count';
  if (only('states') && (counting || states.length === 1)) return 'calls_by_state';
  if (only('scenarioIds') && (counting || scenarioIds.length === 1)) return 'calls_by_scenario';
  if (only('disposition')) return 'calls_by_disposition';
  // The smallest one.
  return counting && names(conditions).length === 0 ? 'calls_by_state' : 'calls_listed';
}

/** Whether a search has to look at calls at all: organization, scenario and direction are marks in the index of words. */
export function needsCalls({ scenarioIds: _scenarios, direction: _direction, ...others }: CallConditions): boolean {
  return names(others).length > 0;
}

/** All of them, joined by `and`; calls of one organization alone. */
export function whereCalls(orgId: string, conditions: CallConditions): RawBuilder<boolean> {
  const {
    states,
    notStates,
    scenarioIds,
    direction,
    disposition,
    from,
    to,
    durations = [],
    createdFrom,
    createdBefore,
    has = [],
    spoken,
    outcome,
  } = conditions;
  const all: RawBuilder<unknown>[] = [sql`calls.org_id = ${orgId}`];
  if (createdFrom !== undefined) all.push(sql`calls.created_at >= ${createdFrom}`);
  if (createdBefore !== undefined) all.push(sql`calls.created_at < ${createdBefore}`);
  if (states) all.push(sql`calls.state in (${sql.join(states)})`);
  if (notStates) all.push(sql`calls.state not in (${sql.join(notStates)})`);
  if (scenarioIds) all.push(scenarioIds.length > 0 ? sql`calls.scenario_id in (${sql.join(scenarioIds)})` : sql`0`);
  if (direction) all.push(sql`calls.direction = ${direction}`);
  if (disposition) all.push(sql`calls.disposition = ${disposition}`);
  if (from) all.push(hasNumber('from_number', from));
  if (to) all.push(hasNumber('to_number', to));
  for (const { op, seconds } of durations) all.push(sql`calls.duration_ms ${sql.raw(op)} ${Math.round(seconds * 1000)}`);
  for (const one of has) all.push(HAS[one]);
  if (spoken) all.push(sql`calls.word_count > 0`);
  if (outcome) all.push(OUTCOME[outcome]);
  return sql<boolean>`${sql.join(all, sql` and `)}`;
}
