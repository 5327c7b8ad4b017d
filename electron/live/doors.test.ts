import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { decodeAudioFrame } from '#shared/live/frames.ts';
import { fromNodePort } from '#shared/live/message-port.ts';
import { createLiveBus, type LiveBus } from './event-bus.ts';
import { openPortDoor } from './port-door.ts';
import { actor, createTaps, level, silentLog, state } from './test-parts.ts';
import { openWsDoor, type WsDoor } from './ws-door.ts';

let server: Server;
let bus: LiveBus;
let taps: ReturnType<typeof createTaps>;
let door: WsDoor;

beforeEach(async () => {
  bus = createLiveBus({ log: silentLog });
  taps = createTaps();
  server = createServer();
  door = openWsDoor({
    server,
    bus,
    calls: taps.calls,
    log: silentLog,
    allow: ({ headers }) => !headers.has('origin') || headers.get('origin') === 'http://console.test',
    identify: async ({ url, headers }) => (headers.get('cookie') === 'session=good' || url.endsWith('?ticket=good') ? actor() : undefined),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await door.close();
  await new Promise((resolve) => server.close(resolve));
});

const address = (path: string) => `ws://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

function open(path = '/live', headers: Record<string, string> = { cookie: 'session=good' }) {
  const socket = new WebSocket(address(path), { headers });
  const messages: { type: string; data: Record<string, unknown> }[] = [];
  const frames: Uint8Array[] = [];
  socket.on('message', (data: Buffer, binary) => (binary ? frames.push(new Uint8Array(data)) : messages.push(JSON.parse(data.toString()))));
  return { socket, messages, frames };
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

test('events and audio over a real socket', async () => {
  const listen = vi.spyOn(taps.calls, 'listen');
  const { socket, messages, frames } = open();
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'subscribe', topics: ['calls'] }));
  await expect.poll(() => messages.length).toBe(1);
  bus.publish('call.state', state('call_1'), { org_id: 'org_1', call_id: 'call_1' });
  socket.send(JSON.stringify({ type: 'listen', call_id: 'call_1' }));
  await expect.poll(() => taps.open.size).toBe(1);
  // For the audit: who listens is known, and from where.
  expect(listen.mock.calls[0]?.[0]).toEqual({ ...actor(), address: '127.0.0.1' });
  taps.open.get('call_1')!.onFrame({ channel: 1, position_ms: 40, mulaw: new Uint8Array(160) });
  await expect.poll(() => frames.length).toBe(1);
  expect(messages.map((one) => one.type)).toEqual(['subscribed', 'call.state', 'listen.started']);
  expect(decodeAudioFrame(frames[0]!)).toMatchObject({ channel: 1, stream: 1, positionMs: 40 });
  socket.close();
  await expect.poll(() => taps.open.size).toBe(0);
  await expect.poll(() => door.connections).toBe(0);
});

test('who is not signed in is told so by a code, a ticket is as good as a cookie, and a session can be ended', async () => {
  expect(await closeCode(open('/live', {}).socket)).toBe(4401);
  const { socket } = open('/live?ticket=good', {});
  await once(socket, 'open');
  await expect.poll(() => door.connections).toBe(1);
  bus.consoles.closeWhere((one) => one.user_id === 'usr_1', 4401, 'signed out');
  expect(await closeCode(socket)).toBe(4401);
});

test('another origin, another path and an oversized message are refused', async () => {
  const refused = async (path: string, headers: Record<string, string>) => {
    const { socket } = open(path, headers);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    socket.on('error', () => undefined);
    socket.terminate();
    return response.statusCode;
  };
  expect(await refused('/live', { cookie: 'session=good', origin: 'http://evil.test' })).toBe(403);
  expect(await refused('/elsewhere', { cookie: 'session=good' })).toBe(404);
  for (const [message, code] of [
    ['x'.repeat(20_000), 1009],
    ['{"type":', 4400],
    [Buffer.from([1, 2, 3]), 4400],
    ['{"type":"subscribe","topics":["calls; drop table"]}', 4400],
  ] as const) {
    const { socket } = open();
    await once(socket, 'open');
    socket.send(message);
    expect(await closeCode(socket)).toBe(code);
  }
});

test('a console that stops reading costs a bounded amount of memory, and others are not held up', async () => {
  const slow = open();
  const quick = open();
  await Promise.all([once(slow.socket, 'open'), once(quick.socket, 'open')]);
  for (const one of [slow, quick]) one.socket.send(JSON.stringify({ type: 'subscribe', topics: ['calls'] }));
  await expect.poll(() => slow.messages.length + quick.messages.length).toBe(2);
  slow.socket.pause();
  const text = 'word '.repeat(400);
  for (let batch = 0; batch < 100; batch++) {
    for (let i = 0; i < 100; i++) {
      bus.publish(
        'call.event',
        { call_id: 'c', event_id: 'e', sequence: i, at: '', type: 't', text, state: null, data: {} },
        { org_id: 'org_1', call_id: 'c' },
      );
    }
    await expect.poll(() => quick.messages.length, { interval: 1 }).toBe(1 + (batch + 1) * 100);
  }
  slow.socket.resume();
  await expect.poll(() => slow.messages.some((one) => one.type === 'subscribed' && one.data.gap === true)).toBe(true);
  quick.socket.terminate();
  slow.socket.terminate();
}, 20_000);

test('over a port: events as objects, audio as bytes, and a window that hangs is not written to without end', async () => {
  const { port1, port2 } = new MessageChannel();
  const connection = openPortDoor({ port: fromNodePort(port1), actor: actor(), bus, calls: taps.calls, log: silentLog });
  const got: unknown[] = [];
  let hangs = false;
  port2.on('message', (message: { type?: string }) => {
    got.push(message);
    if (message.type === 'ping' && !hangs) port2.postMessage({ type: 'pong' });
  });
  port2.postMessage({ type: 'subscribe', topics: ['calls', 'system'] });
  port2.postMessage({ type: 'listen', call_id: 'call_1' });
  await expect.poll(() => taps.open.size).toBe(1);
  taps.open.get('call_1')!.onFrame({ channel: 0, position_ms: 0, mulaw: new Uint8Array(160) });
  await expect.poll(() => got.some((one) => one instanceof Uint8Array)).toBe(true);

  const types = () => got.filter((one) => typeof one === 'object' && one !== null && 'type' in one && one.type === 'call.state').length;
  for (let i = 0; i < 1000; i++) bus.publish('call.state', state('call_1'), { org_id: 'org_1', call_id: 'call_1' });
  await expect.poll(types).toBe(1000);

  hangs = true;
  for (let i = 0; i < 5000; i++) bus.publish('call.state', state('call_1'), { org_id: 'org_1', call_id: 'call_1' });
  bus.publish('audio.level', level('call_1', -3), { org_id: 'org_1', call_id: 'call_1' });
  await vi.waitFor(() => expect(types()).toBeGreaterThan(1000));
  const most = 1000 + 2 * 256;
  expect(types()).toBeLessThan(most);
  hangs = false;
  port2.postMessage({ type: 'pong' });
  await expect
    .poll(() => got.some((one) => typeof one === 'object' && one !== null && 'data' in one && (one.data as { gap?: boolean }).gap === true))
    .toBe(true);
  expect(types()).toBeLessThan(1000 + 5000);
  port2.close();
  await expect.poll(() => taps.open.size).toBe(0);
  connection.close(1000, 'done');
});
