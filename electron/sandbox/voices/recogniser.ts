/**
 * Recognises the sandbox's own speech by its content. Nothing but the sound decides: a cut piece gives the words of that piece, and a voice that was
 * never rendered here is not understood.
 */
import { BYTES_PER_MS } from '#shared/audio/mulaw.ts';
import type { Recognition, SpokenWord } from '../types.ts';
import { CLIP_HOP, fingerprint, HEARD_HOP, QUIET } from './fingerprint.ts';
import { choosePassages, type Passage } from './passages.ts';
import { createPrintIndex } from './print-index.ts';
import { findMatches, STEP } from './print-match.ts';

const HEARD_MS = HEARD_HOP / BYTES_PER_MS;
const CLIP_MS = CLIP_HOP / BYTES_PER_MS;
/** So much of the sound must be explained by clips; otherwise somebody else speaks, who by chance uses a sound or a word that is known. */
const MIN_EXPLAINED = 0.75;
/** This part of all moments is taken for noise alone. */
const NOISE_RANK = 0.1;
/** Noise against the mean of everything, and the least agreement of bits that is asked for at either end. */
const NOISY_DB = -16;
const QUIET_DB = -26;
const AGREEMENT_IN_NOISE = 0.5;
const AGREEMENT_IN_QUIET = 0.62;
const AGREEMENT_IF_SHORT = 0.25;
const LONG_MOMENTS = 40;
/** A match ends before the sound does: windows at its ends are half filled with something else. */
const EDGE_MOMENTS = 3;
const MIN_WORD_PART = 0.5;
/** What may lie unmatched between two matches of one passage, and how much of it the line may have lost. */
const MAX_GAP_MS = 800;
const MAX_LOST_MS = 100;

export type Recogniser = {
  /** @param prints of the clip at `CLIP_HOP`, made ahead or now. */
  register(prints: Int32Array, words: readonly SpokenWord[]): void;
  recognise(mulaw: Uint8Array): Recognition;
};

type Clip = { first: number; end: number; words: readonly SpokenWord[] };

