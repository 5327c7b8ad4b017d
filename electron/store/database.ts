/** The store: one writer and readers, each a thread with its own connection to the one SQLite file of a data folder. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import type { Log } from '#core/ports/host.ts';
import { AppError } from '#shared/domain/errors.ts';
import manifest from '../../package.json' with { type: 'json' };
import { migrations as allMigrations, type MigrationStep } from './migrations/index.ts';
import { migrate } from './migrator.ts';
import type { Connections, Schema } from './schema.ts';
import { startStoreWorker, type StoreClient } from './worker/store-client.ts';
import { workerDialect } from './worker/worker-dialect.ts';

export const DATABASE_FILE = 'trunkline.sqlite';
export const BACKUP_FOLDER = 'backups';

export type Store = Connections & {
  /** Whether both sides answer; `detail` says what is wrong and what to do. */
  check(): Promise<{ ok: boolean; detail: string }>;
  /** Waits for transactions under way, writes the log back into the file, closes it. Safe to call twice. */
  close(): Promise<void>;
};

export type StoreOptions = {
  dataDir: string;
  log: Log;
  /** Reader threads; more than one pays from four processor cores on. */
  readers?: number;
  migrations?: Readonly<Record<string, MigrationStep>>;
  appVersion?: string;
};

/** @throws AppError DATABASE_TOO_NEW, INTERNAL (damaged, read-only, disk full, a failed step), each saying what to do */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDir, log, migrations = allMigrations, appVersion = manifest.version } = options;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, DATABASE_FILE);
  const [writer, ...readers] = await startWorkers(path, options.readers ?? 1, log);
  const write = new Kysely<Schema>({ dialect: workerDialect([writer], 'writer') });
  try {
    await migrate({ db: write as unknown as Kysely<unknown>, steps: migrations, appVersion, backupDir: join(dataDir, BACKUP_FOLDER), log });
  } catch (error) {
    await closeAll(readers, writer);
    throw error;
  }
  const read = new Kysely<Schema>({ dialect: workerDialect(readers, 'reader') });

  let closing: Promise<void> | undefined;
  return {
    write,
    read,
    async check() {
      try {
        await Promise.all([write, read].map((db) => sql`select 1`.execute(db)));
        return { ok: true, detail: '' };
      } catch (error) {
        log.error({ err: error }, 'the store does not answer');
        const told =
          error instanceof AppError ? error : new AppError('INTERNAL', 'The database does not answer.', { details: 'Start the program again.' });
        return { ok: false, detail: `${told.message} ${told.details ?? ''}`.trim() };
      }
    },
    close() {
      closing ??= Promise.all([read.destroy(), write.destroy()]).then(() => closeAll(readers, writer));
      return closing;
    },
  };
}

async function closeAll(readers: readonly StoreClient[], writer: StoreClient): Promise<void> {
  try {
    await Promise.all(readers.map((reader) => reader.close()));
  } finally {
    // Last, so that it can write the whole log back and remove it.
    await writer.close();
  }
}

/** All threads at once. When one does not start, none stays. */
async function startWorkers(path: string, readers: number, log: Log): Promise<[StoreClient, ...StoreClient[]]> {
  const starting = [false, ...Array.from({ length: Math.max(1, readers) }, () => true)].map((readonly) => startStoreWorker({ path, readonly }, log));
  const started = await Promise.allSettled(starting);
  const clients = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const [writer, ...others] = clients;
  const failure = started.find((one) => one.status === 'rejected');
  if (!failure && writer) return [writer, ...others];
  await Promise.allSettled(clients.map((client) => client.close()));
  throw failure?.reason;
}
