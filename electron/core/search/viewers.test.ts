import { afterEach, beforeEach, expect, test } from 'vitest';
import { localOwner } from '#core/accounts/local-owner.ts';
import { listCalls } from '#core/calls/repo.ts';
import { createCallLog } from '#core/transcripts/call-log.ts';
import { insertFinishedCall } from '#core/transcripts/testing/finished-call.ts';
import { callQuery } from '#shared/contract/calls.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { openStore, type Store } from '#store/database.ts';
import { createTestFolder, createTestLog } from '#store/test-store.ts';
import { searchUtterances } from './utterances.ts';

let folder: Awaited<ReturnType<typeof createTestFolder>>;
let store: Store;
let owner: Actor;

beforeEach(async () => {
  folder = await createTestFolder();
  store = await openStore({ dataDir: folder.path, log: createTestLog() });
  owner = await localOwner(store.write, Date.now);
});
afterEach(async () => {
  await store.close();
  await folder.remove();
});

const search = (q: string, { redacted }: { redacted: boolean }) => searchUtterances(store.read, owner.org_id, { q, page: 1, limit: 50, redacted });

test('finds nothing for a viewer in what they must not read: that it was found would tell it, digit by digit', async () => {
  const id = await insertFinishedCall(store.write, owner, {
    said: ['My extraordinary card is four two four two four two four two four two four two four two four two, or zwicky@example.com.'],
  });
  const summary = 'The customer said: “Ring me on 555 010 9876, extraordinarily.”';
  const rest = { sentiment: 'neutral', key_topics: '[]', customer_intent: 'x', resolution: 'resolved', resolution_quality: 1, goals_met: '[]' };
  await store.write
    .insertInto('analyses')
    .values({ call_id: id, org_id: owner.org_id, engine: 'x', summary, tags: '["call"]', ...rest, created_at: 1 })
    .execute();
  const viewer = { ...owner, role: 'viewer' as const };
  const found = async (q: string, redacted: boolean) => [
    (await search(q, { redacted })).total,
    (await listCalls(store.read, owner.org_id, { ...callQuery.parse({ q }), redacted })).total,
    (await createCallLog({ read: store.read }).list(redacted ? viewer : owner, { page: 1, limit: 5, search: q.replaceAll(/said:|"/g, '') })).total,
  ];
  for (const q of ['said:"extraordinary card"', 'extraordin*']) {
    for (const redacted of [true, false]) expect((await found(q, redacted)).every((total) => total > 0)).toBe(true);
  }
  for (const q of ['said:"card is four"', 'said:"two four two four"', 'zwick*', 'zwicky']) {
    expect((await found(q, false)).every((total) => total > 0)).toBe(true);
    expect(await found(q, true)).toEqual([0, 0, 0]);
  }
  expect((await found('010 9876', false))[2]).toBeGreaterThan(0);
  expect((await found('010 9876', true))[2]).toBe(0);
});
