/** The main thread's end of one store worker: a request for an answer, in order. */
import { Worker } from 'node:worker_threads';
import type { Log } from '#core/ports/host.ts';
import { AppError } from '#shared/domain/errors.ts';
import { workerEntry } from '../../worker-entry.ts';
import { toStoreFailure } from '../errors.ts';
import type { StoreHello, StoreReply, StoreRequest, StoreRows, StoreWorkerOptions } from './protocol.ts';

const SLOW_QUERY_MS = 40;

export type StoreClient = {
  query(sql: string, parameters: readonly unknown[]): Promise<StoreRows>;
  /** Lets SQLite close its file, then ends the thread. */
  close(): Promise<void>;
};

type Pending = { resolve: (rows: StoreRows) => void; reject: (error: Error) => void };
type Body = { type: 'query'; sql: string; parameters: readonly unknown[] } | { type: 'close' };

function stopped(cause?: unknown): AppError {
  return new AppError('INTERNAL', 'The database is not running.', {
    details: 'What was saved before is safe. Start the program again.',
    params: { store: 'stopped' },
    cause,
  });
}

/** Starts a worker on a file. @throws AppError INTERNAL when the file cannot be opened */
export async function startStoreWorker(options: StoreWorkerOptions, log: Log): Promise<StoreClient> {
  const worker = new Worker(workerEntry('store-worker'), { workerData: options, name: options.readonly ? 'store-reader' : 'store-writer' });
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let over: Error | undefined;

  const fail = (error: Error) => {
    over ??= error;
    for (const { reject } of pending.values()) reject(over);
    pending.clear();
  };

  const hello = new Promise<void>((resolve, reject) => {
    worker.once('message', (message: StoreHello) => (message.ready ? resolve() : reject(toStoreFailure(message.error.code, message.error.message))));
    worker.once('error', (cause) => reject(stopped(cause)));
    worker.once('exit', () => reject(stopped()));
  });
  worker.on('error', (cause) => {
    log.error({ err: cause, readonly: options.readonly }, 'a store thread failed');
    fail(stopped(cause));
  });
  worker.on('exit', () => fail(stopped()));

  try {
    await hello;
  } catch (error) {
    await worker.terminate();
    throw error;
  }

  worker.on('message', (reply: StoreReply) => {
    const one = pending.get(reply.id);
    pending.delete(reply.id);
    if (!one) return;
    if ('error' in reply) one.reject(toStoreFailure(reply.error.code, reply.error.message));
    else one.resolve(reply.result);
  });

  function ask(body: Body): Promise<StoreRows> {
    if (over) return Promise.reject(over);
    const request: StoreRequest = { id: ++lastId, ...body };
    return new Promise((resolve, reject) => {
      pending.set(request.id, { resolve, reject });
      try {
        worker.postMessage(request);
      } catch (error) {
        pending.delete(request.id);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  return {
    async query(sql, parameters) {
      const rows = await ask({ type: 'query', sql, parameters });
      if (rows.ms > SLOW_QUERY_MS) log.warn({ sql, ms: Math.round(rows.ms), rows: rows.rows.length }, 'slow query');
      return rows;
    },
    async close() {
      if (over) return;
      const done = ask({ type: 'close' });
      over = stopped();
      try {
        await done;
      } finally {
        await worker.terminate();
      }
    },
  };
}
