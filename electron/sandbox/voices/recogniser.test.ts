import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeMulaw, encodeMulaw, FRAME_BYTES, mulawSilence } from '#shared/audio/mulaw.ts';
import { resample } from '#shared/audio/wav.ts';
import type { Recognition, SpokenWord } from '../types.ts';
import { type Clip, readClipPack } from './clip-pack.ts';
import { createRecogniser, type Recogniser } from './recogniser.ts';
import { openSynthesiser } from './synthesiser.ts';

type Loaded = Clip & { audio: Uint8Array };

let library: Loaded[] = [];
let recogniser: Recogniser;

beforeAll(async () => {
  const clips = await readClipPack(new URL('../../../resources/voices/', import.meta.url));
  recogniser = createRecogniser();
  for (const clip of clips) recogniser.register(clip.prints, clip.words);
  library = await Promise.all(clips.map(async (clip) => ({ ...clip, audio: await clip.load() })));
});

const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const clipIndex = () => fc.nat({ max: 100_000 }).map((n) => n % library.length);

function wordsOf(recognition: Recognition): string[] {
  return recognition.understood ? recognition.words.map((word) => word.text) : [];
}

/** The words of which most lies within the cut. */
function wordsInside(words: readonly SpokenWord[], fromMs: number, toMs: number): string[] {
  const inside = ({ startMs, endMs }: SpokenWord) => Math.min(endMs, toMs) - Math.max(startMs, fromMs) >= 0.5 * (endMs - startMs);
  return words.filter(inside).map((word) => word.text);
}

/** Equal but for one word at either end. */
function nearlyEqual(a: readonly string[], b: readonly string[]): boolean {
  const ends = (words: readonly string[]) => [0, 1].flatMap((start) => [0, 1].map((end) => words.slice(start, words.length - end).join(' ')));
  const ofB = new Set([b.join(' '), ...ends(b)]);
  return [a.join(' '), ...ends(a)].some((text) => ofB.has(text));
}

