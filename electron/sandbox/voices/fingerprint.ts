/**
 * Audio fingerprints: 32 bits for each moment, which say how the energy of 33 frequency bands rises and falls against its neighbours.
 * They do not change with loudness, survive telephone noise, and differ between any two different sounds.
 * Source: J. Haitsma, T. Kalker, "A Highly Robust Audio Fingerprinting System" (2002), with a shorter window, since a spoken word is short.
 */
import { decodeMulawSample, MULAW_SAMPLE_RATE } from '#shared/audio/mulaw.ts';
import { powerSpectra, WINDOW } from './spectrum.ts';

/** Change it with every change of the bits below: clips whose prints were stored under another number must be rendered anew. */
export const PRINT_VERSION = 1;
/** Clips are described every 20 ms … */
export const CLIP_HOP = 160;
/** … and what is heard every 10 ms, since it may begin at any sample. */
export const HEARD_HOP = 80;
/** Print 0: the moment is too quiet for its print to mean anything. */
export const QUIET = 0;

/** Bits compare a moment with 60 ms before: long enough that noise and a shift of some samples weigh little. */
const LAG = 480;
const BANDS = 33;
const LOWEST_HZ = 200;
const HIGHEST_HZ = 3000;
const BIN_HZ = MULAW_SAMPLE_RATE / WINDOW;
/** Quieter moments than this part of the loudest are pauses. */
const QUIET_PART = 0.01;
/** Room tone, and the least noise of the code itself. */
const QUIET_ENERGY = 0.02;

const LINEAR = Float32Array.from({ length: 256 }, (_, code) => decodeMulawSample(code) / 32768);

type Filter = { from: number; weights: Float64Array };
const FILTERS = makeFilters();

export type Prints = {
  /** Print i describes the 64 ms around sample i × hop. */
  prints: Int32Array;
  /** The energy of those 64 ms, linear. */
  energy: Float64Array;
};

/** Prints of µ-law 8 kHz audio. */
export function fingerprint(mulaw: Uint8Array, hop: typeof CLIP_HOP | typeof HEARD_HOP): Prints {
  const count = Math.ceil(mulaw.length / hop);
  const { bands, energy } = bandLevels(mulaw, hop, count);
  const loudest = energy.reduce((max, value) => Math.max(max, value), 0);
  const least = Math.max(QUIET_ENERGY, loudest * QUIET_PART);
  const lag = LAG / hop;
  const prints = new Int32Array(count);
  const silence = new Float64Array(BANDS);
  for (let i = 0; i < count; i++) {
    if (energy[i]! < least) continue;
    const now = bands[i]!;
    const before = bands[i - lag] ?? silence;
    let print = 0;
    for (let m = 0; m < BANDS - 1; m++) {
      if (now[m]! - now[m + 1]! - before[m]! + before[m + 1]! > 0) print |= 1 << m;
    }
    prints[i] = print === QUIET ? 1 : print;
  }
  return { prints, energy };
}

/** How many of the 32 bits differ. */
export function bitErrors(a: number, b: number): number {
  let x = a ^ b;
  x -= (x >>> 1) & 0x55555555;
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function bandLevels(mulaw: Uint8Array, hop: number, count: number): { bands: Float64Array[]; energy: Float64Array } {
  const samples = new Float32Array(mulaw.length);
  for (let i = 0; i < samples.length; i++) samples[i] = LINEAR[mulaw[i]!]!;
  const even = count + (count & 1);
  const bands = Array.from({ length: even }, () => new Float64Array(BANDS));
  const energy = new Float64Array(even);
  const powerA = new Float64Array(WINDOW / 2);
  const powerB = new Float64Array(WINDOW / 2);
  for (let i = 0; i < even; i += 2) {
    powerSpectra(samples, i * hop - WINDOW / 2, (i + 1) * hop - WINDOW / 2, powerA, powerB);
    energy[i] = fillBands(powerA, bands[i]!);
    energy[i + 1] = fillBands(powerB, bands[i + 1]!);
  }
  return { bands, energy };
}

/** The square root keeps loud bands from drowning the others; gives the energy of all of them. */
function fillBands(power: Float64Array, bands: Float64Array): number {
  let total = 0;
  for (let m = 0; m < BANDS; m++) {
    const { from, weights } = FILTERS[m]!;
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += power[from + k]! * weights[k]!;
    total += sum;
    bands[m] = Math.sqrt(sum);
  }
  return total;
}

/** Triangles on a logarithmic axis, at least one bin wide. */
function makeFilters(): Filter[] {
  const edge = (m: number) => (LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** (m / (BANDS + 1))) / BIN_HZ;
  return Array.from({ length: BANDS }, (_, m) => {
    const centre = edge(m + 1);
    const width = Math.max(1, centre - edge(m), edge(m + 2) - centre);
    const from = Math.max(1, Math.ceil(centre - width));
    const length = Math.floor(centre + width) - from + 1;
    const weights = Float64Array.from({ length }, (_, k) => Math.max(0.05, 1 - Math.abs(from + k - centre) / width));
    return { from, weights };
  });
}
