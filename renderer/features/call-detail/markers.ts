/** Moments of a call that a reviewer jumps to, from what was said, how long replies took, and the ledger. Pure. */
import type { CallEvent, Turn, Utterance } from '#shared/contract/calls.ts';
import { findConversationRedactions } from '#shared/domain/conversation-redaction.ts';
import { RISK_LIMITS } from '#shared/domain/risk.ts';
import type { Tone } from '../../ui/tone.ts';

export type Marker = {
  id: string;
  /** Position in the recording. */
  at_ms: number;
  tone: Tone;
} & ({ kind: 'interrupted' | 'unintelligible' | 'private' } | { kind: 'slow'; wait_ms: number } | { kind: 'event'; text: string });

/** Entries of the ledger that change what is heard. */
const EVENT_TONES: Readonly<Record<string, Tone>> = {
  'call.whispered': 'ai',
  'call.muted': 'hold',
  'call.unmuted': 'ai',
  'call.dtmf': 'human',
  'caller.dtmf': 'human',
  'recording.pause_requested': 'hold',
  'recording.resume_requested': 'hold',
  'recording.alarm': 'trouble',
  'model.lost': 'trouble',
  'monitor.joined': 'wrap',
};

type Conversation = { utterances: readonly Utterance[]; turn_metrics: readonly Turn[] };

/** In the order of the call. Entries of the ledger without a position of their own are placed by their time since the sound began. */
export function markersOf({ utterances, turn_metrics }: Conversation, events: readonly CallEvent[]): Marker[] {
  const markers: Marker[] = [];
  const secrets = findConversationRedactions(utterances);
  for (const [index, one] of utterances.entries()) {
    if (one.interrupted) markers.push({ id: `i ${one.utterance_id}`, at_ms: one.end_ms ?? one.start_ms, kind: 'interrupted', tone: 'wrap' });
    if ((secrets[index] ?? []).length > 0) markers.push({ id: `p ${one.utterance_id}`, at_ms: one.start_ms, kind: 'private', tone: 'hold' });
    if (one.unintelligible) markers.push({ id: `u ${one.utterance_id}`, at_ms: one.start_ms, kind: 'unintelligible', tone: 'trouble' });
  }
  for (const turn of turn_metrics) {
    const wait_ms = turn.first_audio_ms - turn.speech_end_ms;
    if (turn.kind === 'reply' && wait_ms > RISK_LIMITS.slowResponse) {
      markers.push({ id: `t ${turn.turn}`, at_ms: turn.speech_end_ms, kind: 'slow', wait_ms, tone: 'trouble' });
    }
  }
  const began = events.find((one) => one.type === 'media.started')?.at;
  for (const event of events) {
    const tone = EVENT_TONES[event.type];
    if (!tone || !began) continue;
    const own = event.data['at_ms'];
    const at_ms = typeof own === 'number' ? own : Date.parse(event.at) - Date.parse(began);
    if (at_ms >= 0) markers.push({ id: event.event_id, at_ms, kind: 'event', text: event.text, tone });
  }
  return markers.toSorted((a, b) => a.at_ms - b.at_ms);
}

/** A jump lands a little before, so that what led to the moment is heard. A marker this close behind counts as reached. */
export const LEAD_MS = 600;

export function nextMarker(markers: readonly Marker[], now_ms: number): Marker | undefined {
  return markers.find((one) => one.at_ms > now_ms + LEAD_MS + 1);
}

/** Whose words are heard at a moment: of those being spoken the one that began last; in a pause, those before it. */
export function utteranceAt(utterances: readonly Utterance[], now_ms: number): string | undefined {
  const latest = (list: readonly Utterance[]) =>
    list.reduce<Utterance | undefined>((best, one) => (best && best.start_ms > one.start_ms ? best : one), undefined);
  const begun = utterances.filter((one) => one.start_ms <= now_ms);
  const speaking = begun.filter((one) => (one.end_ms ?? Number.POSITIVE_INFINITY) > now_ms);
  return (latest(speaking) ?? latest(begun))?.utterance_id;
}
