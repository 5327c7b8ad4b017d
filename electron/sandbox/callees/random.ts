/** Chance that can be repeated. Source: mulberry32 by Tommy Ettinger, public domain. */
import type { Range } from './persona.ts';

export type Random = {
  /** 0 … 1, 1 excluded. */
  next(): number;
  /** A whole number from … to, both included. */
  within(range: Range): number;
};

export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, within: ([from, to]) => Math.floor(from + next() * (to - from + 1)) };
}
