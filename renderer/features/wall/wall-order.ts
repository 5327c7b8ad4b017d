/** Which call a supervisor should see first. Pure: the same calls at the same moment give the same order. */
import { isConnected, isTerminal } from '#shared/domain/call-state.ts';
import { percentile } from '#shared/domain/metrics.ts';
import type { LiveCall } from '../../client/call-fold.ts';

export const WALL_SORTS = ['risk', 'silence', 'longest', 'newest'] as const;
export type WallSort = (typeof WALL_SORTS)[number];

export const WALL_SHOWS = ['all', 'attention', 'waiting', 'mine'] as const;
export type WallShow = (typeof WALL_SHOWS)[number];

/** A silence that a person notices. */
export const NOTABLE_SILENCE_MS = 4000;
/** Silences of about the same length count as equal, so that tiles do not change places all the time. */
const SILENCE_STEP_MS = 4000;

/** When a call was last heard, in milliseconds since the epoch; see `heard.ts`. */
type LastHeard = (call_id: string) => number | undefined;

/** Since when nobody has been heard, by words or by sound, in milliseconds; 0 while somebody speaks or the line is not open. */
export function silenceOf({ call, utterances }: Pick<LiveCall, 'call' | 'utterances'>, now: number, lastHeard: LastHeard): number {
  if (!call?.answered_at || !isConnected(call.state) || call.turn_state === 'speaking') return 0;
  const answered = Date.parse(call.answered_at);
  let last = lastHeard(call.call_id) ?? 0;
  for (const one of utterances) last = Math.max(last, one.end_ms === null ? now : answered + one.end_ms);
  return Math.max(0, now - Math.max(answered, last));
}

/** Since when the line is open, in milliseconds; 0 before it is answered. */
function lengthOf({ call }: Pick<LiveCall, 'call'>, now: number): number {
  if (!call?.answered_at) return 0;
  return Math.max(0, (call.ended_at ? Date.parse(call.ended_at) : now) - Date.parse(call.answered_at));
}

/** How long the caller waited for the first sound of each reply, in the order of the conversation. Source: first-response latency, speech end → first audio. */
export function responsesOf({ turns }: Pick<LiveCall, 'turns'>): number[] {
  return turns.filter((turn) => turn.kind === 'reply').map((turn) => Math.max(0, turn.first_audio_ms - turn.speech_end_ms));
}

/** Ids in the order of the wall. Calls that are over come last, whatever the order; ties keep the longest call first, then the oldest. */
export function orderWall(calls: readonly LiveCall[], sort: WallSort, now: number, lastHeard: LastHeard): string[] {
  const rows = calls.map((known) => ({
    id: known.call_id,
    over: known.call && isTerminal(known.call.state) ? 1 : 0,
    risk: known.call?.risk.score ?? 0,
    silence: Math.floor(silenceOf(known, now, lastHeard) / SILENCE_STEP_MS),
    length: Math.floor(lengthOf(known, now) / 1000),
    created: known.call ? Date.parse(known.call.created_at) : 0,
  }));
  type Row = (typeof rows)[number];
  const longest = (a: Row, b: Row) => b.length - a.length || a.created - b.created || (a.id < b.id ? -1 : 1);
  const by: Record<WallSort, (a: Row, b: Row) => number> = {
    risk: (a, b) => b.risk - a.risk || b.silence - a.silence || longest(a, b),
    silence: (a, b) => b.silence - a.silence || longest(a, b),
    longest,
    newest: (a, b) => b.created - a.created || (a.id < b.id ? 1 : -1),
  };
  return rows.toSorted((a, b) => a.over - b.over || by[sort](a, b)).map(({ id }) => id);
}

type WallFilter = { show: WallShow; scenario: string | null; user_id: string };

function isWaiting({ call }: Pick<LiveCall, 'call'>): boolean {
  return call !== undefined && !isTerminal(call.state) && call.state !== 'wrapping' && !isConnected(call.state);
}

export function isShown(known: LiveCall, { show, scenario, user_id }: WallFilter): boolean {
  const { call } = known;
  if (!call || (scenario !== null && call.scenario_id !== scenario)) return false;
  if (show === 'attention') return call.risk.score > 0;
  if (show === 'waiting') return isWaiting(known);
  if (show === 'mine') return call.placed_by.user_id === user_id;
  return true;
}

export type WallNumbers = {
  live: number;
  waiting: number;
  attention: number;
  longest_ms: number;
  silence_ms: number;
  /** Over all replies of the calls on the wall; undefined before the first. */
  first_response_p95_ms: number | undefined;
  replies: number;
};

/** The line above the tiles. */
export function wallNumbers(calls: readonly LiveCall[], now: number, lastHeard: LastHeard): WallNumbers {
  const live = calls.filter(({ call }) => call !== undefined && !isTerminal(call.state));
  const replies = live.flatMap(responsesOf);
  const longest = (values: number[]) => values.reduce((most, one) => Math.max(most, one), 0);
  return {
    live: live.length,
    waiting: live.filter(isWaiting).length,
    attention: live.filter(({ call }) => (call?.risk.score ?? 0) > 0).length,
    longest_ms: longest(live.map((known) => lengthOf(known, now))),
    silence_ms: longest(live.map((known) => silenceOf(known, now, lastHeard))),
    first_response_p95_ms: percentile(replies, 95),
    replies: replies.length,
  };
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The place an arrow key leads to in a grid that is filled row by row; it stays where there is nothing further. */
export function moveInGrid(place: number, count: number, columns: number, direction: Direction): number {
  const by = { up: -columns, down: columns, left: -1, right: 1 }[direction];
  const next = place + by;
  if (next >= 0 && next < count) return next;
  // The last row may be shorter: down from above a gap leads to the last tile.
  const lastRow = Math.floor((count - 1) / columns);
  return direction === 'down' && Math.floor(place / columns) < lastRow ? count - 1 : place;
}
