/**
 * Brings a database up to date, one step a transaction. Kysely's own migrator records neither a checksum nor the version that ran a step, and on
 * SQLite runs outside a transaction; this one writes the record in the step's own transaction.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CompiledQuery,
  type DatabaseConnection,
  DummyDriver,
  Kysely,
  type QueryResult,
  sql,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Log } from '#core/ports/host.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { MigrationStep } from './migrations/index.ts';

type MigrationRow = { name: string; checksum: string; app_version: string; applied_at: number };
type Bookkeeping = { schema_migrations: MigrationRow };

export type MigrateOptions = {
  /** The writer's connection. */
  db: Kysely<unknown>;
  steps: Readonly<Record<string, MigrationStep>>;
  appVersion: string;
  /** Where the copy goes that is made before the first pending step. */
  backupDir: string;
  log: Log;
};

/** @throws AppError DATABASE_TOO_NEW, INTERNAL (a step that was applied has changed since, or a step failed: the step left nothing behind) */
export async function migrate({ db, steps, appVersion, backupDir, log }: MigrateOptions): Promise<void> {
  const book = db as unknown as Kysely<Bookkeeping>;
  await createBook(book);
  const applied = await book.selectFrom('schema_migrations').selectAll().orderBy('name').execute();
  refuseFuture(applied, steps);

  const names = Object.keys(steps).toSorted();
  const checksums = new Map<string, string>();
  for (const name of names) checksums.set(name, await checksumOf(steps[name]));
  for (const row of applied) {
    if (row.checksum === checksums.get(row.name)) continue;
    throw new AppError('INTERNAL', `The database was made with another form of the step ${row.name}.`, {
      details: `Nothing was changed. Open it with version ${row.app_version}, or start with another data folder.`,
      params: { step: row.name, made_by: row.app_version },
    });
  }

  const done = new Set(applied.map((row) => row.name));
  const pending = names.filter((name) => !done.has(name));
  if (pending.length > 0 && applied.length > 0) await backUp(db, backupDir, pending[0] ?? '', log);

  for (const name of pending) {
    try {
      await db.transaction().execute(async (trx) => {
        await steps[name]?.up(trx);
        await (trx as unknown as Kysely<Bookkeeping>)
          .insertInto('schema_migrations')
          .values({ name, checksum: checksums.get(name) ?? '', app_version: appVersion, applied_at: Date.now() })
          .execute();
      });
    } catch (cause) {
      throw new AppError('INTERNAL', `The database could not be brought up to date: step ${name} failed.`, {
        details: 'The step was undone and your data is as it was. A copy from before is in the folder "backups" if there was anything to copy.',
        params: { step: name },
        cause,
      });
    }
    log.info({ step: name }, 'database step applied');
  }
}

async function createBook(book: Kysely<Bookkeeping>): Promise<void> {
  await book.schema
    .createTable('schema_migrations')
    .ifNotExists()
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('checksum', 'text', (c) => c.notNull())
    .addColumn('app_version', 'text', (c) => c.notNull())
    .addColumn('applied_at', 'integer', (c) => c.notNull())
    .execute();
}

function refuseFuture(applied: readonly MigrationRow[], steps: Readonly<Record<string, MigrationStep>>): void {
  const unknown = applied.findLast((row) => !Object.hasOwn(steps, row.name));
  if (!unknown) return;
  throw new AppError('DATABASE_TOO_NEW', `The database was made by a newer version, ${unknown.app_version}.`, {
    details: `Nothing was changed. Install version ${unknown.app_version} or later, or start with another data folder.`,
    params: { made_by: unknown.app_version, step: unknown.name },
  });
}

/** Copies the whole database to a file that appears under its name only when it is complete. */
async function backUp(db: Kysely<unknown>, dir: string, before: string, log: Log): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-before-${before}.sqlite`);
  await sql`vacuum into ${`${path}.part`}`.execute(db);
  const file = await open(`${path}.part`, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
  log.info({ path }, 'database backed up');
}

/** SHA-256 over the statements of a step, as they come out of a run against no database: the same in the sources and in a bundle. */
async function checksumOf(step: MigrationStep | undefined): Promise<string> {
  const hash = createHash('sha256');
  const recorder: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      hash.update(`${query.sql.replaceAll(/\s+/g, ' ')};\n`);
      return { rows: [] };
    },
    async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {},
  };
  const dry = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => Object.assign(new DummyDriver(), { acquireConnection: async () => recorder }),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  await step?.up(dry);
  return hash.digest('hex');
}
