import { type ServerType, serve } from '@hono/node-server';
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import { type Call, callRoutes } from '#shared/contract/calls.ts';
import { ApiFailure, createClient, routePath } from '#shared/contract/client.ts';
import type { Page } from '#shared/contract/common.ts';
import { routes } from '#shared/contract/index.ts';
import { createApi } from './build.ts';
import { csrfTokenOf, SESSION_COOKIE } from './cookies.ts';
import { createIdentify } from './identity.ts';
import { aCall, actorOf, createTestApp } from './test-app.ts';
import { testAttempts } from './test-attempts.ts';
import { createTickets } from './tickets.ts';

let server: ServerType;
let base: string;
const app = createTestApp(import.meta.filename);

beforeAll(async () => {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  app.accounts.sessions.byCookie = async () => ({ actor: actorOf(), via: 'cookie' });
  const tickets = createTickets();
  const api = createApi({
    app,
    identify: createIdentify(app.accounts, tickets),
    tickets,
    attempts: testAttempts(),
    log,
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  server = serve({ fetch: api.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
  base = `http://127.0.0.1:${await promise}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const connect = (csrf = true) =>
  createClient((path, { headers, ...init }) =>
    fetch(base + path, {
      ...init,
      headers: { ...headers, cookie: `${SESSION_COOKIE}=s1`, ...(csrf ? { 'X-CSRF-Token': csrfTokenOf('s1') } : {}) },
    }),
  );

test('a declared route is all it needs, over real HTTP with a session', async () => {
  const client = connect();
  const page = await client.call(routes.calls.list, { query: { limit: 5, live: 'true' } });
  expectTypeOf(page).toExtend<Page<Call>>();
  expect(page).toMatchObject({ items: [aCall], limit: 5 });
  expect(await client.call(routes.system.me)).toMatchObject({ role: 'owner' });
  expect(await client.call(routes.calls.place, { body: { to: '+15005550006', scenario_id: 'sales' } }, { idempotencyKey: 'k' })).toEqual(aCall);
  expect(app.calls.place).toHaveBeenLastCalledWith(expect.anything(), expect.anything(), { idempotencyKey: 'k' });
  expect(await client.call(routes.scenarios.remove, { params: { scenario_id: 'custom_1' } })).toBeUndefined();
  const file = await client.open(routes.calls.recording, { params: { call_id: 'call_1' } });
  expect([file.headers.get('content-type'), (await file.text()).length > 0]).toEqual(['audio/wav', true]);
});

test('failures carry code, words, fields and the request’s id', async () => {
  const failure = await connect()
    .call(routes.calls.place, { body: { to: '', scenario_id: 'sales' } })
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApiFailure);
  expect(failure).toMatchObject({
    status: 422,
    code: 'VALIDATION_ERROR',
    errors: [{ loc: ['body', 'to'] }],
    request_id: expect.stringMatching(/^req_/),
  });
  await expect(connect().call(routes.calls.get, { params: { call_id: 'a/b ?' } })).rejects.toMatchObject({ status: 404, code: 'NOT_FOUND' });
  await expect(connect(false).call(routes.scenarios.remove, { params: { scenario_id: 'custom_1' } })).rejects.toMatchObject({
    status: 403,
    code: 'CSRF_REQUIRED',
  });
});

test('no answer is OFFLINE, an answer of somebody else is told as such, an abort stays an abort', async () => {
  const lost = createClient(() => Promise.reject(new TypeError('fetch failed')));
  await expect(lost.call(routes.system.me)).rejects.toMatchObject({ name: 'ApiFailure', status: 0, code: 'OFFLINE' });
  const proxy = createClient(async () => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  await expect(proxy.call(routes.system.me)).rejects.toMatchObject({ status: 502, code: 'BAD_ANSWER' });
  const other = createClient(async () => Response.json({ hello: 1 }));
  await expect(other.call(routes.system.me)).rejects.toMatchObject({ status: 200, code: 'ANSWER_NOT_UNDERSTOOD' });
  await expect(connect().call(routes.system.me, {}, { signal: AbortSignal.abort(new Error('never mind')) })).rejects.toThrow('never mind');
});

test('addresses are encoded', () => {
  expect(routePath(callRoutes.export, { params: { call_id: 'a/b' }, query: { format: 'vtt' } })).toBe('/api/v1/calls/a%2Fb/export?format=vtt');
  expect(routePath(callRoutes.search, { query: { q: 'a&b' } })).toBe('/api/v1/transcripts/search?q=a%26b');
});
