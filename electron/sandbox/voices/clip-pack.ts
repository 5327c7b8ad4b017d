/**
 * Clips that were rendered ahead: `index.json` says what there is, `clips.bin` holds each clip's µ-law audio, compressed one by one, and at its end
 * the fingerprints of all of them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual, promisify } from 'node:util';
import { brotliCompress, brotliDecompress } from 'node:zlib';
import type { Speech, SpokenWord } from '../types.ts';
import { CLIP_HOP, fingerprint, PRINT_VERSION } from './fingerprint.ts';
import { writtenWords } from './spoken-text.ts';
import { VOICES, type VoiceSettings } from './voice-table.ts';

const unpack = promisify(brotliDecompress);
const pack = promisify(brotliCompress);

/** `at` and `size` are bytes of the packed file, `samples` is the length of the audio, `times` are starts and ends of the text's words. */
type ClipEntry = { voice: string; text: string; at: number; size: number; samples: number; times: number[] };
type PackIndex = {
  printVersion: number;
  prints: { at: number; size: number };
  /** The settings that the clips' voices were rendered with. */
  voices: Record<string, VoiceSettings>;
  clips: ClipEntry[];
};

export type Clip = { voice: string; text: string; words: SpokenWord[]; prints: Int32Array; load(): Promise<Uint8Array> };

/**
 * Reads the clips of a folder; their audio is unpacked when it is asked for.
 * @throws Error when the folder holds an index but not the audio that belongs to it. A folder without an index holds no clips.
 */
export async function readClipPack(folder: URL): Promise<Clip[]> {
  const index = await readIndex(folder);
  if (!index) return [];
  if (index.printVersion !== PRINT_VERSION) throw new Error('the rendered voices are of another version: run `npm run voices`');
  const packed = await readFile(new URL('clips.bin', folder));
  const printBytes = await unpack(packed.subarray(index.prints.at, index.prints.at + index.prints.size));
  const prints = new Int32Array(new Uint8Array(printBytes).buffer);
  let first = 0;
  return index.clips.map(({ voice, text: said, at, size, samples, times }) => {
    const count = Math.ceil(samples / CLIP_HOP);
    const own = prints.subarray(first, first + count);
    first += count;
    const words = writtenWords(said).map((word, i) => ({ text: word, startMs: times[2 * i] ?? 0, endMs: times[2 * i + 1] ?? 0 }));
    return { voice, text: said, words, prints: own, load: async () => new Uint8Array(await unpack(packed.subarray(at, at + size))) };
  });
}

/** The voices whose clips were rendered with other settings than they have now, or not at all. */
export async function changedVoices(folder: URL): Promise<string[]> {
  const rendered = (await readIndex(folder))?.voices ?? {};
  return Object.keys(VOICES).filter((voice) => !isDeepStrictEqual(rendered[voice], VOICES[voice]));
}

async function readIndex(folder: URL): Promise<PackIndex | undefined> {
  try {
    return JSON.parse(await readFile(new URL('index.json', folder), 'utf8')) as PackIndex;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes both files and gives the bytes they take. */
export async function writeClipPack(folder: URL, speeches: readonly Speech[]): Promise<number> {
  const parts: Buffer[] = [];
  const clips: ClipEntry[] = [];
  const prints: Buffer[] = [];
  let at = 0;
  for (const { voice, text, mulaw, words } of speeches) {
    const packed = await pack(mulaw);
    const times = words.flatMap(({ startMs, endMs }) => [startMs, endMs]);
    clips.push({ voice, text, at, size: packed.length, samples: mulaw.length, times });
    parts.push(packed);
    at += packed.length;
    prints.push(Buffer.from(fingerprint(mulaw, CLIP_HOP).prints.buffer));
  }
  const packedPrints = await pack(Buffer.concat(prints));
  const index: PackIndex = { printVersion: PRINT_VERSION, prints: { at, size: packedPrints.length }, voices: VOICES, clips };
  const { clips: entries, ...head } = index;
  // One clip a line: a change of one is a change of one line.
  const lines = entries.map((entry) => JSON.stringify(entry)).join(',\n');
  const json = `${JSON.stringify(head).slice(0, -1)},"clips":[\n${lines}\n]}\n`;
  await writeFile(new URL('clips.bin', folder), Buffer.concat([...parts, packedPrints]));
  await writeFile(new URL('index.json', folder), json);
  return at + packedPrints.length + json.length;
}
