/**
 * Places the words of a text in its rendering. The synthesiser gives no times, so they come from what it does give: how many sounds each word has,
 * and the pauses that it makes at punctuation, which are heard in the audio.
 */
import type { SpokenWord } from '../types.ts';
import { blockLevels } from './loudness.ts';

const BLOCK_MS = 10;
const BLOCK = 80;
const PAUSE_DB = 32;
/** Shorter ones are the closures of p, t and k. */
const MIN_PAUSE_MS = 60;
/** Leading silence of a stop or a fade at the end is no place for a word. */
const EDGE_MS = 10;

type Span = { startMs: number; endMs: number };

/** How long a word's sounds last relative to others, from its phonemes in IPA. */
export function phonemeWeight(ipa: string): number {
  let weight = 0;
  for (const sign of ipa) {
    if (/[aeiouæɐɑɒɔəɚɛɜɪʊʌᵻøyɨ]/u.test(sign)) weight += 1;
    else if (sign === 'ː') weight += 0.5;
    else if (sign === 'ˈ') weight += 0.35;
    else if (/\p{L}/u.test(sign)) weight += 0.8;
  }
  return Math.max(0.5, weight);
}

/**
 * @param samples 8 kHz linear audio of the whole text.
 * @param words the written words, in order.
 * @param weights one relative length for each word.
 */
export function placeWords(samples: Int16Array, words: readonly string[], weights: readonly number[]): SpokenWord[] {
  const runs = speechRuns(samples);
  const first = runs[0];
  const last = runs.at(-1);
  if (!first || !last || words.length === 0) return [];
  const whole = { startMs: first.startMs, endMs: last.endMs };
  const pauses = runs.slice(1).map((run, i) => ({ startMs: runs[i]?.endMs ?? run.startMs, endMs: run.startMs }));
  const out: SpokenWord[] = [];
  let from = 0;
  let span = whole;
  for (let i = 0; i < words.length; i++) {
    const ends = i === words.length - 1;
    if (!ends && !/[,.;:?!–—…-]["')\]]*$/.test(words[i] ?? '')) continue;
    const pause = ends ? undefined : likelyPause(pauses, span, share(weights, from, i + 1, words.length));
    if (!ends && !pause) continue;
    const clause = { startMs: span.startMs, endMs: pause ? pause.startMs : whole.endMs };
    out.push(...spread(words.slice(from, i + 1), weights.slice(from, i + 1), clause));
    from = i + 1;
    span = { startMs: pause ? pause.endMs : whole.endMs, endMs: whole.endMs };
  }
  return out;
}

/** The part of the remaining sound that the words `from` … `to` take. */
function share(weights: readonly number[], from: number, to: number, end: number): number {
  const sum = (a: number, b: number) => weights.slice(a, b).reduce((total, weight) => total + weight, 0);
  return sum(from, to) / Math.max(0.1, sum(from, end));
}

/** The pause that ends a clause which should take `part` of `span`: long ones and near ones win. */
function likelyPause(pauses: readonly Span[], span: Span, part: number): Span | undefined {
  const expected = span.startMs + part * (span.endMs - span.startMs);
  const reach = 120 + 0.35 * (expected - span.startMs);
  let best: { pause: Span; score: number } | undefined;
  for (const pause of pauses) {
    const distance = Math.abs((pause.startMs + pause.endMs) / 2 - expected);
    if (pause.startMs <= span.startMs || distance > reach + (pause.endMs - pause.startMs) / 2) continue;
    const score = pause.endMs - pause.startMs - 0.5 * distance;
    if (!best || score > best.score) best = { pause, score };
  }
  return best?.pause;
}

function spread(words: readonly string[], weights: readonly number[], span: Span): SpokenWord[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const perWeight = (span.endMs - span.startMs) / total;
  let at = span.startMs;
  return words.map((text, i) => {
    const startMs = at;
    at += (weights[i] ?? 0) * perWeight;
    return { text, startMs: Math.round(startMs), endMs: Math.round(at) };
  });
}

/** The stretches of a rendering in which there is speech, parted by its audible pauses. */
export function speechRuns(samples: Int16Array): Span[] {
  const levels = blockLevels(samples, BLOCK);
  const loudest = levels.reduce((max, level) => Math.max(max, level), -90);
  const runs: Span[] = [];
  for (let b = 0; b < levels.length; b++) {
    if ((levels[b] ?? -90) <= Math.max(-70, loudest - PAUSE_DB)) continue;
    const startMs = Math.max(0, b * BLOCK_MS - EDGE_MS);
    const endMs = (b + 1) * BLOCK_MS;
    const run = runs.at(-1);
    if (run && startMs - run.endMs < MIN_PAUSE_MS) run.endMs = endMs;
    else runs.push({ startMs, endMs });
  }
  return runs;
}
