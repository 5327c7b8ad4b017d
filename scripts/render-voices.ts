/** Renders everything that the practice conversations say into resources/voices/, so that a machine without espeak-ng can hold them. */
import { practiceLines } from '#sandbox/voice-model/practice-lines.ts';
import { calleeLines } from '#sandbox/callees/callees.ts';
import type { Speech } from '#sandbox/types.ts';
import { writeClipPack } from '#sandbox/voices/clip-pack.ts';
import { genericLine } from '#sandbox/voices/generic-lines.ts';
import { textKey } from '#sandbox/voices/spoken-text.ts';
import { openSynthesiser } from '#sandbox/voices/synthesiser.ts';
import { VOICES } from '#sandbox/voices/voice-table.ts';

const FOLDER = new URL('../resources/voices/', import.meta.url);
const MOST_BYTES = 12 * 1024 * 1024;

const synthesiser = await openSynthesiser();
if (!synthesiser) {
  process.stderr.write('espeak-ng is not installed: `npm install` brings it unless optional packages are left out.\n');
  process.exit(1);
}
const generic = Object.keys(VOICES).map((voice) => ({ voice, text: genericLine(voice) }));
const lines = new Map([...generic, ...calleeLines(), ...practiceLines()].map((line) => [`${line.voice}\n${textKey(line.text)}`, line]));
const speeches: Speech[] = [];
let seconds = 0;
for (const { voice, text } of lines.values()) {
  const settings = VOICES[voice];
  if (!settings) throw new Error(`the line "${text}" is for a voice that does not exist: ${voice}`);
  const { mulaw, words } = await synthesiser.render(text, settings);
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
