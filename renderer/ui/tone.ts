/** The tone of a state: its colour, its shape and the word that goes with them. Never the colour alone. */
import type { Call } from '#shared/contract/calls.ts';
import type { CallState } from '#shared/domain/call-state.ts';

export type Tone = 'available' | 'ringing' | 'human' | 'ai' | 'wrap' | 'hold' | 'trouble' | 'offline';

const TONES: Readonly<Record<CallState, Tone>> = {
  draft: 'ringing',
  queued: 'ringing',
  dialing: 'ringing',
  ringing: 'ringing',
  answered: 'ai',
  in_progress: 'ai',
  on_hold: 'hold',
  wrapping: 'wrap',
  completed: 'available',
  no_answer: 'offline',
  busy: 'offline',
  declined: 'offline',
  voicemail: 'offline',
  canceled: 'offline',
  failed: 'trouble',
  dropped: 'trouble',
  blocked: 'trouble',
  unknown: 'trouble',
};

export function callTone(call: Pick<Call, 'state'>): Tone {
  return TONES[call.state];
}

export function toneColor(tone: Tone): string {
  return `var(--tl-${tone})`;
}
