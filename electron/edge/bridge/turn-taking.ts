/**
 * The turn-taking presets as settings of the voice model's detector. One table, so that a number is changed in one place.
 * `silence_duration_ms` is pure added delay before each answer, so it is what a preset chooses; a higher threshold is harder to interrupt.
 *
 * | preset | threshold | prefix | silence | why |
 * |---|---|---|---|---|
 * | patient | 0.6 | 300 | 900 | slow speakers, people who look something up; small noises do not interrupt |
 * | balanced | 0.5 | 300 | 500 | the provider's own defaults |
 * | eager | 0.5 | 200 | 250 | quick dialogue; a pause inside a sentence may be taken for its end |
 * | protected_opening | 0.5 | 300 | 500 | balanced, and the greeting is said to its end |
 */
import type { RealtimeAudioInputTurnDetection } from 'openai/resources/realtime/realtime';
import type { TurnTaking } from '#shared/contract/scenarios.ts';

export type VadSettings = { threshold: number; prefixMs: number; silenceMs: number };

export const VAD: Record<TurnTaking, VadSettings> = {
  patient: { threshold: 0.6, prefixMs: 300, silenceMs: 900 },
  balanced: { threshold: 0.5, prefixMs: 300, silenceMs: 500 },
  eager: { threshold: 0.5, prefixMs: 200, silenceMs: 250 },
  protected_opening: { threshold: 0.5, prefixMs: 300, silenceMs: 500 },
};

/** @param listening false while the AI must not be interrupted and may not answer by itself (it is muted). */
export function turnDetection(
  preset: TurnTaking,
  { interruptible, answering }: { interruptible: boolean; answering: boolean },
): RealtimeAudioInputTurnDetection.ServerVad {
  const { threshold, prefixMs, silenceMs } = VAD[preset];
  return {
    type: 'server_vad',
    threshold,
    prefix_padding_ms: prefixMs,
    silence_duration_ms: silenceMs,
    create_response: answering,
    interrupt_response: interruptible,
  };
}
