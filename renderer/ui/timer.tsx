import { useSyncExternalStore } from 'react';
import { formatDuration } from './format.ts';

const watchers = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

/** One clock for all timers of the window, so that they turn over together. */
function watchSeconds(watcher: () => void): () => void {
  watchers.add(watcher);
  ticking ??= setInterval(() => {
    for (const one of watchers) one();
  }, 250);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

const wholeSecond = () => Math.floor(Date.now() / 1000);
const still = () => () => {};

/** The current whole second; stands still while `running` is false. */
export function useSecond(running: boolean): number {
  return useSyncExternalStore(running ? watchSeconds : still, wholeSecond);
}

/** Time since one instant, until another or now. Instants are ISO 8601. */
export function Timer({ from, to, label }: { from: string; to?: string | null; label?: string }) {
  const second = useSecond(!to);
  const end = to ? Date.parse(to) : second * 1000;
  return (
    <time className="tabular" role="timer" aria-live="off" aria-label={label}>
      {formatDuration(end - Date.parse(from))}
    </time>
  );
}
