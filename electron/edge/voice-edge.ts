/** The edge as its host sees it: a worker thread that is watched and started again when it dies. */
import { Worker } from 'node:worker_threads';
import type { EdgeCommand, EdgeEvent, VoiceEdge } from '#core/ports/voice-edge.ts';
import { workerEntry } from '../worker-entry.ts';
import { callAddresses } from './call-addresses.ts';
import type { EdgeOptions } from './options.ts';
import { type Parcel, unpack } from './outbox.ts';

export type { EdgeOptions } from './options.ts';
export { recoverRecording } from './recorder/recover.ts';

const CLOSE_MS = 4000;
const MAX_RESTARTS = 5;
const RESTART_WINDOW_MS = 60_000;

/**
 * Starts the edge. A crash of its thread ends its calls with `call_failed`, and the thread is started again on the same port.
 * @throws when it cannot listen.
 */
export async function startEdge(options: EdgeOptions, entry: URL = workerEntry('edge-worker')): Promise<VoiceEdge> {
  const listeners = new Set<(event: EdgeEvent) => void>();
  const live = new Set<string>();
  let port = options.port;
  let worker: Worker;
  let closing: Promise<void> | undefined;
  let restarts: number[] = [];

  const deliver = (event: EdgeEvent) => {
    if (event.type === 'ready') port = event.port;
    if (event.type === 'media_stopped' || event.type === 'call_failed') live.delete(event.call_id);
    for (const listener of listeners) listener(event);
  };

  const launch = () =>
    new Promise<void>((resolve, reject) => {
      const started = new Worker(entry, { workerData: { ...options, port } satisfies EdgeOptions });
      worker = started;
      let failure: Error | undefined;
      let ready = false;
      started.on('message', (parcel: Parcel) => {
        for (const event of unpack(parcel)) {
          deliver(event);
          if (event.type !== 'ready') continue;
          ready = true;
          resolve();
        }
      });
      started.on('error', (error: Error) => (failure = error));
      started.on('exit', (code) => {
        reject(failure ?? new Error(`the edge stopped (${code})`));
        if (ready && !closing) crashed(failure);
      });
    });

  const crashed = (failure: Error | undefined) => {
    const detail = `The voice edge stopped unexpectedly${failure ? `: ${failure.message}` : ''}. The call was cut; its recording is kept up to the last second.`;
    for (const call_id of [...live]) deliver({ type: 'call_failed', call_id, reason: 'edge_crashed', detail });
    restarts = [...restarts.filter((at) => at > Date.now() - RESTART_WINDOW_MS), Date.now()];
    const gaveUp = (why: string) => deliver({ type: 'refused', what: 'edge', detail: `The voice edge is down (${why}). Restart the program.` });
    if (restarts.length > MAX_RESTARTS) return gaveUp('it fails again and again');
    launch().catch((error: unknown) => gaveUp(error instanceof Error ? error.message : String(error)));
  };

  await launch();

  return {
    address: () => ({ port }),
    addresses: (callId) => callAddresses(options.publicUrl?.replace(/\/$/, '') ?? `http://127.0.0.1:${port}`, callId),
    send(command: EdgeCommand) {
      if (command.type === 'prepare') live.add(command.plan.call_id);
      if (command.type === 'discard') live.delete(command.call_id);
      worker.postMessage(command);
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closing ??= new Promise((resolve) => {
        const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
        worker.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        worker.postMessage({ type: 'close' } satisfies EdgeCommand);
      });
      return closing;
    },
  };
}
