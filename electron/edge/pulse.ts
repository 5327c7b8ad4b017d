/**
 * One timer for all calls, for the time when their lines are silent: a line that sends frames sets its own beat, fifty times a second, and
 * needs no timer. It beats every 200 ms of the clock while anybody listens, and catches up instead of drifting.
 */
import type { Clock } from '#shared/domain/clock.ts';

const PULSE_MS = 200;

export type Beat = (now: number) => void;

export type Pulse = {
  /** Calls `beat` at each beat; the returned function ends that. */
  join(beat: Beat): () => void;
  readonly members: number;
};

export function createPulse(clock: Clock, onError: (error: unknown) => void): Pulse {
  const beats = new Set<Beat>();
  let cancel: (() => void) | undefined;
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
    cancel = beats.size > 0 ? clock.after(due - clock.now(), run) : undefined;
  };

  return {
    join(beat) {
      beats.add(beat);
      if (!cancel) {
        due = clock.now() + PULSE_MS;
        cancel = clock.after(PULSE_MS, run);
      }
      return () => {
        beats.delete(beat);
        if (beats.size === 0) {
          cancel?.();
          cancel = undefined;
        }
      };
    },
    get members() {
      return beats.size;
    },
  };
}
