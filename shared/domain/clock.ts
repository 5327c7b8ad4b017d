/**
 * Time as the code under it sees it. A clock of speed 20 makes one wall second count as twenty: rehearsals use it, everything else runs at 1.
 * All durations are milliseconds of the clock's own time.
 */
export type Clock = {
  readonly speed: number;
  /** Monotonic milliseconds since the clock was made. */
  now(): number;
  /** Milliseconds since the Unix epoch, moving at the clock's speed from the moment it was made. */
  wallTime(): number;
  /** Runs `task` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void;
};

/** @param speed how many milliseconds of this clock pass in one real millisecond; positive. */
export function createClock(speed = 1): Clock {
  if (!(speed > 0)) throw new RangeError('a clock needs a positive speed');
  const origin = performance.now();
  const epoch = Date.now();
  const now = () => (performance.now() - origin) * speed;
  return {
    speed,
    now,
    wallTime: () => epoch + now(),
    after(delayMs, task) {
      const timer = setTimeout(task, Math.max(0, delayMs / speed));
      return () => clearTimeout(timer);
    },
  };
}
