/** Lateness of a network that keeps the order. */
import type { Clock } from '#shared/domain/clock.ts';

/** @returns a function that runs each task up to `maxMs` late, never before the one given earlier. Without lateness it runs it at once. */
export function createJitter(clock: Clock, maxMs: number): (task: () => void) => void {
  if (maxMs <= 0) return (task) => task();
  const waiting: { at: number; task: () => void }[] = [];
  let last = 0;
  const drain = () => {
    const head = waiting[0];
    if (!head) return;
    if (clock.now() >= head.at) {
      waiting.shift();
      head.task();
    }
    if (waiting[0]) clock.after(waiting[0].at - clock.now(), drain);
  };
  return (task) => {
    last = Math.max(last, clock.now() + Math.random() * maxMs);
    waiting.push({ at: last, task });
    if (waiting.length === 1) clock.after(last - clock.now(), drain);
  };
}
