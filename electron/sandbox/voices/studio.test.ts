import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMulaw, mulawDbfs } from '#shared/audio/mulaw.ts';
import type { Speech } from '../types.ts';
import { readClipPack, writeClipPack } from './clip-pack.ts';
import { speechLevel } from './loudness.ts';
import { createStudio } from './studio.ts';
import { openSynthesiser, type Rendering, type Synthesiser } from './synthesiser.ts';
import { MODEL_VOICES, VOICES } from './voice-table.ts';

const CLIPS = new URL('../../../resources/voices/', import.meta.url);

let empty: string;
let installed: Synthesiser | null;

beforeAll(async () => {
  empty = await mkdtemp(path.join(tmpdir(), 'studio-'));
  installed = await openSynthesiser();
}, 30_000);
afterAll(async () => {
  await installed?.close();
  await rm(empty, { recursive: true });
});

describe('the studio with clips alone', () => {
  it('speaks every voice of the model, at the level of speech', async () => {
    const studio = await createStudio({ clipsDir: CLIPS, synthesiser: null });
    expect(studio.voices).toEqual(expect.arrayContaining(Object.keys(MODEL_VOICES)));
    for (const voice of studio.voices) {
      const speech = await studio.speak('Some text that nobody rendered ahead.', voice);
      expect(speech.text).not.toBe('Some text that nobody rendered ahead.');
      const level = speechLevel(decodeMulaw(speech.mulaw));
      expect(Math.abs(level + 20), voice).toBeLessThan(2);
      expect(studio.recognise(speech.mulaw)).toMatchObject({ understood: true, text: speech.text });
    }
  });

  it('gives a clip whatever the typography, and the very words that it says', async () => {
    const studio = await createStudio({ clipsDir: CLIPS, synthesiser: null });
    const speech = await studio.speak('  am I speaking with  Alex Morgan? ', 'cedar');
    expect(speech).toMatchObject({ text: 'Am I speaking with Alex Morgan?', voice: 'cedar' });
    expect(speech.words.map((word) => word.text)).toEqual(['Am', 'I', 'speaking', 'with', 'Alex', 'Morgan?']);
    expect(speech.words.at(-1)?.endMs).toBeLessThanOrEqual(speech.mulaw.length / 8);
  });

  it('says those sentences of a text that it knows, and says so', async () => {
    const studio = await createStudio({ clipsDir: CLIPS, synthesiser: null });
    const speech = await studio.speak('Thank you. Nobody ever rendered this. Am I speaking with Alex Morgan?', 'cedar');
    expect(speech.text).toBe('Thank you. Am I speaking with Alex Morgan?');
    expect(studio.recognise(speech.mulaw)).toMatchObject({ understood: true, text: speech.text });
    for (let i = 1; i < speech.words.length; i++) expect(speech.words[i]!.startMs).toBeGreaterThanOrEqual(speech.words[i - 1]!.endMs - 1);
  });

  it('speaks the words in another voice before it changes them', async () => {
    const studio = await createStudio({ clipsDir: CLIPS, synthesiser: null });
    const speech = await studio.speak('Am I speaking with Alex Morgan?', 'echo');
    expect(speech.text).toBe('Am I speaking with Alex Morgan?');
  });

  it('refuses a voice that it does not have, and a folder without anything', async () => {
    const studio = await createStudio({ clipsDir: empty, synthesiser: null });
    await expect(studio.speak('Hello.', 'nobody')).rejects.toThrow(RangeError);
    await expect(studio.speak('Hello.', 'alloy')).rejects.toThrow('espeak-ng is not installed');
  });
});

describe('the studio with a synthesiser', () => {
  it('renders once, and understands what it rendered', async () => {
    let renderings = 0;
    const [clip] = await readClipPack(CLIPS);
    const mulaw = await clip!.load();
    const counting: Synthesiser = {
      render: async (): Promise<Rendering> => {
        renderings++;
        return { mulaw, words: clip!.words };
      },
      close: async () => {},
    };
    const studio = await createStudio({ clipsDir: empty, synthesiser: counting });
    const [first, second] = await Promise.all([studio.speak('Anything.', 'alloy'), studio.speak('Anything.', 'alloy')]);
    expect(first).toBe(second);
    expect(renderings).toBe(1);
    expect(studio.recognise(mulaw).understood).toBe(true);
  });

  it('really speaks new sentences in distinguishable voices', async () => {
    const studio = await createStudio({ clipsDir: empty, synthesiser: installed });
    const text = 'The blue bicycle costs $49.99, and it is yours on Friday.';
    const spoken: Speech[] = [];
    for (const voice of installed ? ['alloy', 'echo', 'shimmer', 'friendly', 'hurried'] : []) spoken.push(await studio.speak(text, voice));
    for (const speech of spoken) {
      expect(speech.text).toBe(text);
      expect(Math.abs(mulawDbfs(speech.mulaw) + 22)).toBeLessThan(4);
      expect(studio.recognise(speech.mulaw)).toMatchObject({ understood: true, text });
      const seconds = speech.mulaw.length / 8000;
      expect(seconds).toBeGreaterThan(2.5);
      expect(seconds).toBeLessThan(7);
      speech.words.forEach((word, i) => {
        expect(word.endMs).toBeGreaterThan(word.startMs);
        if (i > 0) expect(word.startMs).toBeGreaterThanOrEqual(speech.words[i - 1]!.endMs);
      });
    }
    expect(new Set(spoken.map((speech) => Buffer.from(speech.mulaw).toString('base64'))).size).toBe(spoken.length);
  }, 60_000);

  it('passes a failed rendering on and tries again the next time', async () => {
    let fails = true;
    const [clip] = await readClipPack(CLIPS);
    const mulaw = await clip!.load();
    const studio = await createStudio({
      clipsDir: empty,
      synthesiser: {
        render: () => (fails ? Promise.reject(new Error('no')) : Promise.resolve({ mulaw, words: clip!.words })),
        close: async () => {},
      },
    });
    await expect(studio.speak('Anything.', 'alloy')).rejects.toThrow('no');
    fails = false;
    await expect(studio.speak('Anything.', 'alloy')).resolves.toMatchObject({ text: 'Anything.' });
  });
});

describe('the packed clips', () => {
  it('fit into an installer', async () => {
    const clips = await readClipPack(CLIPS);
    expect(clips.length).toBeGreaterThan(400);
    for (const { voice } of clips) expect(Object.keys(VOICES)).toContain(voice);
  });

  it('come back as they were written', async () => {
    const folder = pathToFileURL(`${empty}/`);
    const some = (await readClipPack(CLIPS)).slice(0, 3);
    const speeches = await Promise.all(some.map(async ({ voice, text, words, load }) => ({ voice, text, words, mulaw: await load() })));
    await writeClipPack(folder, speeches);
    const back = await readClipPack(folder);
    expect(await Promise.all(back.map(async ({ voice, text, words, load }) => ({ voice, text, words, mulaw: await load() })))).toEqual(speeches);
    expect(back.map((clip) => [...clip.prints])).toEqual(some.map((clip) => [...clip.prints]));
  });
});
