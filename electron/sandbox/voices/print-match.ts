/** Finds which stretches of clips lie in what was heard, by few bit errors over many moments. */
import { bitErrors, CLIP_HOP, HEARD_HOP, QUIET } from './fingerprint.ts';
import type { PrintIndex } from './print-index.ts';

/** Heard prints for one print of a clip. */
export const STEP = CLIP_HOP / HEARD_HOP;

/** A stretch of one clip that was heard without a break. Both ends are included. */
export type Match = {
  /** First and last moment in the heard prints. */
  from: number;
  to: number;
  /** Position in the index of the first moment. */
  clipFrom: number;
  /** How far the bits agree beyond chance, summed up. */
  score: number;
  /** Compared moments and their wrong bits. */
  moments: number;
  errors: number;
};

/** Moments with fewer wrong bits count for a match, others against it: the same sound in noise has about 7, another sound 16. */
const NEUTRAL_ERRORS = 10.5;
/** What a moment costs that the clip has and the heard audio is silent at. */
const MISSING_ERRORS = 16;
/** A match ends where it has lost this much since its best point. */
const MAX_DROP = 45;
const MIN_SCORE = 40;
/** Starting points are looked for at every second pair of heard moments: one of each pair lies nearer to the clips' own. */
const PAIRS = 4;
/** A starting point has fewer wrong bits than that; half of a print has one at most. */
const SEED_ERRORS = 8;
/** A first look at 160 ms around a likely moment. */
const LOOK_BEFORE = 3;
const LOOK_AFTER = 4;
const LOOK_ERRORS = 11;
/** A match with fewer wrong bits a moment leaves nothing to find some milliseconds beside it. */
const CLEAR_ERRORS = 2.6;
const NEAR_DIAGONALS = 3;
/** More silence than that in a clip parts it in two. */
const MAX_QUIET = 60;

/**
 * @param heard prints at the finer hop.
 * @param bounds gives the first position of the clip that holds a position, and the first position after it.
 */
export function findMatches(heard: Int32Array, index: PrintIndex, bounds: (position: number) => readonly [number, number]): Match[] {
  const matches: Match[] = [];
  /** The last moment of each diagonal that was examined already. */
  const examined = new Map<number, number>();
  for (let at = 0; at < heard.length; at++) {
    const print = heard[at]!;
    if (print === QUIET || at % PAIRS > 1) continue;
    index.near(print, (position) => {
      if (bitErrors(print, index.prints[position]!) > SEED_ERRORS) return;
      const diagonal = STEP * position - at;
      if ((examined.get(diagonal) ?? -1) >= at) return;
      if (!looksAlike(heard, at, index.prints, position, index.length)) return;
      const match = extend(heard, at, index.prints, position, bounds(position));
      const reached = Math.max(match.to, at);
      const near = match.errors < CLEAR_ERRORS * match.moments ? NEAR_DIAGONALS : 0;
      for (let d = diagonal - near; d <= diagonal + near; d++) examined.set(d, Math.max(examined.get(d) ?? -1, reached));
      if (match.score >= MIN_SCORE) matches.push(match);
    });
  }
  return matches;
}

function looksAlike(heard: Int32Array, at: number, prints: Int32Array, position: number, length: number): boolean {
  let errors = 0;
  let moments = 0;
  for (let k = -LOOK_BEFORE; k <= LOOK_AFTER; k++) {
    const place = position + k;
    const print = place >= 0 && place < length ? prints[place]! : QUIET;
    const other = heard[at + STEP * k] ?? QUIET;
    if (print === QUIET || other === QUIET) continue;
    errors += bitErrors(print, other);
    moments++;
    if (moments === 4 && errors > 14 * 4) return false;
  }
  return moments >= 3 && errors <= LOOK_ERRORS * moments;
}

/** Goes both ways from a place that looks alike, to where the agreement is greatest. */
function extend(heard: Int32Array, at: number, prints: Int32Array, position: number, [first, end]: readonly [number, number]): Match {
  const back = reach(heard, at - STEP, prints, position - 1, -1, first, end);
  const forth = reach(heard, at, prints, position, 1, first, end);
  return {
    from: at - STEP * back.steps,
    to: at + STEP * (forth.steps - 1),
    clipFrom: position - back.steps,
    score: back.score + forth.score,
    moments: back.moments + forth.moments,
    errors: back.errors + forth.errors,
  };
}

type Reach = { steps: number; score: number; moments: number; errors: number };

function reach(heard: Int32Array, at: number, prints: Int32Array, position: number, direction: 1 | -1, first: number, end: number): Reach {
  const best: Reach = { steps: 0, score: 0, moments: 0, errors: 0 };
  let score = 0;
  let moments = 0;
  let errors = 0;
  let quiet = 0;
  for (let k = 0; ; k++) {
    const place = position + direction * k;
    const moment = at + direction * STEP * k;
    if (place < first || place >= end || moment < 0 || moment >= heard.length) break;
    const print = prints[place]!;
    if (print === QUIET) {
      if (++quiet > MAX_QUIET) break;
      continue;
    }
    quiet = 0;
    const other = heard[moment]!;
    const wrong = other === QUIET ? MISSING_ERRORS : bitErrors(print, other);
    score += NEUTRAL_ERRORS - wrong;
    errors += wrong;
    moments++;
    if (score > best.score) Object.assign(best, { steps: k + 1, score, moments, errors });
    else if (score < best.score - MAX_DROP) break;
  }
  return best;
}
