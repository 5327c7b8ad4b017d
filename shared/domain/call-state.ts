/**
 * The life of a call, as one pure state machine. A call is the projection of its ledger through `nextCallState`.
 *
 * `draft → queued → dialing → ringing → answered → in_progress ⇄ on_hold → wrapping → completed`, with the other terminals beside `completed`.
 * `wrapping` is the short time after the line has gone in which the recording and the transcript are closed.
 */
export const LIVE_CALL_STATES = ['draft', 'queued', 'dialing', 'ringing', 'answered', 'in_progress', 'on_hold', 'wrapping'] as const;

export const TERMINAL_CALL_STATES = [
  'completed',
  'no_answer',
  'busy',
  'failed',
  'canceled',
  'declined',
  'voicemail',
  'dropped',
  'blocked',
  'unknown',
] as const;

export const CALL_STATES = [...LIVE_CALL_STATES, ...TERMINAL_CALL_STATES] as const;

export type LiveCallState = (typeof LIVE_CALL_STATES)[number];
export type TerminalCallState = (typeof TERMINAL_CALL_STATES)[number];
export type CallState = (typeof CALL_STATES)[number];

/** What happened, in the words of this program; providers' words are translated in the provider's own folder. */
export type CallSignal =
  | { type: 'queued' }
  | { type: 'dialing' }
  | { type: 'ringing' }
  | { type: 'answered' }
  | { type: 'media_started' }
  | { type: 'held' }
  | { type: 'resumed' }
  | { type: 'hung_up' }
  | { type: 'ended'; as: TerminalCallState };

const RANK: Record<LiveCallState, number> = {
  draft: 0,
  queued: 1,
  dialing: 2,
  ringing: 3,
  answered: 4,
  in_progress: 5,
  on_hold: 5,
  wrapping: 6,
};

const REACHES: Record<Exclude<CallSignal['type'], 'ended'>, LiveCallState> = {
  queued: 'queued',
  dialing: 'dialing',
  ringing: 'ringing',
  answered: 'answered',
  media_started: 'in_progress',
  held: 'on_hold',
  resumed: 'in_progress',
  hung_up: 'wrapping',
};

export function isTerminal(state: CallState): state is TerminalCallState {
  return (TERMINAL_CALL_STATES as readonly string[]).includes(state);
}

/** Whether somebody can be heard on the line. */
export function isConnected(state: CallState): boolean {
  return state === 'answered' || state === 'in_progress' || state === 'on_hold';
}

/**
 * The state after a signal. Signals arrive late, twice and out of order: a call never leaves a terminal state and never goes back,
 * but for hold and resume. Such a signal leaves the state as it is.
 */
export function nextCallState(state: CallState, signal: CallSignal): CallState {
  if (isTerminal(state)) return state;
  if (signal.type === 'ended') return signal.as;
  const target = REACHES[signal.type];
  if (signal.type === 'held') return state === 'in_progress' ? target : state;
  if (signal.type === 'resumed') return state === 'on_hold' ? target : state;
  if (signal.type === 'hung_up') return isConnected(state) ? target : state;
  return RANK[target] > RANK[state] ? target : state;
}
