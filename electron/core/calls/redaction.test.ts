import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePcmWav } from '#shared/audio/wav.ts';
import { callQuery } from '#shared/contract/calls.ts';
import type { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { TRANSCRIPT_FORMATS } from '#shared/domain/transcript-formats.ts';
import { openStore, type Store } from '#store/database.ts';
import { createTestFolder, createTestLog } from '#store/test-store.ts';
import { insertFinishedCall } from '../transcripts/testing/finished-call.ts';
import { createTestApp, type TestApp } from './testing/test-app.ts';

const SECRETS = ['555 010 1234', '4111 1111 1111 1111', 'sue@example.com'];

describe('redaction', () => {
  let folder: Awaited<ReturnType<typeof createTestFolder>>;
  let store: Store;
  let test: TestApp;
  let viewer: Actor;
  let callId: string;

  beforeEach(async () => {
    folder = await createTestFolder();
    store = await openStore({ dataDir: folder.path, log: createTestLog() });
    test = await createTestApp({ store, dataDir: folder.path, log: createTestLog() });
    viewer = { ...test.owner, role: 'viewer' };
    callId = await insertFinishedCall(store.write, test.owner, {
      said: ['What is your number?', `It is ${SECRETS[0]}.`, 'And the card?', `${SECRETS[1]}, and I am ${SECRETS[2]}`],
      recording: { dataDir: folder.path, bytes: writePcmWav({ sampleRate: 8000, channels: [new Int16Array(128_000), new Int16Array(128_000)] }) },
    });
  });
  afterEach(async () => {
    await test.app.close();
    await store.close();
    await folder.remove();
  });

  const leaks = (value: unknown) => SECRETS.filter((secret) => JSON.stringify(value).includes(secret));
  const actions = async () =>
    (
      await store.read
        .selectFrom('audit')
        .select(['action', 'subject_id', 'detail'])
        .orderBy(sql`rowid`)
        .execute()
    ).map(({ action, subject_id, detail }) => ({
      action,
      subject_id,
      ...(JSON.parse(detail) as object),
    }));

  it('hides from viewers in every view what others may see', async () => {
    const { calls, transcripts } = test.app;
    await transcripts.documents.register(callId);
    const views = async (actor: Actor) => ({
      list: await calls.list(actor, callQuery.parse({})),
      detail: await calls.get(actor, callId),
      document: await transcripts.documents.get(actor, callId),
      search: await calls.search(actor, { q: 'number OR', page: 1, limit: 10 }),
      hits: await calls.search(actor, { q: 'card', page: 1, limit: 10 }),
      analysis: await transcripts.analyses.get(actor, callId),
      log: await transcripts.log.get(actor, callId),
    });
    const open = await views(test.owner);
    expect(leaks(open.detail)).toEqual(SECRETS);
    expect(leaks(open.document)).toEqual(SECRETS);
    expect(leaks(open.log)).toEqual(SECRETS);
    expect(open.detail.redacted).toBe(false);
    const hidden = await views(viewer);
    expect(leaks(hidden)).toEqual([]);
    expect(hidden.detail).toMatchObject({ redacted: true, tail: '[card number], and I am [e-mail address]' });
    expect(leaks(await calls.get(viewer, callId, { redacted: false }))).toEqual([]);
    expect(leaks(await calls.get(test.owner, callId, { redacted: true }))).toEqual([]);
  });

  it('hides in what is found when asked to, and finds it all the same', async () => {
    const { calls } = test.app;
    const [, secret = ''] = SECRETS;
    const asked = { q: `"${secret}"`, page: 1, limit: 10 };
    const open = await calls.search(test.owner, asked);
    expect(open.total).toBe(1);
    const hidden = await calls.search(test.owner, { ...asked, hidden: true });
    expect(hidden.total).toBe(1);
    expect(hidden.items[0]?.snippet).toContain('[card number]');
    expect((await calls.search(viewer, { ...asked, hidden: false })).total).toBe(0);
  });

  it('applies to files unless somebody who may asks otherwise, and the audit says so', async () => {
    const { calls } = test.app;
    for (const format of TRANSCRIPT_FORMATS) {
      expect(leaks((await calls.exportTranscript(test.owner, callId, format)).body)).toEqual([]);
      expect(leaks((await calls.exportTranscript(viewer, callId, format, { redacted: false })).body)).toEqual([]);
      expect(leaks((await calls.exportTranscript(test.owner, callId, format, { redacted: false })).body)).toEqual(SECRETS);
    }
    const exported = (await actions()).filter((one) => one.action === 'transcript.exported');
    expect(exported.slice(0, 3)).toEqual(
      [true, true, false].map((redacted) => ({ action: 'transcript.exported', subject_id: callId, format: 'txt', redacted })),
    );
    expect(leaks(await actions())).toEqual([]);
  });

  it('covers the sound where it was said, on that channel alone', async () => {
    const { calls } = test.app;
    expect((await calls.recordingFile(test.owner, callId)).hidden).toBeUndefined();
    const { hidden = [] } = await calls.recordingFile(viewer, callId, { redacted: false });
    expect(hidden).toHaveLength(3);
    expect(new Set(hidden.map((one) => one.channel))).toEqual(new Set([0]));
    for (const one of hidden) expect(one.from_ms >= 4000 && one.to_ms <= 15_000 && one.from_ms < one.to_ms).toBe(true);
    expect((await calls.recordingFile(test.owner, callId, { redacted: true })).hidden).toEqual(hidden);
  });

  it('is recorded once in a while when somebody sees or hears what it hides', async () => {
    const { calls } = test.app;
    for (let i = 0; i < 3; i++) {
      await calls.get(test.owner, callId);
      await calls.get(viewer, callId);
      await calls.recordingFile(test.owner, callId);
      await test.app.transcripts.log.get(viewer, callId);
      await test.app.transcripts.log.get(test.owner, callId);
    }
    const plain = await insertFinishedCall(store.write, test.owner, { said: ['Hello.'] });
    await calls.get(test.owner, plain);
    await test.app.transcripts.log.get(test.owner, plain);
    expect(await actions()).toEqual([
      { action: 'transcript.viewed', subject_id: callId, redacted: false },
      { action: 'recording.played', subject_id: callId, redacted: false },
      { action: 'transcript.viewed', subject_id: callId, redacted: false },
    ]);
  });

  it('keeps viewers from listening live, where nothing can be hidden', async () => {
    const listening = test.app.calls.listen(
      viewer,
      callId,
      () => undefined,
      () => undefined,
    );
    expect(await listening.catch((error: unknown) => (error as AppError).code)).toBe('FORBIDDEN');
  });
});
