import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Role } from '#shared/domain/identity.ts';
import { decodeAudioFrame } from '#shared/live/frames.ts';
import { connectConsole } from './console-connection.ts';
import { createLiveBus } from './event-bus.ts';
import { actor, createTaps, createWire, level, silentLog, state } from './test-parts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start({ capacity, held, org }: { capacity?: number; held?: number; org?: string } = {}) {
  const bus = createLiveBus({ log: silentLog, ...(held ? { held } : {}) });
  const taps = createTaps();
  const join = () => {
    const wire = createWire();
    const connection = connectConsole({
      actor: actor(org),
      bus,
      calls: taps.calls,
      transport: wire.transport,
      log: silentLog,
      ...(capacity ? { capacity } : {}),
    });
    return { wire, connection, types: () => wire.events.map((one) => one.type) };
  };
  return { bus, taps, join, ...join() };
}

const event = { call_id: 'call_1', event_id: 'e', sequence: 1, at: '', type: 't', text: '', state: null, data: {} };
const ours = { org_id: 'org_1', call_id: 'call_1' };

test('a console gets what it asked for, of its own organization alone', () => {
  const { bus, wire, connection, types } = start();
  bus.publish('call.state', state('call_1'), ours);
  connection.receive({ type: 'subscribe', topics: ['call:call_1'] });
  bus.publish('call.state', state('call_1'), ours);
  bus.publish('call.state', state('call_2'), { org_id: 'org_1', call_id: 'call_2' });
  bus.publish('call.state', state('call_1'), { org_id: 'org_2', call_id: 'call_1' });
  expect(types()).toEqual(['subscribed', 'call.state']);
  expect(wire.events[1]).toMatchObject({ seq: wire.events[0]!.seq + 1, data: { call_id: 'call_1' } });
  connection.receive({ type: 'subscribe', topics: ['calls'] });
  bus.publish('call.state', state('call_2'), { org_id: 'org_1', call_id: 'call_2' });
  connection.receive({ type: 'unsubscribe', topics: ['calls', 'call:call_1'] });
  bus.publish('call.state', state('call_1'), ours);
  expect(types()).toEqual(['subscribed', 'call.state', 'subscribed', 'call.state']);
});

test('what belongs to a person is told to them, and to the roles that may see it, also when it is brought back', () => {
  const bus = createLiveBus({ log: silentLog });
  const start = bus.seq;
  const join = (user_id: string, role: Role, after?: number) => {
    const wire = createWire();
    const connection = connectConsole({
      actor: { ...actor('org_1', user_id), role },
      bus,
      calls: createTaps().calls,
      transport: wire.transport,
      log: silentLog,
    });
    connection.receive({ type: 'subscribe', topics: ['system', 'calls'], ...(after === undefined ? {} : { after }) });
    return () => wire.events.flatMap(({ type, data }) => (type === 'agent.updated' ? [data.agent_id] : []));
  };
  const people = [
    ['usr_1', 'agent'],
    ['usr_2', 'agent'],
    ['usr_3', 'supervisor'],
  ] as const;
  const told = people.map(([id, role]) => join(id, role));
  const publish = (agent_id: string, scope: object) => bus.publish('agent.updated', { agent_id, status: 'paused' }, { org_id: 'org_1', ...scope });
  publish('everybody', {});
  publish('own', { user_id: 'usr_1' });
  publish('own and supervisors', { user_id: 'usr_1', roles: ['owner', 'supervisor'] });
  const wanted = [['everybody', 'own', 'own and supervisors'], ['everybody'], ['everybody', 'own and supervisors']];
  expect(told.map((heard) => heard())).toEqual(wanted);
  expect(people.map(([id, role]) => join(id, role, start)())).toEqual(wanted);
});

test('a new role counts at once on consoles that are open', async () => {
  const { bus, taps, wire, connection } = start();
  connection.receive({ type: 'subscribe', topics: ['calls'] });
  connection.receive({ type: 'listen', call_id: 'call_1' });
  await vi.waitFor(() => expect(taps.open.size).toBe(1));
  const say = () => bus.publish('call.event', { ...event, text: 'It is 555 010 1234.' }, ours);
  const words = () => wire.events.flatMap(({ type, data }) => (type === 'call.event' ? [data.text] : []));
  say();
  bus.consoles.changeRole('usr_2', 'viewer');
  say();
  bus.consoles.changeRole('usr_1', 'viewer');
  expect(taps.open.size).toBe(0);
  say();
  expect(words()).toEqual(['It is 555 010 1234.', 'It is 555 010 1234.', 'It is [phone number].']);
  expect(wire.events.at(-2)).toMatchObject({ type: 'listen.stopped', data: { reason: 'viewers do not listen' } });
  bus.consoles.changeRole('usr_1', 'agent');
  say();
  expect(words().at(-1)).toBe('It is 555 010 1234.');
});

test('a console that comes back is brought what it missed; levels only as they are now', () => {
  const { bus, join } = start();
  bus.publish('call.state', state('call_1'), ours);
  const seen = bus.seq;
  for (let i = 0; i < 50; i++) bus.publish('audio.level', level('call_1', -i), ours);
  bus.publish('call.state', state('call_1'), ours);
  bus.publish('call.state', state('call_1'), { org_id: 'org_2', call_id: 'x' });
  const { wire, connection } = join();
  connection.receive({ type: 'subscribe', topics: ['calls'], after: seen });
  expect(wire.events.map((one) => [one.type, one.seq - seen])).toEqual([
    ['audio.level', 50],
    ['call.state', 51],
    ['subscribed', 52],
  ]);
  expect(wire.events.at(-1)?.data).toEqual({ seq: bus.seq, gap: false });
});

