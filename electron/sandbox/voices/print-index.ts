/** An inverted index of fingerprints: where in all clips a moment like this one is. */
import { QUIET } from './fingerprint.ts';

const HALF = 0x10000;
/** A sound that occurs everywhere says nothing; only so many of its places are looked at. */
const MAX_PLACES = 300;

export type PrintIndex = {
  /** Prints of all clips, one after the other. Valid up to `length`; replaced when it grows, so do not keep it. */
  readonly prints: Int32Array;
  readonly length: number;
  /** Appends a clip's prints and gives the position of the first. */
  add(prints: Int32Array): number;
  /** Calls `visit` with the positions of which 16 bits (the upper or the lower) differ from the print by no more than one. */
  near(print: number, visit: (position: number) => void): void;
};

export function createPrintIndex(): PrintIndex {
  let prints = new Int32Array(HALF);
  let next = new Int32Array(2 * HALF);
  let length = 0;
  /** The newest position for each half, lower ones first, and from there a chain of older ones. */
  const heads = new Int32Array(2 * HALF).fill(-1);

  const walk = (half: number, key: number, visit: (position: number) => void): void => {
    let places = 0;
    for (let at = heads[half * HALF + key]!; at >= 0 && places < MAX_PLACES; at = next[2 * at + half]!) {
      visit(at);
      places++;
    }
  };

  return {
    get prints() {
      return prints;
    },
    get length() {
      return length;
    },
    add(added) {
      const first = length;
      while (first + added.length > prints.length) {
        prints = grown(prints);
        next = grown(next);
      }
      prints.set(added, first);
      for (let i = 0; i < added.length; i++) {
        const print = added[i]!;
        if (print === QUIET) continue;
        const at = first + i;
        const lower = print & 0xffff;
        const upper = HALF + (print >>> 16);
        next[2 * at] = heads[lower]!;
        next[2 * at + 1] = heads[upper]!;
        heads[lower] = at;
        heads[upper] = at;
      }
      length += added.length;
      return first;
    },
    near(print, visit) {
      for (let half = 0; half < 2; half++) {
        const key = half === 0 ? print & 0xffff : print >>> 16;
        walk(half, key, visit);
        for (let bit = 0; bit < 16; bit++) walk(half, key ^ (1 << bit), visit);
      }
    },
  };
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(array.length * 2);
  bigger.set(array);
  return bigger;
}
