/** What this process knows of a call beyond its row: the words and measures of the moment, who listens, and how it is ending. */
import type { Call, Turn, Utterance } from '#shared/contract/calls.ts';
import type { Detection } from '../ports/carrier.ts';
import { countTurns, countWords, latencyOf, tailOf } from '#shared/domain/metrics.ts';
import { assessRisk, type LineEnergy, NO_ENERGY, withLevels } from '#shared/domain/risk.ts';
import { orderUtterances } from '#shared/domain/transcript-order.ts';
import type { ListenedFrame } from '../app-types.ts';
import type { UtteranceEvent } from '../ports/voice-edge.ts';
import type { Ending } from './model.ts';

export type LiveUtterance = Utterance & { previous_id: string | null };

export type Listener = { user_id: string; onFrame: (frame: ListenedFrame) => void; onEnd: (reason: string) => void };

export type LiveCall = {
  readonly callId: string;
  readonly orgId: string;
  /** Nobody carries it any more: the process that placed it died, or placing it broke off. */
  orphan: boolean;
  /** The call as it was last told. */
  call: Call;
  /** In the order of the conversation. */
  utterances: LiveUtterance[];
  turns: Turn[];
  /** Utterances of the AI that the caller spoke over. */
  interrupted: Set<string>;
  /** Position in the media stream, in milliseconds. */
  atMs: number;
  /** Undefined until sound was measured. */
  line: LineEnergy | undefined;
  riskAtMs: number;
  modelTroubles: number;
  listeners: Set<Listener>;
  monitors: Map<string, { user_id: string; name: string; since: string }>;
  ending: LineEnd;
  /** Resolves when the call has reached its last state. */
  over: Promise<void>;
  markOver: () => void;
};

export type LineEnd = {
  carrier: Ending['carrier'];
  ours: string | undefined;
  failure: Ending['failure'];
  detection: Detection | undefined;
  mediaStarted: boolean;
  recordingOpen: boolean;
  /** When the line went; undefined while it is open. */
  goneAt: number | undefined;
  /** Callbacks that were handled: the carrier repeats them. */
  heard: Set<string>;
  cancelWait: (() => void) | undefined;
};

export function createLiveCall(init: { call: Call; orgId: string; orphan: boolean; utterances?: LiveUtterance[]; turns?: Turn[] }): LiveCall {
  const { promise, resolve } = promiseWithResolvers();
  const utterances = init.utterances ?? [];
  return {
    callId: init.call.call_id,
    orgId: init.orgId,
    orphan: init.orphan,
    call: init.call,
    utterances,
    turns: init.turns ?? [],
    interrupted: new Set(utterances.filter((one) => one.interrupted).map((one) => one.utterance_id)),
    atMs: utterances.reduce((last, one) => Math.max(last, one.end_ms ?? one.start_ms), 0),
    line: undefined,
    riskAtMs: 0,
    modelTroubles: 0,
    listeners: new Set(),
    monitors: new Map(),
    ending: {
      carrier: undefined,
      ours: undefined,
      failure: undefined,
      detection: undefined,
      mediaStarted: init.call.answered_at !== null,
      recordingOpen: false,
      goneAt: undefined,
      heard: new Set(),
      cancelWait: undefined,
    },
    over: promise,
    markOver: resolve,
  };
}

// Promise.withResolvers needs Node 22; the oldest runtime of this program has 20.
function promiseWithResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/**
 * Takes an utterance in at its place. A piece that is older than what is known (a partial after the final text) changes nothing.
 * @returns what changed, the utterance itself first, then those whose place moved; empty when nothing did.
 */
export function takeUtterance(live: LiveCall, event: UtteranceEvent): LiveUtterance[] {
  const known = live.utterances.find((one) => one.utterance_id === event.utterance_id);
  if (known?.final && !event.final) return [];
  const next: LiveUtterance = {
    utterance_id: event.utterance_id,
    call_id: live.callId,
    sequence: known?.sequence ?? 0,
    channel: event.channel,
    speaker: event.channel === 0 ? 'customer' : 'agent',
    text: event.text,
    start_ms: event.start_ms,
    end_ms: event.end_ms ?? known?.end_ms ?? null,
    confidence: event.confidence ?? null,
    interrupted: event.interrupted || (known?.interrupted ?? false),
    unintelligible: event.unintelligible,
    final: event.final,
    previous_id: event.previous_id ?? known?.previous_id ?? null,
  };
  if (next.interrupted) live.interrupted.add(next.utterance_id);
  live.atMs = Math.max(live.atMs, event.end_ms ?? event.start_ms);
  const others = live.utterances.filter((one) => one !== known);
  const moved: LiveUtterance[] = [];
  live.utterances = orderUtterances([...others, next]).map((one, index) => {
    const placed = one.sequence === index + 1 ? one : { ...one, sequence: index + 1 };
    if (placed !== one && one !== next) moved.push(placed);
    return placed;
  });
  const taken = live.utterances.find((one) => one.utterance_id === next.utterance_id) ?? next;
  return [taken, ...moved];
}

/** Takes the levels of both sides in. */
export function takeLevels(live: LiveCall, level: { at_ms: number; customer: number; agent: number }): void {
  live.atMs = Math.max(live.atMs, level.at_ms);
  live.line = withLevels(live.line ?? NO_ENERGY, level);
}

/** The counts of a call as they are now. */
export function measuresOf(live: LiveCall): Pick<Call, 'turns' | 'words' | 'interruptions' | 'latency' | 'tail'> {
  return {
    turns: countTurns(live.utterances),
    words: live.utterances.reduce((sum, one) => sum + countWords(one.text), 0),
    interruptions: live.interrupted.size,
    latency: latencyOf(live.turns),
    tail: tailOf(live.utterances),
  };
}

export function riskOf(live: LiveCall): Call['risk'] {
  return assessRisk({
    at_ms: live.atMs,
    utterances: live.utterances,
    turns: live.turns,
    interruptions: live.interrupted.size,
    line: live.line,
    model_troubles: live.modelTroubles,
    alarms: live.call.recording.alarms,
  });
}
