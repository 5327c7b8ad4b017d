/**
 * A clock that does not follow the machine's: it stands still until everything that the last moment set off has come to rest, then goes to the
 * moment of the next task. How busy the machine is changes how long that takes, and never what time it is: the same tasks see the same times.
 */
import type { Clock } from './clock.ts';

export type SteppedClock = Clock & {
  /** The clock stands still until the returned function is called, by each of its holders. */
  hold(): () => void;
  /** Ends the clock; no task runs any more. */
  close(): void;
};

export type SteppedClockOptions = {
  /** The clock never goes faster than this many of its milliseconds in a real one; a busy machine makes it slower. */
  speed: number;
  /** Resolves when nothing is under way that could still ask for the present moment. */
  settle: () => Promise<void>;
  /** Is told the time, in milliseconds since the clock was made, whenever it changes. */
  onTime?: (nowMs: number) => void;
};

type Task = { at: number; order: number; run: () => void };

/** Times are multiples of this part of a millisecond: exact numbers, so that a task sees the same differences early and late in the clock's life. */
const PARTS_A_MS = 64;
/** Real milliseconds by which the clock may be ahead of its speed before it rests. */
const LEAD_MS = 2;

export function createSteppedClock({ speed, settle, onTime }: SteppedClockOptions): SteppedClock {
  if (!(speed > 0)) throw new RangeError('a clock needs a positive speed');
  const epoch = Date.now();
  const tasks: Task[] = [];
  let nowMs = 0;
  let orders = 0;
  let holds = 0;
  let closed = false;
  let wake = () => {};
  /** From this real moment at this time of the clock its speed is measured. */
  let since = { real: performance.now(), ms: 0 };

  const sleep = (ms?: number) =>
    new Promise<void>((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** How many real milliseconds too early it would be to go to this moment. Time that was lost is not made up for. */
  const early = (ms: number): number => {
    const real = performance.now();
    const ahead = (ms - since.ms) / speed - (real - since.real);
    if (ahead < 0) since = { real, ms };
    return ahead;
  };

  const run = async () => {
    for (;;) {
      await settle();
      if (closed) return;
      const next = tasks[0];
      if (holds > 0 || !next) {
        await sleep();
        continue;
      }
      const ahead = early(next.at);
      if (ahead > LEAD_MS) {
        await sleep(ahead);
        continue;
      }
      tasks.shift();
      if (next.at > nowMs) {
        nowMs = next.at;
        onTime?.(nowMs);
      }
      next.run();
    }
  };
  void run();

  return {
    speed,
    now: () => nowMs,
    wallTime: () => epoch + nowMs,
    after(delayMs, run) {
      const at = nowMs + Math.ceil(Math.max(0, delayMs) * PARTS_A_MS) / PARTS_A_MS;
      const task = { at, order: orders++, run };
      const place = tasks.findLastIndex((one) => one.at <= at) + 1;
      tasks.splice(place, 0, task);
      if (place === 0) wake();
      return () => {
        const index = tasks.indexOf(task);
        if (index >= 0) tasks.splice(index, 1);
      };
    },
    hold() {
      holds++;
      let mine = true;
      return () => {
        if (!mine) return;
        mine = false;
        holds--;
        if (holds === 0) wake();
      };
    },
    close() {
      closed = true;
      tasks.length = 0;
      wake();
    },
  };
}
