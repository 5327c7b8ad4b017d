/** Where faults for one call are kept between the control plane, which switches them on, and the parts that act them out. */
import type { Faults } from './types.ts';

/**
 * Faults by key. The key is any text that the affected connection carries, usually a call's own id: the carrier looks for it in
 * the call's TwiML and URLs, the voice model in the `x-client-request-id` header of the upgrade.
 * What is handed out is the stored object itself: who acts out a counted fault counts it down there.
 */
export type FaultBoard = {
  put(key: string, faults: Faults): void;
  /** The faults whose key occurs in `text`; the newest first. */
  find(text: string): Faults | undefined;
  /** Like `find`, and forgets them. */
  take(text: string): Faults | undefined;
};

/** Older entries are forgotten; a key belongs to one call, and calls end. */
const KEPT = 1000;

export function createFaultBoard(): FaultBoard {
  const board = new Map<string, Faults>();
  const keyIn = (text: string) => [...board.keys()].reverse().find((key) => text.includes(key));
  return {
    put(key, faults) {
      if (key === '') throw new RangeError('a fault needs a key');
      board.delete(key);
      board.set(key, structuredClone(faults));
      const oldest = board.keys().next();
      if (board.size > KEPT && !oldest.done) board.delete(oldest.value);
    },
    find(text) {
      const key = keyIn(text);
      return key === undefined ? undefined : board.get(key);
    },
    take(text) {
      const key = keyIn(text);
      const faults = key === undefined ? undefined : board.get(key);
      if (key !== undefined) board.delete(key);
      return faults;
    },
  };
}
