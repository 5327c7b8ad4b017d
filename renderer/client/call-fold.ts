/** What is known live about one call, and how each event changes it. Pure; the same event twice, or an older one late, changes nothing. */
import type { Call, Turn, Utterance } from '#shared/contract/calls.ts';
import type { Envelope, LiveEvents } from '#shared/live/envelope.ts';

export type TurnMetric = LiveEvents['turn.metrics'] | Turn;
export type Monitor = { user_id: string; name: string; since: string };
type LedgerLine = LiveEvents['call.event'];

export type LiveCall = {
  call_id: string;
  call: Call | undefined;
  /** By their place in the conversation. */
  utterances: readonly Utterance[];
  turns: readonly TurnMetric[];
  monitors: readonly Monitor[];
  events: readonly LedgerLine[];
  /** Sequence number of the newest applied event by kind. */
  applied: Readonly<Record<string, number>>;
};

/** Buffers are bounded: a conversation that is longer is read from the API. */
export const MAX_UTTERANCES = 2000;
const MAX_TURNS = 500;
const MAX_EVENTS = 200;

export function emptyLiveCall(call_id: string): LiveCall {
  return { call_id, call: undefined, utterances: [], turns: [], monitors: [], events: [], applied: {} };
}

function putUtterance(list: readonly Utterance[], one: Utterance): readonly Utterance[] {
  const known = list.findIndex((other) => other.utterance_id === one.utterance_id);
  if (known >= 0 && list[known]?.final && !one.final) return list;
  const rest = known >= 0 ? list.toSpliced(known, 1) : list;
  let place = rest.length;
  while (place > 0 && before(one, rest[place - 1])) place--;
  return rest.toSpliced(place, 0, one).slice(-MAX_UTTERANCES);
}

/** By sequence; what has no agreed place yet (equal numbers) by the moment it began. */
function before(one: Utterance, other: Utterance | undefined): boolean {
  if (!other) return false;
  return one.sequence !== other.sequence ? one.sequence < other.sequence : one.start_ms < other.start_ms;
}

function putTurn(list: readonly TurnMetric[], one: TurnMetric): readonly TurnMetric[] {
  const others = list.filter((other) => other.turn !== one.turn);
  return [...others, one].toSorted((a, b) => a.turn - b.turn).slice(-MAX_TURNS);
}

function change(known: LiveCall, envelope: Envelope): Partial<LiveCall> | undefined {
  const { call } = known;
  switch (envelope.type) {
    case 'call.updated':
      return { call: envelope.data };
    case 'call.state':
      return call && { call: { ...call, state: envelope.data.state, reason: envelope.data.reason } };
    case 'turn.state':
      return call && { call: { ...call, turn_state: envelope.data.state } };
    case 'risk':
      return call && { call: { ...call, risk: { score: envelope.data.score, reasons: envelope.data.reasons } } };
    case 'recording.state': {
      const { call_id: _, ...recording } = envelope.data;
      return call && { call: { ...call, recording } };
    }
    case 'utterance.partial':
    case 'utterance.final': {
      const utterances = putUtterance(known.utterances, envelope.data);
      return utterances === known.utterances ? undefined : { utterances };
    }
    case 'turn.metrics':
      return { turns: putTurn(known.turns, envelope.data) };
    case 'call.event':
      if (known.events.some((other) => other.event_id === envelope.data.event_id)) return undefined;
      return { events: [...known.events, envelope.data].toSorted((a, b) => a.sequence - b.sequence).slice(-MAX_EVENTS) };
    case 'monitor.joined': {
      const { user_id, name, since } = envelope.data;
      return { monitors: [...known.monitors.filter((other) => other.user_id !== user_id), { user_id, name, since }] };
    }
    case 'monitor.left':
      return { monitors: known.monitors.filter((other) => other.user_id !== envelope.data.user_id) };
    default:
      return undefined;
  }
}

const MONITORS = 'monitors';

/** The kind under which an event replaces an older one; events that add up rather than replace have none. */
function kindOf(envelope: Envelope): string | undefined {
  switch (envelope.type) {
    case 'call.updated':
    case 'turn.state':
    case 'risk':
    case 'recording.state':
    case 'call.state':
      return envelope.type;
    case 'monitor.joined':
    case 'monitor.left':
      return MONITORS;
    default:
      return undefined;
  }
}

/** The call after the event; the same object when nothing changed. A field of the row is never set back by an event older than the row. */
export function foldEvent(known: LiveCall, envelope: Envelope): LiveCall {
  const kind = kindOf(envelope);
  const rowSeq = known.applied['call.updated'] ?? 0;
  const touchesRow = kind !== undefined && kind !== 'call.updated' && kind !== MONITORS;
  if (kind && envelope.seq <= (known.applied[kind] ?? 0)) return known;
  if (touchesRow && envelope.seq < rowSeq) return known;
  const changed = change(known, envelope);
  if (!changed) return known;
  return { ...known, ...changed, applied: kind ? { ...known.applied, [kind]: envelope.seq } : known.applied };
}

/** Takes in what the API knows of a call. Live news that came meanwhile stay. */
export function foldDetail(
  known: LiveCall,
  detail: Call & { utterances?: readonly Utterance[]; turn_metrics?: readonly Turn[]; monitors?: readonly Monitor[] },
): LiveCall {
  const { utterances = [], turn_metrics = [], monitors, ...call } = detail;
  const held = new Map(known.utterances.map((one) => [one.utterance_id, one]));
  let merged = known.utterances;
  for (const one of utterances) if (!held.get(one.utterance_id)?.final) merged = putUtterance(merged, one);
  let turns = known.turns;
  for (const one of turn_metrics) if (!turns.some((other) => other.turn === one.turn)) turns = putTurn(turns, one);
  const newer = known.call && known.applied['call.updated'] ? known.call : call;
  return { ...known, call: newer, utterances: merged, turns, monitors: monitors && !known.applied[MONITORS] ? monitors : known.monitors };
}
