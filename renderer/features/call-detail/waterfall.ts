/** Where the time went between the customer's last word and the AI's first sound. Pure; milliseconds. */
import type { Turn } from '#shared/contract/calls.ts';
import { percentile } from '#shared/domain/metrics.ts';

export const PARTS = ['decision', 'token', 'audio'] as const;
export type Part = (typeof PARTS)[number];

export type WaterfallRow = {
  turn: number;
  kind: Turn['kind'];
  utterance_id: string;
  /** Where the wait begins in the recording. */
  from_ms: number;
  parts: Record<Part, number>;
  wait_ms: number;
};

export type Waterfall = {
  rows: WaterfallRow[];
  /** Right end of the scale. */
  scale_ms: number;
  greeting_ms: number | undefined;
  p50_ms: number | undefined;
  p95_ms: number | undefined;
  replies: number;
};

/** Waits below `good` feel natural; from `slow` on they are noticed. */
export const TARGETS = { good: 800, slow: 1500 } as const;

/** The next round number of 500 ms, and never less than what shows both targets. */
export function scaleFor(longest: number): number {
  return Math.max(2000, Math.ceil(longest / 500) * 500);
}

/** Timestamps that a clock of another process put out of order count as no time, so that the parts always add up to the wait. */
export function waterfallOf(turns: readonly Turn[]): Waterfall {
  const rows = turns.map((turn): WaterfallRow => {
    const decided = Math.max(turn.speech_end_ms, turn.decision_ms);
    const token = Math.max(decided, turn.first_token_ms);
    const audio = Math.max(token, turn.first_audio_ms);
    return {
      turn: turn.turn,
      kind: turn.kind,
      utterance_id: turn.utterance_id,
      from_ms: turn.speech_end_ms,
      parts: { decision: decided - turn.speech_end_ms, token: token - decided, audio: audio - token },
      wait_ms: audio - turn.speech_end_ms,
    };
  });
  const waits = rows.filter((row) => row.kind === 'reply').map((row) => row.wait_ms);
  return {
    rows,
    scale_ms: scaleFor(rows.reduce((most, row) => Math.max(most, row.wait_ms), 0)),
    greeting_ms: rows.find((row) => row.kind === 'greeting')?.wait_ms,
    p50_ms: percentile(waits, 50),
    p95_ms: percentile(waits, 95),
    replies: waits.length,
  };
}

/** The replies that were too slow, and the part that took most of their time; undefined when there are none. */
export function whySlow(rows: readonly WaterfallRow[]): { count: number; part: Part } | undefined {
  const slow = rows.filter((row) => row.kind === 'reply' && row.wait_ms > TARGETS.slow);
  if (slow.length === 0) return undefined;
  const sum = (part: Part) => slow.reduce((total, row) => total + row.parts[part], 0);
  const [part = 'decision'] = PARTS.toSorted((a, b) => sum(b) - sum(a));
  return { count: slow.length, part };
}
