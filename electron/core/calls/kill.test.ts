import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql, type Kysely } from 'kysely';
import { type CallSignal, type CallState, isTerminal, nextCallState } from '#shared/domain/call-state.ts';
import type { Schema } from '#store/schema.ts';
import type { Store } from '#store/database.ts';
import { createTestFolder, createTestLog, openTestStore } from '#store/test-store.ts';
import type { Carrier } from '../ports/carrier.ts';
import type { VoiceEdge } from '../ports/voice-edge.ts';
import { createFakeLine, type FakeLine } from './testing/fake-line.ts';
import { createTestApp } from './testing/test-app.ts';

/**
 * A process that can be killed: each step that leaves a trace outside it (a transaction, a word to the carrier or the edge) is counted before
 * and after. From the fatal step on, nothing more happens and nothing is ever answered, as when the power goes.
 */
function createMortal(fatalStep: number) {
  let steps = 0;
  const never = new Promise<never>(() => {});
  const dead = () => steps >= fatalStep;
  const step = async <T>(deed: () => Promise<T>): Promise<T> => {
    if (dead()) return never;
    steps++;
    if (dead()) return never;
    const result = await deed();
    steps++;
    return dead() ? never : result;
  };
  const store = (db: Kysely<Schema>): Kysely<Schema> =>
    new Proxy(db, {
      get(target, name) {
        if (dead()) return () => unanswered(never);
        if (name === 'transaction') return () => ({ execute: (work: never) => step(() => target.transaction().execute(work)) });
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  const carrier = (real: Carrier): Carrier => ({
    ...real,
    dial: (request) => step(() => real.dial(request)),
    hangUp: (sid) => step(() => real.hangUp(sid)),
    fetch: (sid) => step(() => real.fetch(sid)),
    findRecent: (to, since) => step(() => real.findRecent(to, since)),
  });
  const edge = (real: VoiceEdge): VoiceEdge => ({
    ...real,
    send: (command) => (dead() ? undefined : real.send(command)),
    onEvent: (listener) => real.onEvent((event) => (dead() ? undefined : listener(event))),
  });
  return { dead, store, carrier, edge };
}

/** A query of a dead process: every further word of it leads nowhere. */
function unanswered(never: Promise<never>): unknown {
  return new Proxy(() => {}, {
    get: (_, name) => (name === 'then' ? never.then.bind(never) : () => unanswered(never)),
    apply: () => unanswered(never),
  });
}

describe('a process that is killed between any two steps', () => {
  let store: Store;
  let folder: Awaited<ReturnType<typeof createTestFolder>>;
  beforeAll(async () => {
    store = await openTestStore();
    folder = await createTestFolder();
  });
  afterAll(async () => {
    await store.close();
    await folder.remove();
  });

  const clock = { now: Date.parse('2026-03-02T10:00:00Z') };
  const request = (to: string) => ({ to, scenario_id: 'sales', variables: {} });

  /** What the line does while the process places a call: it rings, is answered, words are said, it ends. */
  function liveThrough(line: FakeLine, callId: string, mortal: { dead(): boolean }): void {
    if (mortal.dead() || !line.byCall(callId)) return;
    line.move(callId, 'ringing');
    line.answer(callId);
    line.say(callId, { utterance_id: 'u1', text: 'Hello there', start_ms: 100, end_ms: 900 });
    line.say(callId, { utterance_id: 'u2', text: 'I was just', start_ms: 1200, final: false });
  }

  async function dieAt(fatalStep: number, serial: number): Promise<{ reachedEnd: boolean }> {
    const to = `+1500555${String(1000 + serial)}`;
    const line = createFakeLine(() => clock.now);
    const mortal = createMortal(fatalStep);
    const log = createTestLog();
    const shared = { dataDir: folder.path, log, clock, line };
    const doomed = createTestApp({
      ...shared,
      store: { read: store.read, write: mortal.store(store.write) },
      carrier: mortal.carrier(line.carrier),
      edge: mortal.edge(line.edge),
    });
    const life = doomed.then(async ({ app, owner }) => {
      const { call } = await app.calls.place(owner, request(to), { idempotencyKey: to });
      liveThrough(line, call.call_id, mortal);
      await expect
        .poll(async () => mortal.dead() || (await app.calls.get(owner, call.call_id)).state === 'in_progress', { timeout: 10_000 })
        .toBe(true);
      await app.calls.act(owner, call.call_id, { action: 'hangup' });
      await expect.poll(async () => mortal.dead() || isTerminal((await app.calls.get(owner, call.call_id)).state), { timeout: 10_000 }).toBe(true);
    });
    const outcome = life.then(
      () => 'over',
      (error: unknown) => error,
    );
    let told: unknown;
    void outcome.then((value) => (told = value));
    await expect.poll(() => mortal.dead() || told, { interval: 10, timeout: 15_000 }).toBeTruthy();
    if (!mortal.dead()) expect(told).toBe('over');
    const reachedEnd = !mortal.dead();
    // What the line does while nobody is there.
    for (const call of line.calls) if (call.state === 'queued') call.state = 'ringing';

    const { app, owner } = await createTestApp({ ...shared, store });
    const again = await app.calls.place(owner, request(to), { idempotencyKey: to });
    if (!again.replayed) await app.calls.act(owner, again.call.call_id, { action: 'hangup' });
    clock.now += 31_000;
    await expect
      .poll(
        async () => {
          clock.now += 3000;
          const { items } = await app.calls.list(owner, { page: 1, limit: 50, sort: '-created_at', q: to });
          return items.every((one) => isTerminal(one.state));
        },
        { timeout: 15_000, interval: 50 },
      )
      .toBe(true);

    const { items } = await app.calls.list(owner, { page: 1, limit: 50, sort: '-created_at', q: to });
    expect(items).toHaveLength(1);
    expect(items[0]?.call_id).toBe(again.call.call_id);
    expect(line.calls.length).toBeLessThanOrEqual(1);
    for (const call of line.calls) {
      expect(items[0]?.call_sid).toBe(call.sid);
      expect(['completed', 'canceled']).toContain(call.state);
    }
    await app.close();
    return { reachedEnd };
  }

  it('leaves no call missing, none live, none dialled twice, and a ledger that gives the row again', async () => {
    let serial = 0;
    await (await createTestApp({ dataDir: folder.path, log: createTestLog(), clock, store })).app.close();
    for (let fatalStep = 1; ; fatalStep++) {
      const { reachedEnd } = await dieAt(fatalStep, serial++);
      if (reachedEnd) break;
      expect(fatalStep).toBeLessThan(200);
    }
    expect(serial).toBeGreaterThan(15);

    const calls = await store.read.selectFrom('calls').selectAll().execute();
    for (const row of calls) {
      const events = await store.read.selectFrom('call_events').selectAll().where('call_id', '=', row.id).orderBy('sequence').execute();
      const replayed = events.reduce<CallState>(
        (state, one) => (one.signal ? nextCallState(state, JSON.parse(one.signal) as CallSignal) : state),
        'draft',
      );
      expect(replayed).toBe(row.state);
      expect(events.map((one) => one.sequence)).toEqual(events.map((_, index) => index + 1));
      expect(row).toMatchObject({ next_check_at: null, deadline_at: null });
      expect(row.reason).not.toBe('');
    }
    const partial = await store.read.selectFrom('utterances').select('id').where('final', '=', 0).execute();
    expect(partial).toEqual([]);
    await sql`insert into utterances_fts(utterances_fts, rank) values ('integrity-check', 1)`.execute(store.write);
  }, 300_000);
});
