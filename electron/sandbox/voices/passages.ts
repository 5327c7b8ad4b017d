/** Puts single matches in order: which clips were heard one after the other, allowing for lost and repeated pieces within one. */
import { type Match, STEP } from './print-match.ts';

/** Matches of one clip in a row. */
export type Passage = { clip: number; matches: Match[] };

/** Within one clip the line may have lost or repeated this many prints between two matches. */
const MAX_SHIFT = 20;
/** Changing to another clip must be worth something, so that equal words do not make the reading jump. */
const CHANGE_COST = 25;
/** Nobody begins in the middle of a clip, save where the listening began: pieces put together like that are somebody else's words. */
const MIDDLE_COST = 150;
/** A clip's first sound is at its start or little later. */
const START_PRINTS = 15;
/** Neighbours may overlap by the width of the analysis window and what a weak end adds. */
const MAX_OVERLAP_PART = 0.4;
/** More are never needed for one turn; the strongest stay. */
const MAX_MATCHES = 250;

/** The best order of matches that do not contradict each other. */
export function choosePassages(matches: readonly Match[], clipOf: (position: number) => number, firstOf: (clip: number) => number): Passage[] {
  const sorted = [...matches]
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_MATCHES)
    .sort((a, b) => a.to - b.to || a.from - b.from);
  const clips = sorted.map((match) => clipOf(match.clipFrom));
  const totals: number[] = [];
  const previous: number[] = [];
  sorted.forEach((match, j) => {
    let best = match.score;
    let from = -1;
    for (let i = 0; i < j; i++) {
      const before = sorted[i]!;
      const cost = linkCost(before, match, clips[i] === clips[j], match.clipFrom - firstOf(clips[j]!) <= START_PRINTS);
      if (cost === undefined || totals[i]! + match.score - cost <= best) continue;
      best = totals[i]! + match.score - cost;
      from = i;
    }
    totals.push(best);
    previous.push(from);
  });
  let at = totals.reduce((best, total, i) => (total > (totals[best] ?? 0) ? i : best), totals.length > 0 ? 0 : -1);
  const chain: number[] = [];
  for (; at >= 0; at = previous[at]!) chain.unshift(at);
  return group(
    chain.map((i) => sorted[i]!),
    chain.map((i) => clips[i]!),
  );
}

/** What it costs to hear `after` next to `before`; undefined when they cannot both be true. */
function linkCost(before: Match, after: Match, sameClip: boolean, fromStart: boolean): number | undefined {
  const overlap = before.to - after.from + 1;
  if (after.from <= before.from) return undefined;
  const shorter = Math.min(before.to - before.from, after.to - after.from) + 1;
  if (overlap > shorter * MAX_OVERLAP_PART) return undefined;
  const density = (match: Match) => match.score / (match.to - match.from + STEP);
  const lost = overlap > 0 ? overlap * Math.min(density(before), density(after)) : 0;
  if (sameClip && continues(before, after)) return lost;
  const goesOn = sameClip && after.clipFrom > before.clipFrom;
  return lost + (fromStart || goesOn ? CHANGE_COST : MIDDLE_COST);
}

function continues(before: Match, after: Match): boolean {
  const shift = STEP * (after.clipFrom - before.clipFrom) - (after.from - before.from);
  return after.clipFrom > before.clipFrom && Math.abs(shift) <= STEP * MAX_SHIFT;
}

function group(chain: readonly Match[], clips: readonly number[]): Passage[] {
  const passages: Passage[] = [];
  chain.forEach((match, i) => {
    const clip = clips[i]!;
    const last = passages.at(-1);
    const before = last?.matches.at(-1);
    if (last && before && last.clip === clip && continues(before, match)) last.matches.push(match);
    else passages.push({ clip, matches: [match] });
  });
  return passages;
}
