import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rehearsal } from '#shared/contract/rehearsals.ts';
import { scenarioInput } from '#shared/contract/scenarios.ts';
import type { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Store } from '#store/database.ts';
import { createTestLog, openTestStore } from '#store/test-store.ts';
import type { RehearsalRequest, RehearsalResult } from '../ports/rehearsal-line.ts';
import { createRehearsals, type RehearseInput, type Rehearsals } from './rehearsals.ts';

const PEOPLE = ['friendly', 'hurried', 'busy'].map((id) => ({ id, name: id, description: '', number: '+15005550101', kind: 'person' as const }));
const owner: Actor = { user_id: 'usr_1', org_id: 'org_1', role: 'owner', name: 'Ada' };
const colleague: Actor = { ...owner, user_id: 'usr_2', name: 'Bo' };

const written = scenarioInput.parse({
  name: 'Mine',
  persona: 'You are Kim.',
  prompt: 'Ask {{name}}.',
  variables: [{ name: 'name', label: 'Name', example: 'Alex' }],
  goals: [{ id: 'agreed', description: 'They agree', said: ['yes'] }],
});
const scenario = { ...written, scenario_id: 'custom_1', built_in: false, version: 3, created_at: '', updated_at: '' };

type Running = RehearsalRequest & { end(said: string, state?: string): void };

