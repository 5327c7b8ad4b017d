/** The host's side of a rehearsal line's thread: its edge as the core knows edges, its sandbox's address, and its time. */
import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { EdgeEvent, VoiceEdge } from '#core/ports/voice-edge.ts';
import { callAddresses } from '#edge/call-addresses.ts';
import { unpack } from '#edge/outbox.ts';
import type { SandboxAddress } from '#sandbox/sandbox.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { RehearsalCommand, RehearsalMessage, RehearsalThreadOptions } from './rehearsal-worker.ts';
import { workerEntry } from './worker-entry.ts';

const CLOSE_MS = 3000;

export type RehearsalThread = {
  sandbox: SandboxAddress;
  edge: VoiceEdge;
  /** Milliseconds of the line's clock since it was opened. */
  now(): number;
  /** Lets time pass on the line, or stand still. */
  run(running: boolean): void;
  /** Rejects when the thread ends by itself; settles when it was closed. */
  gone: Promise<void>;
  close(): Promise<void>;
};

/** @throws Error with the thread's own words when it cannot start. */
export async function startRehearsalThread(options: { speed: number; sandboxDir: string }): Promise<RehearsalThread> {
  const time = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const ticketKey = randomBytes(32).toString('base64url');
  const worker = new Worker(workerEntry('rehearsal-worker'), { workerData: { ...options, ticketKey, time } satisfies RehearsalThreadOptions });
  const post = (command: RehearsalCommand) => worker.postMessage(command);
  const listeners = new Set<(event: EdgeEvent) => void>();
  let closing = false;
  let failure: Error | undefined;

  worker.on('error', (error: unknown) => (failure = error instanceof Error ? error : new Error(String(error))));
  const exited = new Promise<void>((resolve) => worker.on('exit', () => resolve()));
  const gone = exited.then(() => {
    if (!closing)
      throw new AppError('PROVIDER_ERROR', 'The line for rehearsals broke. Try again.', { details: failure?.message ?? 'its thread ended' });
  });
  gone.catch(() => undefined);
  const opened = await new Promise<Extract<RehearsalMessage, { type: 'open' }>>((resolve, reject) => {
    worker.on('message', (message: RehearsalMessage) => {
      if (message.type === 'open') resolve(message);
      else if (message.type === 'failed') reject(new Error(`The line for rehearsals did not open: ${message.message}`));
      else for (const event of unpack(message.parcel)) for (const listener of listeners) listener(event);
    });
    gone.catch(reject);
  }).catch(async (error: unknown) => {
    closing = true;
    await worker.terminate();
    throw error;
  });

  const close = async () => {
    if (!closing) {
      closing = true;
      post({ type: 'close' });
    }
    const deadline = setTimeout(() => void worker.terminate(), CLOSE_MS);
    await exited;
    clearTimeout(deadline);
  };
  const clock = new BigInt64Array(time);
  return {
    sandbox: opened.sandbox,
    edge: {
      address: () => ({ port: opened.edgePort }),
      addresses: (callId) => callAddresses(`http://127.0.0.1:${opened.edgePort}`, callId),
      send: (command) => post({ type: 'edge', command }),
      onEvent(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close,
    },
    now: () => Number(Atomics.load(clock, 0)) / 1000,
    run: (running) => post({ type: running ? 'run' : 'stand' }),
    gone,
    close,
  };
}
