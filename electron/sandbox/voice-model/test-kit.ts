/** For tests: a studio of pure tones, one pitch a text, and a client that remembers what the server sent. */
import { WebSocket } from 'ws';
import { BYTES_PER_MS, decodeMulaw, encodeMulaw, mulawSilence } from '#shared/audio/mulaw.ts';
import { createClock } from '#shared/domain/clock.ts';
import { createFaultBoard } from '../faults.ts';
import type { Recognition, Speech, Studio } from '../types.ts';
import { startVoiceModel } from './voice-model.ts';
import type { VoiceModel, VoiceModelOptions } from './voice-model.ts';

const RATE = 8000;
const LOWEST_HZ = 300;
const STEP_HZ = 40;
const WORD_MS = 200;

function tone(hz: number, ms: number): Uint8Array {
  return encodeMulaw(Int16Array.from({ length: (RATE * ms) / 1000 }, (_, i) => Math.round(9000 * Math.sin((2 * Math.PI * hz * i) / RATE))));
}

function power(samples: Int16Array, hz: number): number {
  let re = 0;
  let im = 0;
  for (let i = 0; i < samples.length; i++) {
    re += (samples[i] ?? 0) * Math.cos((2 * Math.PI * hz * i) / RATE);
    im += (samples[i] ?? 0) * Math.sin((2 * Math.PI * hz * i) / RATE);
  }
  return (re * re + im * im) / samples.length ** 2;
}

/** Holds up to about eighty texts: enough for a test. */
export function createToneStudio(): Studio {
  const texts: string[] = [];
  const pitch = (text: string) => {
    const known = texts.indexOf(text);
    return LOWEST_HZ + STEP_HZ * (known >= 0 ? known : texts.push(text) - 1);
  };
  return {
    voices: ['marin', 'cedar', 'callee'],
    speak(text, voice): Promise<Speech> {
      const words = text.split(/\s+/).filter(Boolean);
      const times = words.map((word, index) => ({ text: word, startMs: index * WORD_MS, endMs: (index + 1) * WORD_MS }));
      return Promise.resolve({ text, voice, words: times, mulaw: tone(pitch(text), words.length * WORD_MS) });
    },
    recognise(mulaw): Recognition {
      const samples = decodeMulaw(mulaw).subarray(0, RATE * 4);
      const powers = texts.map((_, index) => power(samples, LOWEST_HZ + STEP_HZ * index));
      const best = powers.indexOf(Math.max(...powers));
      const text = texts[best];
      if (text === undefined || (powers[best] ?? 0) < 100_000) return { understood: false };
      return { understood: true, text, words: [], confidence: 0.9 };
    },
  };
}

export type TestEvent = { type: string; event_id: string; [key: string]: unknown };

export type TestClient = {
  socket: WebSocket;
  events: TestEvent[];
  closed: Promise<{ code: number; reason: string }>;
  send(event: object): void;
  /** The first event of this type that has not been waited for. */
  next(type: string): Promise<TestEvent>;
  /** Sends a text spoken, and silence after it. */
  speak(text: string, silenceMs?: number): Promise<void>;
  types(): string[];
};

export const API_KEY = 'sk-sandbox-test';

export async function testModel(
  options: Partial<VoiceModelOptions> = {},
): Promise<{ model: VoiceModel; studio: Studio } & Required<Pick<VoiceModelOptions, 'faults'>>> {
  const studio = options.studio ?? createToneStudio();
  const faults = options.faults ?? createFaultBoard();
  const model = await startVoiceModel({ clock: createClock(10), apiKey: API_KEY, ...options, studio, faults });
  return { model, studio, faults };
}

export function connect(model: VoiceModel, studio: Studio, headers: Record<string, string> = {}, name = 'gpt-realtime-2.1'): TestClient {
  const socket = new WebSocket(`${model.url}/realtime?model=${name}`, { headers: { authorization: `Bearer ${API_KEY}`, ...headers } });
  const events: TestEvent[] = [];
  const taken = new Set<TestEvent>();
  const waiting = new Set<() => void>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    events.push(JSON.parse(data.toString()) as TestEvent);
    for (const check of waiting) check();
  });
  const send = (event: object) => socket.send(JSON.stringify(event));
  return {
    socket,
    events,
    closed,
    send,
    types: () => events.map((event) => event.type),
    next: (type) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = events.find((event) => event.type === type && !taken.has(event));
          if (!found) return;
          taken.add(found);
          waiting.delete(check);
          clearTimeout(timer);
          resolve(found);
        };
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`no ${type} came; there were ${events.map((event) => event.type).join(', ')}`));
        }, 8000);
        waiting.add(check);
        check();
      }),
    async speak(text, silenceMs = 900) {
      const { mulaw } = await studio.speak(text, 'callee');
      const audio = Buffer.concat([mulaw, mulawSilence(silenceMs)]);
      for (let at = 0; at < audio.length; at += 20 * BYTES_PER_MS) {
        send({ type: 'input_audio_buffer.append', audio: audio.subarray(at, at + 20 * BYTES_PER_MS).toString('base64') });
      }
    },
  };
}

/** A session on µ-law, as a telephone bridge sets it up. */
export function phoneSession(extra: object = {}, input: object = {}): object {
  return {
    type: 'session.update',
    session: {
      type: 'realtime',
      instructions: 'You are Kim of Wheels. Ask whether they own a bicycle. Ask what colour it has.',
      audio: {
        input: {
          format: { type: 'audio/pcmu' },
          transcription: { model: 'gpt-transcribe' },
          turn_detection: { type: 'server_vad', silence_duration_ms: 400 },
          ...input,
        },
        output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
      },
      ...extra,
    },
  };
}

const cleanups: (() => Promise<void>)[] = [];
/** Closes every server that `session` and `phone` started, and what else was noted. */
export async function closeAll(): Promise<void> {
  for (const clean of cleanups.splice(0)) await clean();
}

export function onClose(clean: () => Promise<void>): void {
  cleanups.push(clean);
}

/** A server of its own and a client on it. */
export async function session(options: Partial<VoiceModelOptions> = {}, headers: Record<string, string> = {}) {
  const running = await testModel(options);
  cleanups.push(() => running.model.close());
  const client = connect(running.model, running.studio, headers);
  return { ...running, client };
}

/** Like `session`, set up for a telephone. */
export async function phone(options: Partial<VoiceModelOptions> = {}, extra: object = {}, input: object = {}) {
  const made = await session(options);
  await made.client.next('session.created');
  made.client.send(phoneSession(extra, input));
  await made.client.next('session.updated');
  return made;
}

export const errorOf = (event: TestEvent) => event['error'] as { code: string; param: string | null; message: string; event_id: string | null };
export const responseOf = (event: TestEvent) =>
  event['response'] as {
    id: string;
    status: string;
    status_details: { reason?: string; error?: { code: string } } | null;
    output: { id: string; type: string; name?: string; status: string; content?: { type: string; transcript?: string }[] }[];
    usage: {
      input_tokens: number;
      output_token_details: { audio_tokens: number };
      input_token_details: { audio_tokens: number; cached_tokens: number };
    };
    metadata: unknown;
  };

export async function reply(client: TestClient) {
  return responseOf(await client.next('response.done'));
}

export function audioMs(client: TestClient): number {
  return client.events
    .filter((event) => event.type === 'response.output_audio.delta')
    .reduce((sum, event) => sum + Buffer.from(String(event['delta']), 'base64').length / BYTES_PER_MS, 0);
}
