/** The calls that this process carries, and one queue for each, so that what happens to a call happens one after the other. */
import type { LiveCall } from './live-call.ts';

export type LiveCalls = {
  get(callId: string): LiveCall | undefined;
  add(live: LiveCall): LiveCall;
  all(): LiveCall[];
  /** Forgets a call after a while: late pieces may still come. */
  retire(live: LiveCall): void;
  /** Runs tasks of one call in order. A failed task does not stop the next. */
  inOrder<T>(callId: string, task: () => Promise<T>): Promise<T>;
  /** Resolves when no task is under way. */
  idle(): Promise<void>;
  close(): void;
};

/** How long a call that is over is kept for late words and the end of its recording. */
export const KEPT_AFTER_END_MS = 60_000;

export function createLiveCalls(): LiveCalls {
  const calls = new Map<string, LiveCall>();
  const queues = new Map<string, Promise<unknown>>();
  const timers = new Set<ReturnType<typeof setTimeout>>();

  return {
    get: (callId) => calls.get(callId),
    add(live) {
      calls.set(live.callId, live);
      return live;
    },
    all: () => [...calls.values()],
    retire(live) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        calls.delete(live.callId);
      }, KEPT_AFTER_END_MS);
      timer.unref();
      timers.add(timer);
    },
    inOrder(callId, task) {
      const before = queues.get(callId) ?? Promise.resolve();
      const done = before.then(task);
      const settled = done
        .catch(() => {})
        .then(() => {
          if (queues.get(callId) === settled) queues.delete(callId);
        });
      queues.set(callId, settled);
      return done;
    },
    async idle() {
      while (queues.size > 0) await Promise.all(queues.values());
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
