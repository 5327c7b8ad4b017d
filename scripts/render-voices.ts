/**
 * Renders everything that the practice conversations say into resources/voices/, so that a machine without espeak-ng can hold them.
 * Clips that are there already are kept; `--all` renders every one anew, which a change of the synthesiser or of the word times needs.
 */
import { practiceLines } from '#sandbox/voice-model/practice-lines.ts';
import { calleeLines } from '#sandbox/callees/callees.ts';
import type { Speech } from '#sandbox/types.ts';
import { changedVoices, type Clip, readClipPack, writeClipPack } from '#sandbox/voices/clip-pack.ts';
import { genericLine } from '#sandbox/voices/generic-lines.ts';
import { textKey } from '#sandbox/voices/spoken-text.ts';
import { openSynthesiser } from '#sandbox/voices/synthesiser.ts';
import { VOICES } from '#sandbox/voices/voice-table.ts';

const FOLDER = new URL('../resources/voices/', import.meta.url);
const MOST_BYTES = 12 * 1024 * 1024;

const key = (voice: string, text: string): string => `${voice}\n${textKey(text)}`;

async function keptClips(): Promise<Map<string, Clip>> {
  const changed = process.argv.includes('--all') ? Object.keys(VOICES) : await changedVoices(FOLDER);
  const clips = changed.length === Object.keys(VOICES).length ? [] : await readClipPack(FOLDER);
  return new Map(clips.filter(({ voice }) => !changed.includes(voice)).map((clip) => [key(clip.voice, clip.text), clip]));
}

const synthesiser = await openSynthesiser();
if (!synthesiser) {
  process.stderr.write('espeak-ng is not installed: `npm install` brings it unless optional packages are left out.\n');
  process.exit(1);
}
const generic = Object.keys(VOICES).map((voice) => ({ voice, text: genericLine(voice) }));
const lines = new Map([...generic, ...calleeLines(), ...practiceLines()].map((line) => [key(line.voice, line.text), line]));

const kept = await keptClips();
const speeches: Speech[] = [];
let seconds = 0;
for (const [, { voice, text }] of [...lines].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
  const settings = VOICES[voice];
  if (!settings) throw new Error(`the line "${text}" is for a voice that does not exist: ${voice}`);
  const clip = kept.get(key(voice, text));
  const { mulaw, words } = clip?.text === text ? { mulaw: await clip.load(), words: clip.words } : await synthesiser.render(text, settings);
  seconds += mulaw.length / 8000;
  speeches.push({ voice, text, mulaw, words });
  if (speeches.length % 100 === 0) process.stdout.write(`${speeches.length} of ${lines.size}\n`);
}
await synthesiser.close();
const bytes = await writeClipPack(FOLDER, speeches);
process.stdout.write(`${speeches.length} clips, ${Math.round(seconds)} s of speech, ${(bytes / 1024 / 1024).toFixed(1)} MB\n`);
if (bytes > MOST_BYTES) {
  process.stderr.write('That is more than installers should carry (12 MB).\n');
  process.exit(1);
}