function noiseSource(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

/** Adds white noise to speech that has its level at −20 dBFS. */
function withNoise(audio: Uint8Array, snrDb: number, seed: number): Uint8Array {
  const random = noiseSource(seed);
  const peak = 32768 * 10 ** ((-20 - snrDb) / 20) * Math.sqrt(3);
  return encodeMulaw(decodeMulaw(audio).map((sample) => Math.max(-32768, Math.min(32767, sample + random() * peak))));
}

/** Loses or repeats some of the 20 ms frames. */
function overBadNetwork(audio: Uint8Array, part: number, seed: number): Uint8Array {
  const random = noiseSource(seed);
  const frames: Uint8Array[] = [];
  for (let at = 0; at < audio.length; at += FRAME_BYTES) {
    const frame = audio.subarray(at, at + FRAME_BYTES);
    const chance = Math.abs(random());
    if (chance >= part / 2) frames.push(frame);
    if (chance >= part / 2 && chance < part) frames.push(frame);
  }
  return join(...frames);
}

describe('the recogniser of rendered speech', () => {
  it('has the whole library to choose from', () => {
    expect(library.length).toBeGreaterThan(400);
    expect(new Set(library.map((clip) => clip.voice)).size).toBeGreaterThan(12);
  });

  it('understands clips of every voice, to the word', () => {
    for (const { audio, words, text, voice } of library.filter((_, i) => i % 4 === 0)) {
      expect(wordsOf(recogniser.recognise(audio)), `${voice}: ${text}`).toEqual(words.map((word) => word.text));
    }
  }, 60_000);

  it('gives the words of a piece that was cut anywhere, give or take one at its ends', () => {
    fc.assert(
      fc.property(clipIndex(), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 800, max: 4000 }), (at, place, ms) => {
        const { audio, words } = library[at]!;
        const length = Math.min(audio.length, ms * 8);
        const from = Math.floor(place * (audio.length - length));
        const found = recogniser.recognise(audio.subarray(from, from + length));
        expect(nearlyEqual(wordsOf(found), wordsInside(words, from / 8, (from + length) / 8))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('places words in time, whatever silence lies around them and wherever a sample begins', () => {
    fc.assert(
      fc.property(clipIndex(), fc.nat({ max: 9000 }), fc.nat({ max: 9000 }), (at, before, after) => {
        const { audio, words } = library[at]!;
        const found = recogniser.recognise(join(new Uint8Array(before).fill(0xff), audio, new Uint8Array(after).fill(0xff)));
        // "Thank you." and the end of "All right, thank you." sound the same.
        expect(wordsOf(found).map((word) => word.toLowerCase())).toEqual(words.map((word) => word.text.toLowerCase()));
        const times = found.understood ? found.words : [];
        times.forEach((word, i) => expect(Math.abs(word.startMs - before / 8 - words[i]!.startMs)).toBeLessThanOrEqual(40));
      }),
      { numRuns: 60 },
    );
  });

  it('hears several clips in a row, also when one of them was broken off', () => {
    const clip = (voice: string, text: string) => library.find((one) => one.voice === voice && one.text === text)!;
    const hello = clip('cedar', 'Am I speaking with Alex Morgan?');
    const yes = clip('friendly', 'Yes, that time works well for me.');
    const thanks = clip('cedar', 'Thank you, that is good to know.');
    const cut = hello.words[3]!.endMs * 8;
    const found = recogniser.recognise(join(hello.audio.subarray(0, cut), mulawSilence(200), yes.audio, mulawSilence(400), thanks.audio));
    expect(wordsOf(found).join(' ')).toBe('Am I speaking with Yes, that time works well for me. Thank you, that is good to know.');
  });

  it('does not depend on loudness', () => {
    fc.assert(
      fc.property(clipIndex(), fc.integer({ min: -16, max: 5 }), (at, db) => {
        const { audio, words } = library[at]!;
        const gain = 10 ** (db / 20);
        const found = recogniser.recognise(encodeMulaw(decodeMulaw(audio).map((sample) => Math.max(-32768, Math.min(32767, sample * gain)))));
        expect(
          nearlyEqual(
            wordsOf(found),
            words.map((word) => word.text),
          ),
        ).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('understands nearly all in noise 15 dB below the voice', () => {
    const sample = library.filter((_, i) => i % 5 === 0);
    const right = sample.filter(({ audio, words }, i) => {
      const noisy = withNoise(join(mulawSilence(300), audio, mulawSilence(300)), 15, i + 1);
      return nearlyEqual(
        wordsOf(recogniser.recognise(noisy)),
        words.map((word) => word.text),
      );
    });
    expect(right.length / sample.length).toBeGreaterThan(0.97);
  });

  it('understands nearly all with every 30th frame lost or repeated', () => {
    const sample = library.filter((_, i) => i % 5 === 1);
    const right = sample.filter(({ audio, words }, i) =>
      nearlyEqual(
        wordsOf(recogniser.recognise(overBadNetwork(audio, 1 / 30, i + 1))),
        words.map((word) => word.text),
      ),
    );
    expect(right.length / sample.length).toBeGreaterThan(0.93);
  });

  it('tells both voices of one text', () => {
    const twice = library.filter((clip) => clip.text === 'Are you still there?');
    expect(twice.length).toBeGreaterThan(1);
    for (const { audio, text } of twice) expect(wordsOf(recogniser.recognise(audio)).join(' ')).toBe(text);
  });

  it('does not understand silence, noise, tones, music, or speech that is changed beyond speech', () => {
    const random = noiseSource(7);
    const made = (ms: number, at: (i: number) => number) => encodeMulaw(Int16Array.from({ length: ms * 8 }, (_, i) => at(i)));
    const sine = (hz: number, i: number) => Math.sin((2 * Math.PI * hz * i) / 8000);
    expect(recogniser.recognise(new Uint8Array())).toEqual({ understood: false });
    expect(recogniser.recognise(mulawSilence(3000))).toEqual({ understood: false });
    expect(recogniser.recognise(made(4000, () => random() * 8000))).toEqual({ understood: false });
    expect(recogniser.recognise(made(2000, (i) => 9000 * sine(440, i)))).toEqual({ understood: false });
    const chord = [261.6, 329.6, 392, 523.3];
    const music = made(4000, (i) => 6000 * Math.exp(-(i % 2000) / 900) * sine(chord[Math.floor(i / 2000) % 4]!, i));
    expect(recogniser.recognise(music)).toEqual({ understood: false });
    for (const { audio, text } of library.filter((clip, i) => i % 9 === 0 && clip.audio.length > 8000)) {
      expect(recogniser.recognise(audio.toReversed()), `reversed: ${text}`).toEqual({ understood: false });
      const quick = encodeMulaw(resample(decodeMulaw(audio), 9600, 8000));
      expect(recogniser.recognise(quick), `quicker and higher: ${text}`).toEqual({ understood: false });
    }
  });

  it('does not understand other sentences, not even from the same synthesiser', async () => {
    const synthesiser = await openSynthesiser();
    const others = synthesiser ? ['en-us', 'en-gb+f4', 'de+m2'] : [];
    for (const variant of others) {
      for (const text of [
        'The quick brown fox jumps over the lazy dog.',
        'My parcel was left behind the garden shed.',
        'Seven eight nine ten eleven.',
      ]) {
        const { mulaw } = await synthesiser!.render(text, { variant, pitch: 50, range: 50, wordsPerMinute: 175 });
        expect(recogniser.recognise(mulaw), `${variant}: ${text}`).toEqual({ understood: false });
      }
    }
    await synthesiser?.close();
  }, 60_000);
});
