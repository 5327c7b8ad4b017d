/** The host of the speech thread: text in, telephone audio with word times out. */
import { Worker } from 'node:worker_threads';
import type { SpokenWord } from '../types.ts';
import type { VoiceSettings } from './voice-table.ts';

export type Rendering = { mulaw: Uint8Array; words: SpokenWord[] };

export type Synthesiser = {
  /** @throws Error when the text could not be rendered; the next one may succeed. */
  render(text: string, voice: VoiceSettings): Promise<Rendering>;
  close(): Promise<void>;
};

export type RenderRequest = { id: number; text: string; voice: VoiceSettings };
export type WorkerReply =
  | { ready: true }
  | { ready: false; reason: string }
  | { id: number; mulaw: Uint8Array; words: SpokenWord[] }
  | { id: number; error: string };

/** Beside this file's bundle after a build, or the source when Node runs the sources. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './espeak-worker.ts' : './espeak-worker.js', import.meta.url);

/**
 * Starts the speech thread. Gives null when the synthesiser's package is not installed, which is a normal state: the clips that were rendered ahead
 * remain. An idle thread does not keep the process alive.
 */
export async function openSynthesiser(worker: URL = WORKER): Promise<Synthesiser | null> {
  const thread = new Worker(worker);
  const waiting = new Map<number, { resolve: (rendering: Rendering) => void; reject: (error: Error) => void }>();
  let ended: Error | undefined;
  let lastId = 0;

  const installed = await new Promise<boolean>((resolve) => {
    const end = (error: Error): void => {
      ended = error;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
      resolve(false);
    };
    thread.on('error', (error: Error) => end(error));
    thread.on('exit', () => end(ended ?? new Error('the speech thread has ended')));
    thread.on('message', (reply: WorkerReply) => {
      if ('ready' in reply) return resolve(reply.ready);
      const request = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (waiting.size === 0) thread.unref();
      if ('error' in reply) request?.reject(new Error(`this text could not be spoken: ${reply.error}`));
      else request?.resolve({ mulaw: reply.mulaw, words: reply.words });
    });
  });
  if (!installed) {
    await thread.terminate();
    return null;
  }
  thread.unref();
  return {
    render: (text, voice) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        thread.ref();
        thread.postMessage({ id, text, voice } satisfies RenderRequest);
      }),
    async close() {
      ended = new Error('the synthesiser was closed');
      await thread.terminate();
    },
  };
}
