/** One timer for all calls: it beats every 20 ms of the clock while anybody listens, and catches up instead of drifting. */
import { FRAME_MS } from '#shared/audio/mulaw.ts';
import type { Clock } from '#shared/domain/clock.ts';

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
    due += FRAME_MS * Math.max(1, Math.ceil((clock.now() - due) / FRAME_MS));
    timer = beats.size > 0 ? setTimeout(run, (due - clock.now()) / clock.speed) : undefined;
  };

  return {
    join(beat) {
      beats.add(beat);
      if (!timer) {
        due = clock.now() + FRAME_MS;
        timer = setTimeout(run, FRAME_MS / clock.speed);
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
