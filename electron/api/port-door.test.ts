import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import { fromNodePort } from '#shared/live/message-port.ts';
import type { PortResponse } from '#shared/live/port.ts';
import { createApi } from './build.ts';
import { openApiPortDoor } from './port-door.ts';
import { actorOf, createTestApp } from './test-app.ts';
import { testAttempts } from './test-attempts.ts';
import { createTickets } from './tickets.ts';

let page: MessageChannel['port2'] | undefined;
afterEach(() => page?.close());

function start() {
  const log = { debug() {}, info() {}, warn: vi.fn(), error: vi.fn() };
  const app = createTestApp(import.meta.filename);
  const api = createApi({
    app,
    identify: async () => undefined,
    tickets: createTickets(),
    attempts: testAttempts(),
    log,
  });
  const { port1, port2 } = new MessageChannel();
  openApiPortDoor({ port: fromNodePort(port1), fetch: (asked) => api.fetchAs(actorOf(), asked), log });
  page = port2;
  const answer = async () => ((await once(port2, 'message')) as [PortResponse])[0];
  return { app, log, port2, answer };
}

const request = (id: number, path: string, rest: object = {}) => ({ kind: 'request', id, method: 'GET', path, headers: {}, ...rest });

test('JSON comes as text, files as bytes, with status and headers', async () => {
  const { port2, answer } = start();
  port2.postMessage(request(1, '/api/v1/me'));
  expect(await answer()).toMatchObject({
    kind: 'response',
    id: 1,
    status: 200,
    body: expect.stringContaining('usr_owner'),
    headers: { 'x-request-id': expect.any(String) },
  });
  port2.postMessage(request(2, '/api/v1/calls/call_1/recording', { headers: { range: 'bytes=0-9' } }));
  const file = await answer();
  expect([file.status, file.body]).toEqual([206, expect.any(Uint8Array)]);
  expect(file.body).toHaveLength(10);
  const body = JSON.stringify({ to: '+15005550006', scenario_id: 'sales' });
  port2.postMessage(request(3, '/api/v1/calls', { method: 'POST', headers: { 'content-type': 'application/json' }, body }));
  expect((await answer()).status).toBe(201);
});

test('an aborted request gives no answer and holds up no other', async () => {
  const { app, port2, answer } = start();
  let release = (): void => undefined;
  app.calls.list.mockImplementationOnce(
    () =>
      new Promise((resolve) => {
        release = () => resolve({ items: [], total: 0, page: 1, limit: 1, total_pages: 0 });
      }),
  );
  port2.postMessage(request(1, '/api/v1/calls'));
  await vi.waitFor(() => expect(app.calls.list).toHaveBeenCalled());
  port2.postMessage({ kind: 'abort', id: 1 });
  port2.postMessage(request(2, '/api/v1/me'));
  expect((await answer()).id).toBe(2);
  release();
  port2.postMessage(request(3, '/api/v1/me'));
  expect((await answer()).id).toBe(3);
});

test('nonsense is logged and nothing else', async () => {
  const { log, port2, answer } = start();
  for (const nonsense of [
    null,
    'x',
    { kind: 'request', id: 1 },
    request(1, 'https://evil.test/'),
    request(1, '/etc/passwd'),
    { kind: 'abort', id: 99 },
  ])
    port2.postMessage(nonsense);
  port2.postMessage(request(5, '/api/v1/me'));
  expect((await answer()).id).toBe(5);
  expect(log.warn).toHaveBeenCalledTimes(5);
});
