/**
 * A thread that turns text into telephone audio with espeak-ng. The package is optional (its licence is the GPL): this thread finds it at run time
 * or says that it is not there. One request at a time, so that rendering never takes more than one core.
 */
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { encodeMulaw, MULAW_SAMPLE_RATE } from '#shared/audio/mulaw.ts';
import { mixToMono, parseWav, resample } from '#shared/audio/wav.ts';
import { normaliseSpeech } from './loudness.ts';
import { spokenForm, writtenWords } from './spoken-text.ts';
import type { RenderRequest, WorkerReply } from './synthesiser.ts';
import { phonemeWeight, placeWords } from './word-times.ts';

const SPEECH_DBFS = -20;

/** What is used of the platform's WebAssembly; Node's own types leave it out. */
type Wasm = { compile(bytes: Uint8Array): Promise<object>; instantiate(module: object, imports: object): Promise<object> };
declare const WebAssembly: Wasm;

type Instance = { FS: { readFile(path: string): Uint8Array } };
type Settings = {
  arguments: string[];
  print: (line: string) => void;
  printErr: (line: string) => void;
  instantiateWasm: (imports: object, done: (instance: object, module: object) => void) => object;
};
type Factory = (settings: Settings) => Promise<Instance>;
type Run = { output: string[]; files: Instance['FS'] };

/** Compiled once; each rendering runs the program from its beginning in a fresh instance. */
async function loadEspeak(): Promise<(args: string[]) => Promise<Run>> {
  const entry = createRequire(import.meta.url).resolve('espeak-ng');
  const { default: factory } = (await import(pathToFileURL(entry).href)) as { default: Factory };
  const wasm = await readFile(fileURLToPath(new URL('espeak-ng.wasm', pathToFileURL(entry))));
  const compiled = await WebAssembly.compile(wasm);
  return async (args) => {
    const output: string[] = [];
    const { FS: files } = await factory({
      arguments: args,
      print: (line) => output.push(line),
      printErr: () => {},
      instantiateWasm: (imports, done) => {
        void WebAssembly.instantiate(compiled, imports).then((instance) => done(instance, compiled));
        return {};
      },
    });
    return { output, files };
  };
}

const weights = new Map<string, number>();

async function wordWeights(espeak: (args: string[]) => Promise<Run>, words: string[], language: string): Promise<number[]> {
  const unknown = [...new Set(words)].filter((word) => !weights.has(language + word));
  if (unknown.length > 0) {
    // A blank line ends a clause: each word is answered by one line or more, so a counted reply is a trusted one.
    const { output } = await espeak(['-q', '--ipa', '-b', '1', '-v', language, unknown.map(spokenForm).join('\n\n')]);
    const counted = output.length === unknown.length;
    unknown.forEach((word, i) => weights.set(language + word, counted ? phonemeWeight(output[i] ?? '') : Math.max(1, word.length * 0.8)));
  }
  return words.map((word) => weights.get(language + word) ?? 1);
}

async function render(espeak: (args: string[]) => Promise<Run>, request: RenderRequest): Promise<WorkerReply> {
  const { text, voice, id } = request;
  const settings = ['-v', voice.variant, '-p', voice.pitch, '-P', voice.range, '-s', voice.wordsPerMinute].map(String);
  const { files } = await espeak(['-D', '-z', '-b', '1', ...settings, '-w', '/speech.wav', spokenForm(text)]);
  const wav = parseWav(files.readFile('/speech.wav'));
  const samples = normaliseSpeech(resample(mixToMono(wav), wav.sampleRate, MULAW_SAMPLE_RATE), SPEECH_DBFS);
  const words = writtenWords(text);
  const language = voice.variant.split('+')[0] ?? 'en-us';
  const placed = placeWords(samples, words, await wordWeights(espeak, words, language));
  return { id, mulaw: encodeMulaw(samples), words: placed };
}

const port = parentPort;
if (!port) throw new Error('the speech thread must be started as a worker');
const loading = loadEspeak();
loading.then(
  () => port.postMessage({ ready: true } satisfies WorkerReply),
  (error: unknown) => port.postMessage({ ready: false, reason: String(error) } satisfies WorkerReply),
);
let queue: Promise<void> = Promise.resolve();
port.on('message', (request: RenderRequest) => {
  queue = queue.then(async () => {
    const reply = await loading.then((espeak) => render(espeak, request)).catch((error: unknown) => ({ id: request.id, error: String(error) }));
    port.postMessage(reply);
  });
});
