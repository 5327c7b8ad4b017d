import { chmod, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '#shared/domain/errors.ts';
import { BACKUP_FOLDER, DATABASE_FILE, openStore, type Store } from './database.ts';
import { orConflict } from './errors.ts';
import { migrations, type MigrationStep } from './migrations/index.ts';
import { openSqlite } from './sqlite.ts';
import { createTestFolder, createTestLog } from './test-store.ts';

let folder: Awaited<ReturnType<typeof createTestFolder>>;
const open: Store[] = [];

beforeEach(async () => {
  folder = await createTestFolder();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
  await folder.remove();
});

async function start(options: { migrations?: Record<string, MigrationStep>; appVersion?: string; readers?: number } = {}) {
  const log = createTestLog();
  const store = await openStore({ dataDir: folder.path, log, ...options });
  open.push(store);
  return { store, log };
}

const org = (id: string) => ({ id, name: id, created_at: 1 });

test('what the writer commits, readers see; what it rolls back, they never do', async () => {
  const { store } = await start({ readers: 2 });
  await store.write.insertInto('organizations').values(org('a')).execute();
  await expect(
    store.write.transaction().execute(async (trx) => {
      await trx.insertInto('organizations').values(org('b')).execute();
      expect(await store.read.selectFrom('organizations').select('id').execute()).toEqual([{ id: 'a' }]);
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  const seen = await Promise.all(Array.from({ length: 20 }, () => store.read.selectFrom('organizations').select('id').execute()));
  expect(new Set(seen.map((rows) => JSON.stringify(rows)))).toEqual(new Set(['[{"id":"a"}]']));
});

test('transactions queue for the writer and never mix', async () => {
  const { store } = await start();
  await Promise.all(
    Array.from({ length: 10 }, (_, one) =>
      store.write.transaction().execute(async (trx) => {
        const { count } = await trx.selectFrom('organizations').select(trx.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
        await trx
          .insertInto('organizations')
          .values(org(`${count}`))
          .execute();
        if (one % 3 === 0) throw new Error('undone');
      }),
    ).map((done) => done.catch(() => undefined)),
  );
  const ids = await store.read.selectFrom('organizations').select('id').orderBy('id').execute();
  expect(ids.map((row) => row.id)).toEqual(['0', '1', '2', '3', '4', '5']);
});

test('a controlled transaction can go back to a savepoint', async () => {
  const { store } = await start();
  const trx = await store.write.startTransaction().execute();
  await trx.insertInto('organizations').values(org('kept')).execute();
  const after = await trx.savepoint('later').execute();
  await after.insertInto('organizations').values(org('undone')).execute();
  await (await after.rollbackToSavepoint('later').execute()).releaseSavepoint('later').execute();
  await trx.commit().execute();
  expect(await store.read.selectFrom('organizations').select('id').execute()).toEqual([{ id: 'kept' }]);
});

test('the file is set up for durability and erasure, and readers cannot write', async () => {
  const { store } = await start();
  const pragma = async (name: string) =>
    Object.values((await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(store.write)).rows[0] ?? {})[0];
  expect(await pragma('journal_mode')).toBe('wal');
  expect(await pragma('synchronous')).toBe(1);
  expect(await pragma('secure_delete')).toBe(1);
  expect(await pragma('foreign_keys')).toBe(1);
  await expect(store.read.insertInto('organizations').values(org('x')).execute()).rejects.toMatchObject({
    code: 'INTERNAL',
    params: { store: 'read_only' },
  });
});

test('a row that is there already is a conflict, and other failures pass as they are', async () => {
  const { store } = await start();
  const insert = () => store.write.insertInto('organizations').values(org('a')).execute();
  await insert();
  await expect(orConflict(insert(), 'There is such an organization.', { id: 'a' })).rejects.toMatchObject({ code: 'CONFLICT', params: { id: 'a' } });
  await expect(orConflict(sql`select nonsense`.execute(store.write), 'no')).rejects.toMatchObject({ name: 'StoreError', code: 'SQLITE_ERROR' });
});

test('bytes, booleans and nulls come through; an unsendable value rejects and stops nothing', async () => {
  const { store } = await start();
  const { rows } = await sql`select ${Uint8Array.of(1, 2)} as bytes, ${true} as yes, ${null} as empty`.execute(store.write);
  expect(rows).toEqual([{ bytes: Uint8Array.of(1, 2), yes: 1, empty: null }]);
  await expect(sql`select ${new WeakMap()}`.execute(store.write)).rejects.toThrow(/could not be cloned/);
  expect(await store.check()).toEqual({ ok: true, detail: '' });
});

test('slow statements are logged without their values', async () => {
  const { store, log } = await start();
  await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000) select max(i), ${'secret words'} from n`.execute(
    store.read,
  );
  const line = log.lines.find((one) => one.message === 'slow query');
  expect(line?.level).toBe('warn');
  expect(line?.fields.ms).toBeGreaterThan(40);
  expect(JSON.stringify(line)).not.toContain('secret');
});

test('closing leaves one file without a log beside it, and later queries say so', async () => {
  const { store } = await start();
  await store.write.insertInto('organizations').values(org('a')).execute();
  await store.close();
  await store.close();
  expect((await readdir(folder.path)).toSorted()).toEqual([DATABASE_FILE]);
  await expect(store.read.selectFrom('organizations').selectAll().execute()).rejects.toThrow();
});

test('a transaction that is never ended does not hold up closing for long', async () => {
  const { store } = await start();
  const trx = await store.write.startTransaction().execute();
  await trx.insertInto('organizations').values(org('lost')).execute();
  await store.close();
  const again = await start();
  expect(await again.store.read.selectFrom('organizations').selectAll().execute()).toEqual([]);
});

const addColumn: MigrationStep = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('organizations').addColumn('motto', 'text').execute();
  },
};
const halfway: MigrationStep = {
  async up(db) {
    await db.schema.alterTable('organizations').addColumn('half', 'text').execute();
    await sql`insert into no_such_table values (1)`.execute(db);
  },
};

test('steps are recorded with version and checksum, and the file is copied before later ones', async () => {
  const first = await start({ appVersion: '1.0.0' });
  await first.store.write.insertInto('organizations').values(org('a')).execute();
  await first.store.close();
  await expect(stat(join(folder.path, BACKUP_FOLDER))).rejects.toThrow();

  const second = await start({ migrations: { ...migrations, '9000-motto': addColumn }, appVersion: '2.0.0' });
  const { rows } = await sql<{ name: string; app_version: string; checksum: string }>`select * from schema_migrations order by name`.execute(
    second.store.read,
  );
  expect(rows.map((row) => [row.name, row.app_version])).toEqual([
    ...Object.keys(migrations).map((name) => [name, '1.0.0']),
    ['9000-motto', '2.0.0'],
  ]);
  expect(new Set(rows.map((row) => row.checksum)).size).toBe(rows.length);

  const copies = await readdir(join(folder.path, BACKUP_FOLDER));
  expect(copies).toEqual([expect.stringMatching(/-before-9000-motto\.sqlite$/)]);
  const copy = openSqlite(join(folder.path, BACKUP_FOLDER, copies[0]!), { readonly: true });
  expect(copy.prepare('select * from organizations').all()).toEqual([{ ...org('a'), set_up_at: null }]);
  copy.close();
});

test('a step that fails leaves nothing behind', async () => {
  await (await start()).store.close();
  await expect(start({ migrations: { ...migrations, '9000-half': halfway } })).rejects.toMatchObject({
    code: 'INTERNAL',
    params: { step: '9000-half' },
  });
  const { store } = await start();
  const { rows } = await sql<{ name: string }>`select name from pragma_table_info('organizations')`.execute(store.read);
  expect(rows.map((row) => row.name)).toEqual(['id', 'name', 'created_at', 'set_up_at']);
});

test('a database from a newer version is refused, and the version that made it is named', async () => {
  await (await start({ migrations: { ...migrations, '9000-motto': addColumn }, appVersion: '7.7.7' })).store.close();
  const failure = await start().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AppError);
  expect(failure).toMatchObject({ code: 'DATABASE_TOO_NEW', params: { made_by: '7.7.7' }, message: expect.stringContaining('7.7.7') });
});

test('a step that has changed since it was applied is refused', async () => {
  await (await start({ migrations: { ...migrations, '9000-motto': addColumn } })).store.close();
  const changed: MigrationStep = { up: (db) => db.schema.alterTable('organizations').addColumn('motto', 'integer').execute() };
  await expect(start({ migrations: { ...migrations, '9000-motto': changed } })).rejects.toMatchObject({ params: { step: '9000-motto' } });
});

test('a file that is no database is refused in words', async () => {
  await writeFile(
    join(folder.path, DATABASE_FILE),
    'this is a letter to my aunt, and it is longer than one hundred bytes, so that SQLite reads a header of it. Yours',
  );
  await expect(start()).rejects.toMatchObject({ code: 'INTERNAL', params: { store: 'damaged' }, details: expect.stringContaining('backups') });
});

test('a damaged page is told as damage', async () => {
  const { store } = await start();
  await store.close();
  const path = join(folder.path, DATABASE_FILE);
  await chmod(path, 0o600);
  await truncate(path, 4096 * 3);
  await expect(
    start().then(({ store: again }) =>
      sql`pragma integrity_check`.execute(again.write).then(() => again.read.selectFrom('calls').selectAll().execute()),
    ),
  ).rejects.toMatchObject({
    params: { store: 'damaged' },
  });
});

test('keys of calls from before imports had keys stay good', async () => {
  const { '0014-keys-of-imports': _step, ...before } = migrations;
  const { store: old } = await start({ migrations: before });
  await old.write.insertInto('organizations').values(org('a')).execute();
  for (const statement of [
    `insert into users (id, org_id, name, role, created_at, updated_at) values ('u', 'a', 'Ada', 'owner', 1, 1)`,
    `insert into calls (id, org_id, user_id, state, direction, to_number, from_number, scenario_id, scenario_name, scenario_version, created_at, updated_at)
      values ('c', 'a', 'u', 'completed', 'outbound', '+1', '+2', 'sales', 'Sales', 1, 1, 1)`,
    `insert into idempotency_keys values ('a', 'u', 'k', 'hash', 'c', 5, 6)`,
  ]) {
    await sql.raw(statement).execute(old.write);
  }
  await old.close();
  const { store } = await start();
  expect(await store.read.selectFrom('idempotency_keys').selectAll().execute()).toEqual([
    { org_id: 'a', user_id: 'u', key: 'k', makes: 'call', request_hash: 'hash', made_id: 'c', created_at: 5, expires_at: 6 },
  ]);
});
