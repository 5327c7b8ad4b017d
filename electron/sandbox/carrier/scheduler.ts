/** One timer for the media of all calls: every line is ticked once for each 20 ms of the clock, late ticks are made up for. */
import { FRAME_MS } from '#shared/audio/mulaw.ts';
import type { Clock } from '#shared/domain/clock.ts';

export type Ticking = { tick(): void };

export type Scheduler = {
  add(line: Ticking): void;
  remove(line: Ticking): void;
  close(): void;
};

/** Lines are spread over this many moments of the 20 ms, so that fifty calls do not all send at once. */
const PHASES = 4;
const STEP_MS = FRAME_MS / PHASES;
/** After a longer sleep than this (a suspended machine) the time is dropped instead of being played in one burst. */
const MAX_DEBT_WALL_MS = 5000;

/** @param onError gets what a tick threw; the line stays until somebody removes it. */
export function createScheduler(clock: Clock, onError: (line: Ticking, error: unknown) => void): Scheduler {
  const phases = Array.from({ length: PHASES }, () => new Set<Ticking>());
  let count = 0;
  let step = 0;
  let origin = 0;
  let cancel: (() => void) | undefined;

  const run = () => {
    const due = Math.floor((clock.now() - origin) / STEP_MS);
    if ((due - step) * STEP_MS > MAX_DEBT_WALL_MS * clock.speed) step = due - PHASES;
    while (step < due && count > 0) {
      step++;
      for (const line of phases[step % PHASES] ?? []) {
        try {
          line.tick();
        } catch (error) {
          onError(line, error);
        }
      }
    }
    cancel = count > 0 ? clock.after(origin + (step + 1) * STEP_MS - clock.now(), run) : undefined;
  };

  return {
    add(line) {
      const emptiest = phases.reduce((best, phase) => (phase.size < best.size ? phase : best));
      emptiest.add(line);
      if (count++ > 0) return;
      origin = clock.now();
      step = 0;
      cancel ??= clock.after(STEP_MS, run);
    },
    remove(line) {
      for (const phase of phases) {
        if (phase.delete(line)) count--;
      }
    },
    close() {
      count = 0;
      for (const phase of phases) phase.clear();
      cancel?.();
      cancel = undefined;
    },
  };
}
