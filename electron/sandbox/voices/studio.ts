/** Where the sandbox's voices are made and understood: clips rendered ahead, a synthesiser when there is one, and the recogniser of both. */
import { pathToFileURL } from 'node:url';
import { mulawSilence } from '#shared/audio/mulaw.ts';
import type { Speech, Studio } from '../types.ts';
import { readClipPack } from './clip-pack.ts';
import { CLIP_HOP, fingerprint } from './fingerprint.ts';
import { genericLine } from './generic-lines.ts';
import { synthesiserOnDemand } from './on-demand.ts';
import { createRecogniser } from './recogniser.ts';
import { sentences, textKey } from './spoken-text.ts';
import type { Synthesiser } from './synthesiser.ts';
import { VOICES } from './voice-table.ts';

/** Between two sentences that are put together from clips. */
const SENTENCE_PAUSE_MS = 260;
/** Audio that is kept unpacked. What is dropped is unpacked or rendered again, and stays known to the recogniser. */
const MAX_KEPT = 800;

export type StudioOptions = {
  /** Folder of the clips that were rendered ahead; it may be empty. */
  clipsDir: URL | string;
  /** Speaks what no clip has. Null: clips alone. Left out: the one of this machine, started when it is first needed. */
  synthesiser?: Synthesiser | null;
};

/** @throws Error when the clips' folder is damaged. */
export async function createStudio(options: StudioOptions): Promise<Studio> {
  const clips = new Map<string, () => Promise<Speech>>();
  const recogniser = createRecogniser();
  for (const { voice, text, words, prints, load } of await readClipPack(folderUrl(options.clipsDir))) {
    clips.set(speechKey(text, voice), async () => ({ text, voice, words, mulaw: await load() }));
    recogniser.register(prints, words);
  }
  const rendered = new Set<string>();
  const kept = new Map<string, Promise<Speech>>();
  const synthesiser = options.synthesiser === undefined ? synthesiserOnDemand() : options.synthesiser;

  /** The first clip of the text: in this voice, else in any other one, since the words count for more than the voice. */
  const clipOf = (text: string, voice: string) => {
    const own = clips.get(speechKey(text, voice));
    if (own) return own;
    const other = Object.keys(VOICES).find((id) => clips.has(speechKey(text, id)));
    return other === undefined ? undefined : clips.get(speechKey(text, other));
  };

  const render = async (text: string, voice: string): Promise<Speech | undefined> => {
    const settings = VOICES[voice];
    const rendering = settings && (await synthesiser?.render(text, settings));
    if (!rendering) return undefined;
    const { mulaw, words } = rendering;
    const key = speechKey(text, voice);
    if (!rendered.has(key)) recogniser.register(fingerprint(mulaw, CLIP_HOP).prints, words);
    rendered.add(key);
    return { text, voice, mulaw, words };
  };

  /** Without a synthesiser: those sentences of the text that there are clips of, else a sentence that every voice has. */
  const nearest = async (text: string, voice: string): Promise<Speech> => {
    const known = [text, ...sentences(text)].map((part) => clipOf(part, voice));
    const parts = known[0] ? [known[0]] : known.slice(1).filter((clip) => clip !== undefined);
    if (parts.length > 0) return joined(await Promise.all(parts.map((load) => load())), voice);
    const generic = clipOf(genericLine(voice), voice);
    if (!generic) throw new Error('no voice is available: the rendered clips are missing and espeak-ng is not installed');
    return generic();
  };

  const produce = async (text: string, voice: string): Promise<Speech> => {
    const own = clips.get(speechKey(text, voice));
    return own ? own() : ((await render(text, voice)) ?? nearest(text, voice));
  };

  return {
    voices: Object.keys(VOICES),
    speak(text, voice) {
      if (!(voice in VOICES)) return Promise.reject(new RangeError(`there is no voice "${voice}"`));
      const key = speechKey(text, voice);
      const speech = kept.get(key) ?? produce(text, voice);
      kept.delete(key);
      kept.set(key, speech);
      speech.catch(() => kept.delete(key));
      const oldest = kept.size > MAX_KEPT ? kept.keys().next().value : undefined;
      if (oldest !== undefined) kept.delete(oldest);
      return speech;
    },
    recognise: recogniser.recognise,
  };
}

function speechKey(text: string, voice: string): string {
  return `${voice}\n${textKey(text)}`;
}

function folderUrl(folder: URL | string): URL {
  const url = folder instanceof URL ? folder : pathToFileURL(folder);
  return url.pathname.endsWith('/') ? url : new URL(`${url.href}/`);
}

function joined(parts: readonly Speech[], voice: string): Speech {
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only) return only;
  const pause = mulawSilence(SENTENCE_PAUSE_MS);
  const audio: Uint8Array[] = [];
  const words: Speech['words'] = [];
  let samples = 0;
  for (const part of parts) {
    if (samples > 0) audio.push(pause);
    if (samples > 0) samples += pause.length;
    const offsetMs = samples / 8;
    words.push(...part.words.map(({ text, startMs, endMs }) => ({ text, startMs: startMs + offsetMs, endMs: endMs + offsetMs })));
    audio.push(part.mulaw);
    samples += part.mulaw.length;
  }
  return { text: parts.map((part) => part.text).join(' '), voice, mulaw: new Uint8Array(Buffer.concat(audio)), words };
}
