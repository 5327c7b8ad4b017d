import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scenarioInput } from '#shared/contract/scenarios.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { AppError } from '#shared/domain/errors.ts';
import type { Store } from '#store/database.ts';
import { createTestFolder, createTestLog, openTestStore } from '#store/test-store.ts';
import { createTestApp, type TestApp } from './calls/testing/test-app.ts';

const PERSONAS = [{ id: 'friendly', name: 'Ada', description: 'Kind', number: '+15005550101', kind: 'person' as const }];
const draft = (over = {}) => scenarioInput.parse({ name: 'Mine', persona: 'You are Kim.', prompt: 'Ask {{name}} about {{topic}}.', ...over });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'fine',
    (error: unknown) => (error as AppError).code,
  );

describe('the core', () => {
  let store: Store;
  let folder: Awaited<ReturnType<typeof createTestFolder>>;
  let test: TestApp;
  let arranged: unknown[];

  beforeEach(async () => {
    store = await openTestStore();
    folder = await createTestFolder();
    arranged = [];
    const practice = { personas: async () => PERSONAS, arrange: async (one: unknown) => void arranged.push(one) };
    test = await createTestApp({ store, dataDir: folder.path, log: createTestLog(), practice });
  });

  afterEach(async () => {
    await test.app.close();
    await store.close();
    await folder.remove();
  });

  async function colleague(): Promise<Actor> {
    await store.write
      .insertInto('users')
      .values({ id: 'usr_2', org_id: test.owner.org_id, email: null, name: 'Bo', role: 'agent', password_hash: null, created_at: 1, updated_at: 1 })
      .execute();
    return { ...test.owner, user_id: 'usr_2', name: 'Bo', role: 'agent' };
  }

  it('makes one owner, once', async () => {
    expect(test.owner).toMatchObject({ role: 'owner', name: 'Owner' });
    expect(await test.app.localOwner()).toEqual(test.owner);
    expect(await store.read.selectFrom('users').selectAll().execute()).toHaveLength(1);
  });

  it('keeps scenarios of each person apart, and the built-in ones as they are', async () => {
    const { scenarios } = test.app;
    const mine = await scenarios.create(test.owner, draft());
    const twin = await scenarios.create(test.owner, draft({ name: 'Twin' }));
    expect(mine.scenario_id).toMatch(/^custom_1_\d{10}$/);
    expect(twin.scenario_id).toBe(`${mine.scenario_id}_2`);
    const all = await scenarios.list(test.owner, { page: 1, limit: 50 });
    expect(all.items.slice(0, 6).every((one) => one.built_in)).toBe(true);
    expect(all.total).toBe(8);
    expect((await scenarios.list(test.owner, { q: 'twin', page: 1, limit: 50 })).items.map((one) => one.name)).toEqual(['Twin']);

    const changed = await scenarios.update(test.owner, mine.scenario_id, draft({ name: 'Better', voice_type: 'concerned_female' }));
    expect(changed).toMatchObject({ version: 2, name: 'Better', voice_type: 'concerned_female' });
    expect(await store.read.selectFrom('scenario_versions').select('version').where('scenario_id', '=', mine.scenario_id).execute()).toHaveLength(2);

    const bo = await colleague();
    expect(await codeOf(scenarios.get(bo, mine.scenario_id))).toBe('NOT_FOUND');
    expect(await codeOf(scenarios.update(bo, mine.scenario_id, draft()))).toBe('NOT_FOUND');
    expect(await codeOf(scenarios.update(test.owner, 'sales', draft()))).toBe('FORBIDDEN');
    expect(await codeOf(scenarios.remove(test.owner, 'sales'))).toBe('FORBIDDEN');
    await scenarios.remove(test.owner, mine.scenario_id);
    expect(await codeOf(scenarios.get(test.owner, mine.scenario_id))).toBe('NOT_FOUND');
    expect(await codeOf(scenarios.remove(test.owner, mine.scenario_id))).toBe('NOT_FOUND');
  });

  it('stops at twenty scenarios a person, however they are written at once', async () => {
    const made = await Promise.allSettled(Array.from({ length: 23 }, () => test.app.scenarios.create(test.owner, draft())));
    const ids = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.scenario_id] : []));
    expect(new Set(ids).size).toBe(20);
    expect(await codeOf(test.app.scenarios.create(test.owner, draft()))).toBe('SCENARIO_LIMIT_REACHED');
    const [first = ''] = ids;
    await test.app.scenarios.remove(test.owner, first);
    expect(await codeOf(test.app.scenarios.create(test.owner, draft()))).toBe('fine');
  });

  it('makes one scenario of a file for one key, also for twins at the same time', async () => {
    const { app, owner, clock } = test;
    const file = (over = {}) => ({ format: 'trunkline-scenario' as const, format_version: 1 as const, scenario: draft(over) });
    const once = (over = {}, idempotencyKey = 'k1') => app.versions.fromFile(owner, file(over), { idempotencyKey });
    const twins = await Promise.all(Array.from({ length: 5 }, () => once()));
    const [first] = twins.filter((one) => !one.replayed);
    expect(twins.filter((one) => one.replayed)).toHaveLength(4);
    for (const twin of twins) expect(twin.scenario).toEqual(first?.scenario);
    expect((await app.versions.usage(owner)).used).toBe(1);

    expect(await codeOf(once({ name: 'Other' }))).toBe('IDEMPOTENCY_CONFLICT');
    const call = { to: '+15005550101', scenario_id: 'sales', variables: {} };
    expect(await codeOf(app.calls.place(owner, call, { idempotencyKey: 'k1' }))).toBe('IDEMPOTENCY_CONFLICT');
    await app.calls.place(owner, call, { idempotencyKey: 'k2' });
    expect(await codeOf(once({}, 'k2'))).toBe('IDEMPOTENCY_CONFLICT');
    expect((await app.versions.fromFile(await colleague(), file(), { idempotencyKey: 'k1' })).replayed).toBe(false);

    const id = first?.scenario.scenario_id ?? '';
    await app.scenarios.update(owner, id, draft({ name: 'Changed' }));
    expect(await once()).toEqual({ scenario: first?.scenario, replayed: true });
    await app.scenarios.remove(owner, id);
    expect(await once()).toEqual({ scenario: first?.scenario, replayed: true });
    clock.now += 25 * 60 * 60 * 1000;
    expect((await once()).replayed).toBe(false);
  });

  it('fills a scenario’s variables and arranges the practice line before it dials', async () => {
    const mine = await test.app.scenarios.create(test.owner, draft({ greeting: 'Hello {{name}}.' }));
    const { call } = await test.app.calls.place(test.owner, {
      to: '+15005550101',
      scenario_id: mine.scenario_id,
      variables: { name: 'Lee', topic: 'tea' },
      practice: { seed: 7 },
    });
    expect(call).toMatchObject({ practice: true, persona: 'friendly', scenario_name: 'Mine' });
    expect(arranged).toEqual([{ match: call.call_id, persona: 'friendly', audio: undefined, seed: 7, faults: undefined }]);
    const plan = test.line.sent('prepare')[0]?.plan;
    expect(plan).toMatchObject({ greeting: 'Hello Lee.', turnTaking: 'balanced', maxDurationMs: 900_000 });
    expect(plan?.instructions).toContain('Ask Lee about tea.');
    const refused = test.app.calls.place(test.owner, { to: '+15005550101', scenario_id: 'sales', variables: {}, practice: { persona: 'nobody' } });
    expect(await codeOf(refused)).toBe('VALIDATION_ERROR');
  });

  it('keeps preferences of each person', async () => {
    const { settings } = test.app;
    expect(await settings.preferences(test.owner)).toMatchObject({ theme: 'auto', welcomed: false });
    expect(await settings.savePreferences(test.owner, { theme: 'dark', shortcuts: { 'call.end': 'e' } })).toMatchObject({ theme: 'dark' });
    expect(await settings.savePreferences(test.owner, { welcomed: true })).toMatchObject({
      theme: 'dark',
      welcomed: true,
      shortcuts: { 'call.end': 'e' },
    });
    expect(await settings.preferences(await colleague())).toMatchObject({ theme: 'auto' });
    await store.write.updateTable('preferences').set({ content: '{"theme":"neon","density":"comfortable"}' }).execute();
    expect(await settings.preferences(test.owner)).toMatchObject({ theme: 'auto', density: 'comfortable' });
  });

  it('says how its parts are', async () => {
    const health = await test.app.health();
    expect(health).toMatchObject({ status: 'ok', mode: 'practice', live_calls: 0, data_folder: folder.path, vault: 'memory' });
    expect(health.parts.map((part) => part.name).toSorted()).toEqual(['carrier', 'edge', 'recordings', 'store', 'vault', 'voice_model']);
    expect(health.disk_free_bytes).toBeGreaterThan(0);
    expect(await test.app.personas()).toEqual(PERSONAS);
  });
});
