import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAudit } from '#core/accounts/audit.ts';
import { localOwner } from '#core/accounts/local-owner.ts';
import type { Publish } from '#core/ports/host.ts';
import { insertFinishedCall } from '#core/transcripts/testing/finished-call.ts';
import { type ExportJob, exportRequest } from '#shared/contract/exports.ts';
import type { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { openStore, type Store } from '#store/database.ts';
import { createTestFolder, createTestLog } from '#store/test-store.ts';
import { createExports } from './service.ts';

const AT = Date.parse('2026-04-01T12:00:00Z');
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'allowed',
    (error: unknown) => (error as AppError).code,
  );

describe('exports', () => {
  let folder: Awaited<ReturnType<typeof createTestFolder>>;
  let store: Store;
  let owner: Actor;
  let told: ExportJob[];

  beforeEach(async () => {
    folder = await createTestFolder();
    store = await openStore({ dataDir: folder.path, log: createTestLog() });
    owner = await localOwner(store.write, () => AT);
    told = [];
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  const publish: Publish = (type, data, scope) => {
    expect(scope).toEqual({ org_id: owner.org_id, user_id: owner.user_id, roles: ['owner', 'supervisor'] });
    if (type === 'export.updated') told.push(data as ExportJob);
  };
  const start = (audit = createAudit(store, () => AT)) =>
    createExports({ ...store, dataDir: folder.path, audit, publish, log: createTestLog(), now: () => AT });
  const over = (exports: ReturnType<typeof start>, id: string) =>
    expect.poll(async () => (await exports.get(owner, id)).state, { timeout: 15_000 }).not.toMatch(/queued|running/);
  const files = () => readdir(join(folder.path, 'exports')).catch(() => []);

  async function fill(count: number) {
    const ids: string[] = [];
    for (let i = 0; i < count; i++) {
      const scenario = i % 3 === 0 ? { id: 'survey', name: 'Survey' } : { id: 'sales', name: 'Sales' };
      ids.push(
        await insertFinishedCall(store.write, owner, {
          at: AT - (count - i) * 60_000,
          scenario,
          said: ['Hello.', `Call number ${i}: 555 010 1234.`],
        }),
      );
    }
    await insertFinishedCall(store.write, owner, { state: 'no_answer', said: [] });
    await insertFinishedCall(store.write, owner, { state: 'in_progress', said: ['Not over yet.'] });
    return ids;
  }

  it('hold the transcripts of the calls that fit, redacted unless asked otherwise', async () => {
    const exports = start();
    const ids = await fill(90);
    const created = await exports.create(owner, exportRequest.parse({ query: 'scenario:sales', format: 'json' }));
    expect(created).toMatchObject({ state: 'queued', done: 0, redacted: true, query: 'scenario:sales', requested_by: { name: owner.name } });
    await over(exports, created.export_id);
    const job = await exports.get(owner, created.export_id);
    expect(job).toMatchObject({ state: 'done', done: 60, total: 60, reason: '' });
    const { path, fileName } = await exports.file(owner, job.export_id);
    expect(fileName).toBe('transcripts-2026-04-01T1200-json.zip');
    const bytes = await readFile(path);
    expect(bytes.length).toBe(job.bytes);
    const entries = Object.entries(unzipSync(bytes)).map(([name, content]) => ({ name, call: JSON.parse(strFromU8(content)) }));
    expect(entries.map((one) => one.call.call.call_id)).toEqual(ids.filter((_, index) => index % 3 !== 0));
    expect(JSON.stringify(entries)).not.toMatch(/555 010 1234|5550100001/);
    expect(told.map((one) => one.state)).toEqual(['queued', 'running', 'running', 'running', 'done']);
    expect(told.map((one) => one.done)).toEqual([0, 0, 40, 60, 60]);

    const open = await exports.create(owner, exportRequest.parse({ redacted: false, filters: { scenario_id: 'survey' } }));
    expect(open).toMatchObject({ query: '', filters: { scenario_id: 'survey' } });
    await over(exports, open.export_id);
    const text = Object.values(unzipSync(await readFile((await exports.file(owner, open.export_id)).path))).map((content) => strFromU8(content));
    expect(text).toHaveLength(30);
    expect(text.every((one) => one.includes('555 010 1234'))).toBe(true);
    const audit = await store.read.selectFrom('audit').select(['action', 'subject_id', 'detail']).execute();
    expect(audit.map((one) => [one.action, one.subject_id, JSON.parse(one.detail)])).toEqual([
      ['transcript.exported', job.export_id, { format: 'json', redacted: true, calls: 60 }],
      ['transcript.exported', open.export_id, { format: 'txt', redacted: false, calls: 30 }],
    ]);
    await exports.close();
  });

  it('are seen by their owner and by supervisors, never from outside; viewers get them redacted', async () => {
    const exports = start();
    await fill(2);
    const supervisor: Actor = { ...owner, user_id: 'usr_other', role: 'supervisor' };
    const agent: Actor = { ...supervisor, role: 'agent' };
    const stranger: Actor = { ...owner, org_id: 'org_other' };
    const viewer: Actor = { ...owner, role: 'viewer' };
    const { export_id: id } = await exports.create(owner, exportRequest.parse({ redacted: false }));
    await over(exports, id);
    for (const who of [agent, stranger]) {
      expect(await refusal(exports.get(who, id))).toBe('NOT_FOUND');
      expect(await refusal(exports.file(who, id))).toBe('NOT_FOUND');
      expect(await refusal(exports.remove(who, id))).toBe('NOT_FOUND');
      expect(await exports.list(who)).toEqual([]);
    }
    expect(await refusal(exports.file(viewer, id))).toBe('FORBIDDEN');
    expect((await exports.list(supervisor)).map((one) => one.export_id)).toEqual([id]);
    const theirs = await exports.create(viewer, exportRequest.parse({ redacted: false }));
    expect(theirs.redacted).toBe(true);
    await over(exports, theirs.export_id);
    await exports.file(viewer, theirs.export_id);
    for (const actor of [supervisor, supervisor, owner]) await exports.file(actor, id);
    const opened = await store.read.selectFrom('audit').select(['actor_id', 'subject_id']).where('action', '=', 'transcript.viewed').execute();
    expect(opened).toEqual([{ actor_id: supervisor.user_id, subject_id: id }]);
    await exports.remove(supervisor, id);
    expect(await files()).toEqual([`${theirs.export_id}.zip`]);
    expect(await exports.list(owner)).toHaveLength(1);
    await exports.close();
  });

  it('can be canceled, and leave no file then', async () => {
    const exports = start();
    // Enough that it is still under way when it is canceled, however busy the machine is.
    await fill(900);
    const first = await exports.create(owner, exportRequest.parse({}));
    const second = await exports.create(owner, exportRequest.parse({}));
    await expect.poll(() => told.some((one) => one.state === 'running')).toBe(true);
    await Promise.all([exports.remove(owner, first.export_id), exports.remove(owner, second.export_id)]);
    for (const { export_id } of [first, second]) {
      expect(await exports.get(owner, export_id)).toMatchObject({ state: 'canceled', reason: `${owner.name} canceled it.` });
      expect(await refusal(exports.file(owner, export_id))).toBe('INVALID_CALL_STATE');
    }
    expect(await files()).toEqual([]);
    await exports.remove(owner, first.export_id);
    expect(await exports.list(owner)).toHaveLength(1);
    await exports.close();
  });

  it('can be canceled while they wait, without waiting for what is under way', async () => {
    const audit = createAudit(store, () => AT);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const exports = start({ ...audit, record: (entry) => released.then(() => audit.record(entry)) });
    await fill(2);
    const first = await exports.create(owner, exportRequest.parse({}));
    const second = await exports.create(owner, exportRequest.parse({}));
    const third = await exports.create(owner, exportRequest.parse({}));
    await exports.remove(owner, second.export_id);
    expect(await exports.get(owner, second.export_id)).toMatchObject({ state: 'canceled', reason: `${owner.name} canceled it.` });
    expect(await exports.get(owner, first.export_id)).not.toMatchObject({ state: 'done' });
    expect(await exports.get(owner, third.export_id)).toMatchObject({ state: 'queued' });
    release();
    await over(exports, third.export_id);
    expect(await exports.get(owner, third.export_id)).toMatchObject({ state: 'done', done: 2 });
    await exports.close();
  });

  it('that are open when the program ends or dies are canceled, and finished ones stay', async () => {
    const exports = start();
    await fill(130);
    const finished = await exports.create(owner, exportRequest.parse({ query: 'scenario:survey' }));
    await over(exports, finished.export_id);
    const open = await exports.create(owner, exportRequest.parse({}));
    await exports.close();
    expect(await exports.get(owner, open.export_id)).toMatchObject({ state: 'canceled', reason: 'The program was closed.' });
    await store.write.updateTable('exports').set({ state: 'running', reason: '' }).where('id', '=', open.export_id).execute();
    const later = start();
    await later.recover();
    expect(await later.get(owner, open.export_id)).toMatchObject({ state: 'canceled', reason: 'The program was closed.' });
    await later.file(owner, finished.export_id);
    expect(await files()).toEqual([`${finished.export_id}.zip`]);
    await later.close();
  });

  it('refuse a query of which a part means nothing: the file would hold more than was meant', async () => {
    const exports = start();
    const failure = await exports.create(owner, exportRequest.parse({ query: 'price state:happy' })).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'VALIDATION_ERROR', errors: [{ loc: ['body', 'query'] }] });
    expect(await exports.list(owner)).toEqual([]);
    await exports.close();
  });

  it('that find nothing are done with an empty file', async () => {
    const exports = start();
    const { export_id } = await exports.create(owner, exportRequest.parse({ query: 'nobodysaidthis' }));
    await over(exports, export_id);
    expect(await exports.get(owner, export_id)).toMatchObject({ state: 'done', total: 0 });
    expect(unzipSync(await readFile((await exports.file(owner, export_id)).path))).toEqual({});
    await exports.close();
  });
});
