/**
 * One timer for all calls, for the time when their lines are silent: a line that sends frames sets its own beat, fifty times a second, and
 * needs no timer. It beats every 200 ms of the clock while anybody listens, and catches up instead of drifting.
 */
import type { Clock } from '#shared/domain/clock.ts';

export const PULSE_MS = 200;

export type Beat = (now: number) => void;

export type Pulse = {
  /** Calls `beat` at each beat; the returned function ends that. */
  join(beat: Beat): () => void;
  readonly members: number;
};

export function createPulse(clock: Clock, onError: (error: unknown) => void): Pulse {
  const beats = new Set<Beat>();
  let timer: NodeJS.Timeout | undefined;
  let due = 0;

  const run = () => {
    const now = clock.now();
    for (const beat of beats) {
      try {
        beat(now);
      } catch (error) {
        onError(error);
      }
    }
    due += PULSE_MS * Math.max(1, Math.ceil((clock.now() - due) / PULSE_MS));
    timer = beats.size > 0 ? setTimeout(run, (due - clock.now()) / clock.speed) : undefined;
  };

  return {
    join(beat) {
      beats.add(beat);
      if (!timer) {
        due = clock.now() + PULSE_MS;
        timer = setTimeout(run, PULSE_MS / clock.speed);
      }
      return () => {
        beats.delete(beat);
        if (beats.size === 0) {
          clearTimeout(timer);
          timer = undefined;
        }
      };
    },
    get members() {
      return beats.size;
    },
  };
}