describe('rehearsals', () => {
  let store: Store;
  let rehearsals: Rehearsals;
  let running: Running[];
  let most: number;
  let published: Rehearsal[];

  beforeEach(async () => {
    store = await openTestStore();
    await store.write.insertInto('organizations').values({ id: owner.org_id, name: 'One', created_at: 1 }).execute();
    const person = { org_id: owner.org_id, email: null, role: 'owner', password_hash: null, created_at: 1, updated_at: 1 };
    const people = [owner, colleague].map(({ user_id, name }) => ({ ...person, id: user_id, name }));
    await store.write.insertInto('users').values(people).execute();
    running = [];
    published = [];
    most = 0;
    const at = 1_000_000;
    rehearsals = createRehearsals({
      read: store.read,
      write: store.write,
      now: () => at,
      log: createTestLog(),
      publish: (type, data) => void (type === 'rehearsal.updated' && published.push(data as Rehearsal)),
      findScenario: async () => scenario,
      personas: async () => PEOPLE,
      line: {
        personas: async () => PEOPLE,
        rehearse: (request) =>
          new Promise<RehearsalResult>((resolve) => {
            const done = (result: RehearsalResult) => {
              running = running.filter((one) => one !== mine);
              resolve(result);
            };
            const mine: Running = {
              ...request,
              end: (text, state = 'completed') =>
                done({
                  state,
                  reason: 'over',
                  duration_ms: 1000,
                  utterances: text ? [{ ...SAID, text }] : [],
                }),
            };
            request.signal.addEventListener('abort', () => mine.end('yes'));
            running.push(mine);
            most = Math.max(most, running.length);
          }),
        forget: async () => undefined,
        close: async () => {
          for (const one of running) one.end('');
        },
      },
    });
  });
  afterEach(async () => {
    await rehearsals.close();
    await store.close();
  });

  const input = (over: Partial<RehearseInput> = {}): RehearseInput => ({ personas: ['friendly'], seed: 1, speed: 20, variables: {}, ...over });
  const items = async (batch_id: string, actor = owner) => (await rehearsals.list(actor, { page: 1, limit: 100, batch_id })).items;
  const states = async (batch: string) => (await items(batch)).map((one) => one.state).toSorted();
  const many = (count: number) => input({ personas: Array.from({ length: count }, () => 'friendly') });
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error as AppError,
    );

  it('runs a few at a time until all are judged by what was said', async () => {
    const { batch_id } = await rehearsals.start(owner, 'custom_1', many(20));
    for (let ended = 0; ended < 20; ended++) {
      await expect.poll(() => running.length).toBeGreaterThan(0);
      running[0]?.end(ended % 2 ? 'Yes, please.' : 'Never.');
    }
    await expect.poll(() => states(batch_id)).toEqual([...Array<string>(10).fill('failed'), ...Array<string>(10).fill('passed')]);
    expect(most).toBe(3);
    const passed = (await items(batch_id)).find((one) => one.state === 'passed');
    expect(passed).toMatchObject({ scenario_version: 3, goals: [{ id: 'agreed', met: true, evidence: { text: 'Yes, please.' } }] });
    expect(published.filter((one) => one.batch_id === batch_id)).toHaveLength(40);
  });

  it('stops a batch at once: what waits is canceled, what runs hangs up and passes nothing', async () => {
    const { batch_id } = await rehearsals.start(owner, 'custom_1', many(20));
    await expect.poll(() => running.length).toBe(3);
    await rehearsals.cancel(owner, batch_id);
    await expect.poll(() => states(batch_id)).toEqual(Array<string>(20).fill('canceled'));
    expect(most).toBe(3);
    expect((await failure(rehearsals.cancel(colleague, batch_id)))?.code).toBe('NOT_FOUND');
    const next = await rehearsals.start(owner, 'custom_1', input());
    await expect.poll(() => running.length).toBe(1);
    running[0]?.end('yes');
    await expect.poll(() => states(next.batch_id)).toEqual(['passed']);
  });

  it('lets another person in beside a long list, and nobody pile up without end', async () => {
    await rehearsals.start(owner, 'custom_1', many(90));
    await expect.poll(() => running.length).toBe(3);
    const other = await rehearsals.start(colleague, 'custom_1', input({ seed: 77 }));
    running[0]?.end('yes');
    await expect.poll(() => running.some((one) => one.seed === 77)).toBe(true);
    running.find((one) => one.seed === 77)?.end('yes');
    await expect.poll(async () => (await items(other.batch_id, colleague)).map((one) => one.state)).toEqual(['passed']);
    const refused = await failure(rehearsals.start(owner, 'custom_1', many(20)));
    expect(refused).toMatchObject({ code: 'CONFLICT', params: { limit: 100 } });
  });

  it('refuses people and variables that do not exist before anything is kept', async () => {
    expect((await failure(rehearsals.start(owner, 'custom_1', input({ personas: ['ghost'] }))))?.errors[0]?.type).toBe('unknown_persona');
    const unknown = await failure(rehearsals.start(owner, 'custom_1', input({ variables: { nmae: 'Bo' } })));
    expect(unknown?.errors).toEqual([{ loc: ['body', 'variables', 'nmae'], msg: 'no such variable', type: 'unknown_variable' }]);
    expect((await rehearsals.list(owner, { page: 1, limit: 10 })).total).toBe(0);
  });

  it('keeps the order in which people were asked for', async () => {
    const personas = ['hurried', 'busy', 'friendly', 'busy', 'hurried', 'friendly'];
    const { batch_id } = await rehearsals.start(owner, 'custom_1', input({ personas }));
    expect((await items(batch_id)).map((one) => one.persona).toReversed()).toEqual(personas);
  });

  it('sorts and searches the list', async () => {
    await rehearsals.start(owner, 'custom_1', input({ personas: ['hurried', 'busy', 'friendly', 'busy'] }));
    const list = async (over: object) => (await rehearsals.list(owner, { page: 1, limit: 10, ...over })).items.map((one) => one.persona);
    expect([await list({ sort: 'persona_name' }), await list({ sort: '-persona_name' })]).toEqual([
      ['busy', 'busy', 'friendly', 'hurried'],
      ['hurried', 'friendly', 'busy', 'busy'],
    ]);
    expect([await list({}), await list({ sort: 'created_at' })]).toEqual([
      ['busy', 'friendly', 'busy', 'hurried'],
      ['hurried', 'busy', 'friendly', 'busy'],
    ]);
    expect(await rehearsals.list(owner, { page: 2, limit: 1, q: 'BUS', sort: 'created_at' })).toMatchObject({
      total: 2,
      items: [{ persona: 'busy' }],
    });
  });

  it('says of what an earlier process left open that it was interrupted', async () => {
    const { batch_id } = await rehearsals.start(owner, 'custom_1', many(5));
    await expect.poll(() => running.length).toBe(3);
    await rehearsals.recover();
    expect(await states(batch_id)).toEqual(Array<string>(5).fill('canceled'));
  });
});

const SAID = {
  utterance_id: 'u1',
  call_id: 'c1',
  sequence: 1,
  speaker: 'customer' as const,
  channel: 0 as const,
  text: '',
  start_ms: 0,
  end_ms: 900,
  confidence: null,
  interrupted: false,
  unintelligible: false,
  final: true,
};