test('what is no longer held is a gap, and so is a number of an earlier or a later process', () => {
  const { bus, join } = start({ held: 10 });
  const first = bus.seq;
  for (let i = 0; i < 30; i++) bus.publish('call.state', state('call_1'), ours);
  for (const [after, gap] of [
    [first, true],
    [bus.seq - 10, false],
    [bus.seq - 11, true],
    [12, true],
    [bus.seq + 1, true],
    [bus.seq, false],
  ] as const) {
    const { wire, connection } = join();
    connection.receive({ type: 'subscribe', topics: ['calls'], after });
    expect(wire.events.at(-1)).toMatchObject({ type: 'subscribed', data: { seq: bus.seq, gap } });
    expect(wire.events).toHaveLength(gap ? 1 : 1 + bus.seq - after);
  }
});

test('a slow console holds a bounded queue, and learns that it missed something', () => {
  const { bus, wire, connection, types } = start({ capacity: 100 });
  connection.receive({ type: 'subscribe', topics: ['calls'] });
  wire.stuck = true;
  for (let i = 0; i < 5000; i++) {
    bus.publish('audio.level', level(`call_${i % 20}`, -i), ours);
    bus.publish('call.state', state('call_1'), ours);
  }
  expect(types()).toEqual(['subscribed']);
  wire.stuck = false;
  vi.advanceTimersByTime(100);
  expect(wire.events.length).toBeLessThan(110);
  expect(wire.events[1]).toMatchObject({ type: 'subscribed', data: { gap: true } });
  const numbers = wire.events.slice(2).map((one) => one.seq);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(numbers.at(-1)).toBe(bus.seq);
});

test('a slow console gets the newest level and no gap when nothing else happened', () => {
  const { bus, wire, connection } = start({ capacity: 100 });
  connection.receive({ type: 'subscribe', topics: ['calls'] });
  wire.stuck = true;
  for (let i = 0; i < 5000; i++) bus.publish('audio.level', level('call_1', -(i % 90)), ours);
  bus.publish('audio.level', level('call_1', -7), ours);
  wire.stuck = false;
  vi.advanceTimersByTime(100);
  expect(wire.events.slice(1)).toEqual([expect.objectContaining({ type: 'audio.level', data: level('call_1', -7), seq: bus.seq })]);
});

test('audio flows as numbered frames, and a slow listener loses the oldest', async () => {
  const { taps, wire, connection } = start();
  connection.receive({ type: 'listen', call_id: 'call_1' });
  await vi.waitFor(() => expect(taps.open.size).toBe(1));
  expect(wire.events).toMatchObject([{ type: 'listen.started', data: { call_id: 'call_1', stream: 1 } }]);
  const say = (at: number) => {
    for (const channel of [0, 1] as const) taps.open.get('call_1')!.onFrame({ channel, position_ms: at * 20, mulaw: new Uint8Array(160).fill(at) });
  };
  say(0);
  expect(wire.frames).toHaveLength(2);
  wire.stuck = true;
  for (let i = 1; i < 400; i++) say(i);
  wire.stuck = false;
  vi.advanceTimersByTime(100);
  const got = wire.frames.slice(2).map((frame) => decodeAudioFrame(frame)!);
  expect(got).toHaveLength(100);
  expect(got[0]).toMatchObject({ channel: 0, stream: 1, sequence: 350, positionMs: 7000 });
  expect(got.at(-1)).toMatchObject({ channel: 1, sequence: 399, positionMs: 7980 });
  connection.receive({ type: 'unlisten', call_id: 'call_1' });
  expect(taps.open.size).toBe(0);
  expect(wire.events.at(-1)).toMatchObject({ type: 'listen.stopped', data: { stream: 1 } });
});

test('listening to nothing is an error; leaving closes all taps; a call that ends says so', async () => {
  const { taps, wire, connection } = start();
  connection.receive({ type: 'listen', call_id: 'call_none' });
  await vi.waitFor(() => expect(wire.events.at(-1)).toMatchObject({ type: 'error', data: { code: 'NOT_FOUND' } }));
  connection.receive({ type: 'listen', call_id: 'a' });
  connection.receive({ type: 'listen', call_id: 'b' });
  connection.receive({ type: 'listen', call_id: 'a' });
  await vi.waitFor(() => expect(taps.open.size).toBe(2));
  taps.open.get('a')!.onEnd('the call is over');
  expect(wire.events.at(-1)).toMatchObject({ type: 'listen.stopped', data: { call_id: 'a', reason: 'the call is over' } });
  connection.ended();
  await vi.waitFor(() => expect(taps.open.has('b')).toBe(false));
});

test('nonsense and floods close the connection', () => {
  for (const nonsense of [
    undefined,
    null,
    'x',
    {},
    { type: 'subscribe', topics: ['everything'] },
    { type: 'subscribe', topics: [] },
    { type: 'listen' },
  ]) {
    const { wire, connection } = start();
    connection.receive(nonsense);
    expect(wire.closed?.code).toBe(4400);
  }
  const { wire, connection } = start();
  for (let i = 0; i < 500; i++) connection.receive({ type: 'subscribe', topics: ['calls'] });
  expect(wire.closed?.code).toBe(4429);
});

test('a console that answers pings stays, a silent one is let go, and leaves no listener behind', () => {
  const { wire, connection, bus, types } = start();
  for (let i = 0; i < 10; i++) {
    vi.advanceTimersByTime(20_000);
    connection.receive({ type: 'pong' });
  }
  expect(types()).toEqual(Array.from({ length: 10 }, () => 'ping'));
  vi.advanceTimersByTime(100_000);
  expect(wire.closed?.code).toBe(4408);
  const before = wire.events.length;
  bus.publish('call.state', state('call_1'), ours);
  expect(wire.events).toHaveLength(before);
  expect(vi.getTimerCount()).toBe(0);
});
