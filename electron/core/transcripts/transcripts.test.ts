import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { localOwner } from '#core/accounts/local-owner.ts';
import { createAudit } from '#core/accounts/audit.ts';
import { createExports } from '#core/exports/service.ts';
import { exportRequest } from '#shared/contract/exports.ts';
import type { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { BACKUP_FOLDER, openStore, type Store } from '#store/database.ts';
import { createTestFolder, createTestLog } from '#store/test-store.ts';
import { createAnalyses } from './analyses.ts';
import { createCallLog } from './call-log.ts';
import { createTranscriptDocuments } from './documents.ts';
import { createErasure } from './erasure.ts';
import { createOfflineTextModel } from './offline-text-model.ts';
import { createRetention } from './retention.ts';
import { createTranscriptsApp } from './service.ts';
import { insertFinishedCall } from './testing/finished-call.ts';

const now = () => Date.parse('2026-04-01T12:00:00Z');
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'allowed',
    (error: unknown) => (error as AppError).code,
  );

async function filesUnder(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Files of the data folder in which a text still stands. */
async function filesWith(dir: string, text: string): Promise<string[]> {
  const needle = Buffer.from(Buffer.from(text).toString('latin1').toLowerCase(), 'latin1');
  const found: string[] = [];
  for (const file of await filesUnder(dir)) {
    const bytes = Buffer.from((await readFile(file)).toString('latin1').toLowerCase(), 'latin1');
    if (bytes.includes(needle)) found.push(file);
  }
  return found;
}

describe('transcripts', () => {
  let folder: Awaited<ReturnType<typeof createTestFolder>>;
  let store: Store;
  let owner: Actor;
  let stranger: Actor;

  beforeEach(async () => {
    folder = await createTestFolder();
    store = await openStore({ dataDir: folder.path, log: createTestLog() });
    owner = await localOwner(store.write, now);
    await store.write.insertInto('organizations').values({ id: 'org_other', name: 'Other', created_at: now() }).execute();
    stranger = { ...owner, org_id: 'org_other' };
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  const parts = () => {
    const audit = createAudit(store, now);
    const base = { ...store, now, audit, log: createTestLog(), dataDir: folder.path, backupsDir: join(folder.path, BACKUP_FOLDER) };
    const deps = { ...base, exports: createExports({ ...base, publish: () => undefined }) };
    const offline = createOfflineTextModel();
    const analyses = createAnalyses({ ...deps, engine: offline, offline, goalsOf: async () => [] });
    return {
      exports: deps.exports,
      documents: createTranscriptDocuments(deps),
      analyses,
      log: createCallLog(deps),
      erasure: createErasure({ ...deps, analyses, forgetRehearsals: async () => undefined }),
      retention: createRetention(deps),
    };
  };

  it('writes the enhanced transcript and the call log that the documents print, to their owner alone', async () => {
    const { documents, analyses, log } = parts();
    const id = await insertFinishedCall(store.write, owner, {
      to: '+15559876543',
      said: ['Hello! How can I help you today?', 'I’m interested in your pricing', 'It is 49 dollars.', 'Great, thanks, my number is 555 010 1234.'],
    });
    await documents.register(id);
    await documents.register(id);
    await analyses.run(id);
    const { items, total } = await documents.list(owner, { skip: 0, limit: 10, call_direction: 'outbound', scenario_name: 'sales' });
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({ id: 1, duration: 204, conversation_turns: 4, participant_count: 2, summary: { duration_formatted: '3:24' } });
    const sid = items[0]?.transcript_sid ?? '';
    const document = await documents.get(owner, sid);
    expect(document.summary_data.total_words).toBe(items[0]?.total_words);
    expect(document.redactions).toHaveLength(1);
    expect((await documents.get(owner, id, { redacted: true })).full_text).toContain('[phone number]');
    expect(await refusal(documents.get(stranger, sid))).toBe('NOT_FOUND');

    const logs = await log.list(owner, { page: 1, limit: 20, search: 'pricing', status: 'completed', type: 'phone' });
    expect(logs.logs[0]).toMatchObject({
      id,
      type: 'phone',
      customer_info: '+1-555-987-6543',
      duration: '3m 24s',
      status: 'completed',
      sentiment: 'positive',
      start_time: '2026-03-01T14:30:25Z',
    });
    const detail = await log.get(owner, id);
    expect(detail.transcript[1]).toEqual({ speaker: 'customer', message: 'I’m interested in your pricing', timestamp: '14:30:29', offset_ms: 4000 });
    expect(detail.analysis).toMatchObject({ customer_intent: 'pricing_inquiry', engine: 'offline-rules-1' });
    expect((await log.list(owner, { page: 1, limit: 20, type: 'chat' })).total).toBe(0);
    expect((await log.list(owner, { page: 1, limit: 20, status: 'failed' })).total).toBe(0);
    expect((await log.list(stranger, { page: 1, limit: 20 })).total).toBe(0);
    expect(await refusal(log.get(stranger, id))).toBe('NOT_FOUND');
  });

  it('hides from viewers what a model made a topic of, as in what was said', async () => {
    const { analyses, log } = parts();
    const id = await insertFinishedCall(store.write, owner, { said: ['Four two four two four two four two four two four two four two four two.'] });
    await analyses.run(id);
    const wrote = { key_topics: '["pricing", "4242 4242 4242 4242"]', tags: '["ada@example.com"]' };
    await store.write.updateTable('analyses').set(wrote).where('call_id', '=', id).execute();
    const viewer: Actor = { ...owner, role: 'viewer' };
    const hidden = { key_topics: ['pricing', '[card number]'], tags: ['[e-mail address]'] };
    expect(await analyses.get(viewer, id)).toMatchObject(hidden);
    expect(await analyses.get(owner, id)).toMatchObject({ tags: ['ada@example.com'] });
    expect(await log.get(viewer, id, {})).toMatchObject({ tags: hidden.tags, analysis: { key_topics: hidden.key_topics } });
    expect((await log.list(owner, { page: 1, limit: 5 })).logs[0]).toMatchObject({ tags: hidden.tags });
  });

  it('erases one person everywhere and leaves no byte of them in any file', async () => {
    const { documents, analyses, erasure, retention, exports } = parts();
    const marker = 'Zyxophilus Quandary';
    const mine = await insertFinishedCall(store.write, owner, {
      to: '+15557654321',
      said: ['Hello, may I speak to Mr Quandary?', `Yes, this is ${marker}, I live in Umbrellatown.`],
      recording: { dataDir: folder.path, bytes: Buffer.from('sound of 15557654321') },
    });
    await documents.register(mine);
    await analyses.run(mine);
    const other = await insertFinishedCall(store.write, owner, { to: '+15550000002', said: ['Hello.', `Please call ${marker} on 555-765-4321.`] });
    await analyses.run(other);
    const person = { phone: '+1 555 765 4321', texts: [marker] };
    expect(await erasure.find(owner, person)).toEqual({ calls: 1, recordings: 1, held: 0, mentions: 1 });
    expect(await erasure.find(stranger, person)).toEqual({ calls: 0, recordings: 0, held: 0, mentions: 0 });

    const written = await exports.create(owner, exportRequest.parse({ format: 'csv', redacted: false, query: `said:"${marker}"` }));
    await expect.poll(async () => (await exports.get(owner, written.export_id)).state).toBe('done');
    const theirs = await exports.create({ ...stranger, user_id: owner.user_id }, exportRequest.parse({}));
    await expect
      .poll(async () => (await store.read.selectFrom('exports').select('state').where('id', '=', theirs.export_id).execute())[0]?.state)
      .toBe('done');

    await retention.hold(owner, mine, 'a dispute');
    expect(await erasure.erase(owner, person)).toMatchObject({ calls_erased: 0, held: 1, mentions_erased: 1, exports_removed: 1 });
    expect(await exports.list(owner)).toEqual([]);
    expect(await filesUnder(join(folder.path, 'exports'))).toEqual([join(folder.path, 'exports', `${theirs.export_id}.zip`)]);
    await retention.release(owner, mine);
    const report = await erasure.erase(owner, person);
    expect(report).toMatchObject({ calls_erased: 1, recordings_erased: 1, sentences_erased: 2 });

    for (const trace of ['15557654321', '555-765-4321', 'zyxophilus', 'umbrellatown', 'quandary'])
      expect(await filesWith(folder.path, trace)).toEqual([]);
    expect(await store.read.selectFrom('utterances').select('text').where('call_id', '=', other).orderBy('sequence').execute()).toEqual([
      { text: 'Hello.' },
      { text: 'Please call [erased] on [erased].' },
    ]);
    expect(await erasure.reports(owner)).toHaveLength(2);
    await expect(store.write.deleteFrom('call_events').execute()).rejects.toThrow();
  });

  it('erases one person from what others said and wrote, however they are spelled, but not from what is held', async () => {
    const { analyses, erasure, retention } = parts();
    const said = (number: string) => [
      'Hello.',
      `Özge Ünal sent me, on ${number}.`,
      'ÖZGE ÜNAL’s planned visit?',
      'Yes. Call five five five',
      'Go on.',
      'seven six five four three two one.',
    ];
    const other = await insertFinishedCall(store.write, owner, { to: '+15550000002', said: said('(555) 765-4321') });
    const held = await insertFinishedCall(store.write, owner, { to: '+15550000003', said: said('555.765.4321') });
    await analyses.run(other);
    await retention.hold(owner, held, 'a dispute');
    const written = { notes: 'Ask özge ünal', variables: JSON.stringify({ who: 'Özge Ünal' }) };
    await store.write.updateTable('calls').set(written).where('id', 'in', [other, held]).execute();
    const event = {
      org_id: owner.org_id,
      call_id: other,
      sequence: 2,
      at: now(),
      type: 'call.whisper',
      text: 'Sue whispered.',
      state: null,
      signal: null,
    };
    await store.write
      .insertInto('call_events')
      .values({ ...event, id: 'evt_2', data: JSON.stringify({ text: 'Ask Özge Ünal' }) })
      .execute();
    const rehearsal = { id: 'reh_1', batch_id: 'bat_1', org_id: owner.org_id, user_id: owner.user_id, scenario_id: 'sales', scenario_version: 1 };
    const how = { persona: 'friendly', persona_name: 'Friendly', seed: 1, speed: 1, state: 'completed', reason: '', duration_ms: 1, goals: '[]' };
    const utterances = JSON.stringify([{ speaker: 'agent', text: 'Is this Özge Ünal?', start_ms: 0 }]);
    await store.write
      .insertInto('rehearsals')
      .values({ ...rehearsal, ...how, utterances, created_at: now(), finished_at: now() })
      .execute();

    const person = { phone: '+1 555 765 4321', texts: ['özge ünal', 'Ann'] };
    expect(await erasure.find(owner, person)).toEqual({ calls: 0, recordings: 0, held: 0, mentions: 14 });
    const report = await erasure.erase(owner, person);
    expect(report).toMatchObject({ calls_erased: 0, mentions: 14, mentions_erased: 8 });
    expect(report.remains).toContain('6 mentions in calls under a legal hold were kept.');
    const texts = async (id: string) =>
      (await store.read.selectFrom('utterances').select('text').where('call_id', '=', id).orderBy('sequence').execute()).map(({ text }) => text);
    expect(await texts(other)).toEqual([
      'Hello.',
      '[erased] sent me, on [erased].',
      '[erased] planned visit?',
      'Yes. Call [erased]',
      'Go on.',
      '[erased].',
    ]);
    expect(await texts(held)).toEqual(said('555.765.4321'));
    await retention.release(owner, held);
    await erasure.erase(owner, person);
    for (const trace of ['Özge', 'ÖZGE', 'ünal', '765-4321', '765.4321', 'seven six five']) expect(await filesWith(folder.path, trace)).toEqual([]);
    await expect(store.write.deleteFrom('call_events').execute()).rejects.toThrow();
  });

  it('deletes what is too old, sound before words, but not what is held', async () => {
    const { retention, exports } = parts();
    const recording = { dataDir: folder.path, bytes: Buffer.from('sound') };
    const old = await insertFinishedCall(store.write, owner, { at: now() - 40 * 86_400_000, said: ['Hello.'], recording });
    const older = await insertFinishedCall(store.write, owner, { at: now() - 100 * 86_400_000, said: ['Hello.'], recording });
    const held = await insertFinishedCall(store.write, owner, { at: now() - 100 * 86_400_000, said: ['Hello.'], recording });
    await retention.hold(owner, held, 'a dispute');
    expect(await refusal(retention.requireNotHeld(held))).toBe('LEGAL_HOLD');
    expect(await refusal(retention.hold(stranger, old, 'x'))).toBe('NOT_FOUND');
    expect(await retention.run()).toEqual({ recordings_deleted: 0, calls_deleted: 0, exports_deleted: 0, held: 0 });
    const write = async (from_date: number) => {
      const { export_id } = await exports.create(owner, exportRequest.parse({ filters: { from_date: new Date(from_date).toISOString() } }));
      await expect.poll(async () => (await exports.get(owner, export_id)).state).toBe('done');
      return export_id;
    };
    const [all, recent] = [await write(0), await write(now() - 50 * 86_400_000)];
    const backups = join(folder.path, BACKUP_FOLDER);
    await mkdir(backups, { recursive: true });
    for (const [name, days] of Object.entries({ old: 100, recent: 80 })) {
      await writeFile(join(backups, name), 'Hello.');
      await utimes(join(backups, name), now() / 1000, now() / 1000 - days * 86_400);
    }
    await retention.setPolicy(owner, { recordings_days: 30, transcripts_days: 90 });
    expect(await retention.run()).toEqual({ recordings_deleted: 2, calls_deleted: 1, exports_deleted: 1, held: 1 });
    expect(await filesUnder(backups)).toEqual([join(backups, 'recent')]);
    expect(await filesUnder(join(folder.path, 'exports'))).toEqual([join(folder.path, 'exports', `${recent}.zip`)]);
    expect(await refusal(exports.get(owner, all))).toBe('NOT_FOUND');
    const withHeld = await write(0);
    expect(await retention.run()).toMatchObject({ exports_deleted: 0, held: 1 });
    await exports.get(owner, withHeld);
    const left = await store.read.selectFrom('calls').select('id').execute();
    expect(left.map((call) => call.id).sort()).toEqual([old, held].sort());
    expect(older).not.toBe(old);
    expect((await filesUnder(join(folder.path, 'recordings'))).length).toBe(1);
  });

  it('deletes what grows too old while the program runs', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const deps = {
      ...store,
      dataDir: folder.path,
      backupsDir: join(folder.path, BACKUP_FOLDER),
      audit: createAudit(store, now),
      log: createTestLog(),
      now,
    };
    const app = createTranscriptsApp({ ...deps, publish: () => undefined, goalsOf: async () => [], forgetRehearsals: async () => undefined });
    try {
      await app.catchUp();
      const old = await insertFinishedCall(store.write, owner, { at: now() - 40 * 86_400_000, said: ['Hello.'] });
      await app.retention.setPolicy(owner, { recordings_days: 30, transcripts_days: 30 });
      const left = () => store.read.selectFrom('calls').select('id').execute();
      expect(await left()).toEqual([{ id: old }]);
      vi.advanceTimersByTime(6 * 3_600_000);
      await expect.poll(left).toEqual([]);
    } finally {
      vi.useRealTimers();
      await app.close();
    }
  });
});