export function createRecogniser(): Recogniser {
  const index = createPrintIndex();
  const clips: Clip[] = [];

  const clipAt = (position: number): number => {
    let low = 0;
    let high = clips.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (clips[middle]!.first <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  return {
    register(prints, words) {
      const first = index.add(prints);
      clips.push({ first, end: first + prints.length, words });
    },
    recognise(mulaw) {
      const { prints: heard, energy } = fingerprint(mulaw, HEARD_HOP);
      const matches = findMatches(heard, index, (position) => {
        const clip = clips[clipAt(position)]!;
        return [clip.first, clip.end];
      });
      const passages = choosePassages(matches, clipAt, (clip) => clips[clip]!.first);
      const noise = noiseOf(energy);
      const confidence = agreement(passages);
      if (explainedPart(heard, energy, noise, passages) < MIN_EXPLAINED || confidence < leastAgreement(energy, noise, comparedMoments(passages)))
        return { understood: false };
      const lengthMs = mulaw.length / BYTES_PER_MS;
      const words = passages.flatMap((passage) => passageWords(passage, clips[passage.clip]!, index.prints, lengthMs));
      if (words.length === 0) return { understood: false };
      return { understood: true, text: words.map((word) => word.text).join(' '), words, confidence };
    },
  };
}

/** The part of all sound above the noise that lies within matches; loud moments weigh more. */
function explainedPart(heard: Int32Array, energy: Float64Array, noise: number, passages: readonly Passage[]): number {
  const explained = new Uint8Array(heard.length);
  for (const { matches } of passages) {
    for (const { from, to } of matches) explained.fill(1, Math.max(0, from - EDGE_MOMENTS), to + EDGE_MOMENTS + 1);
  }
  let sound = 0;
  let known = 0;
  for (let i = 0; i < heard.length; i++) {
    if (heard[i] === QUIET) continue;
    const weight = Math.sqrt(Math.max(0, energy[i]! - noise));
    sound += weight;
    known += weight * explained[i]!;
  }
  return sound === 0 ? 0 : known / sound;
}

/** The energy of the quietest moments. */
function noiseOf(energy: Float64Array): number {
  return energy.toSorted()[Math.floor(energy.length * NOISE_RANK)] ?? 0;
}

function comparedMoments(passages: readonly Passage[]): number {
  return passages.reduce((sum, { matches }) => sum + matches.reduce((part, match) => part + match.moments, 0), 0);
}

/** Noise turns bits over; in a quiet line the agreement must be better, and so it must for a word alone, which resembles many others. */
function leastAgreement(energy: Float64Array, noise: number, moments: number): number {
  const mean = energy.reduce((sum, value) => sum + value, 0) / Math.max(1, energy.length);
  const noiseDb = 10 * Math.log10((noise + 1e-9) / (mean + 1e-9));
  const quietness = Math.min(1, Math.max(0, (NOISY_DB - noiseDb) / (NOISY_DB - QUIET_DB)));
  const shortness = Math.max(0, 1 - moments / LONG_MOMENTS);
  return AGREEMENT_IN_NOISE + quietness * (AGREEMENT_IN_QUIET - AGREEMENT_IN_NOISE + shortness * AGREEMENT_IF_SHORT);
}

/** 1 when no bit was wrong, 0 when the bits agree no more than by chance. */
function agreement(passages: readonly Passage[]): number {
  let errors = 0;
  let moments = 0;
  for (const match of passages.flatMap((passage) => passage.matches)) {
    errors += match.errors;
    moments += match.moments;
  }
  return moments === 0 ? 0 : Math.max(0, 1 - errors / moments / 16);
}

/** The words of which at least half was heard, at the times at which they were heard. */
function passageWords(passage: Passage, clip: Clip, prints: Int32Array, lengthMs: number): SpokenWord[] {
  const heardAt = new Float64Array(clip.end - clip.first).fill(Number.NaN);
  let filled = 0;
  let heardTo = 0;
  for (const { from, to, clipFrom } of passage.matches) {
    const start = clipFrom - clip.first;
    const end = start + (to - from) / STEP + 1;
    const offsetMs = from * HEARD_MS - start * CLIP_MS;
    // Where a frame was lost or repeated nothing matches, yet as much sound lies between as the clip has there.
    const gapMs = (start - filled) * CLIP_MS;
    if (filled > 0 && gapMs <= MAX_GAP_MS && gapMs - (from - heardTo) * HEARD_MS <= MAX_LOST_MS) heardAt.fill(offsetMs, filled, start);
    heardAt.fill(offsetMs, start, end);
    filled = end;
    heardTo = to + 1;
  }
  const out: SpokenWord[] = [];
  for (const word of clip.words) {
    const first = Math.max(0, Math.round(word.startMs / CLIP_MS));
    const end = Math.max(first + 1, Math.round(word.endMs / CLIP_MS));
    let sound = 0;
    let known = 0;
    let offsetMs = Number.NaN;
    for (let i = first; i < end && i < heardAt.length; i++) {
      const isKnown = !Number.isNaN(heardAt[i]!);
      if (isKnown && Number.isNaN(offsetMs)) offsetMs = heardAt[i]!;
      if (prints[clip.first + i] === QUIET) continue;
      sound++;
      if (isKnown) known++;
    }
    if (Number.isNaN(offsetMs) || known < sound * MIN_WORD_PART) continue;
    const startMs = clamp(word.startMs + offsetMs, 0, lengthMs);
    out.push({ text: word.text, startMs, endMs: clamp(word.endMs + offsetMs, startMs, lengthMs) });
  }
  return out;
}

function clamp(value: number, low: number, high: number): number {
  return Math.round(Math.min(high, Math.max(low, value)));
}
