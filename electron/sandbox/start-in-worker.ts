/** Runs the sandbox in a thread of its own, so that it never shares an event loop with the program under test. */
import { Worker } from 'node:worker_threads';
import { workerEntry } from '../worker-entry.ts';
import type { SandboxAddress, SandboxOptions } from './sandbox.ts';
import type { WorkerCommand, WorkerMessage } from './sandbox-worker.ts';

/** How a sandbox ended. `error` is set when nobody asked it to. */
export type SandboxExit = { code: number; error?: Error };

export type SandboxHandle = SandboxAddress & {
  /** Resolves when the thread is gone, for whatever reason; never rejects. */
  exit: Promise<SandboxExit>;
  close(): Promise<void>;
};

const CLOSE_DEADLINE_MS = 3000;

/** @throws Error with the sandbox's own words when it cannot start. */
export async function startSandboxWorker(options: SandboxOptions): Promise<SandboxHandle> {
  const worker = new Worker(workerEntry('sandbox-worker'), { workerData: options });
  let closing = false;
  let failure: Error | undefined;
  worker.on('error', (error: unknown) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  const exit = new Promise<SandboxExit>((resolve) => {
    worker.on('exit', (code) => {
      const error = closing ? undefined : (failure ?? new Error(`the sandbox ended by itself (code ${code})`));
      resolve(error ? { code, error } : { code });
    });
  });
  const address = await new Promise<SandboxAddress>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'listening') resolve(message.address);
      else reject(new Error(`The sandbox did not start: ${message.message}`));
    });
    void exit.then(({ error }) => reject(new Error(`The sandbox did not start: ${error?.message ?? 'it ended'}`)));
  }).catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });

  return {
    ...address,
    exit,
    async close() {
      closing = true;
      const command: WorkerCommand = { type: 'close' };
      worker.postMessage(command);
      const deadline = setTimeout(() => void worker.terminate(), CLOSE_DEADLINE_MS);
      await exit;
      clearTimeout(deadline);
    },
  };
}
