import { expect, test, vi } from 'vitest';
import { apiError } from '#shared/contract/common.ts';
import type { Route } from '#shared/contract/route.ts';
import { AppError } from '#shared/domain/errors.ts';
import { ROLES } from '#shared/domain/identity.ts';
import type { LimitRule } from '#core/limits/sliding-window.ts';
import { createApi } from './build.ts';
import type { Identify } from './identity.ts';
import { createTickets } from './tickets.ts';
import { actorOf, createTestApp } from './test-app.ts';
import { testAttempts } from './test-attempts.ts';
import { allRoutes, BODIES, QUERIES, scenarioBody } from './test-requests.ts';

const HOST = 'http://127.0.0.1:4870';
const PARAMS: Record<string, string> = {
  call_id: 'call_1',
  scenario_id: 'custom_1',
  session_id: 'ses_1',
  user_session_id: 'ses_1',
  token_id: 'tok_1',
  org_id: 'org_1',
  user_id: 'usr_owner',
  invitation_id: 'inv_1',
  team_id: 'tea_1',
  transcript_id: 'call_1',
  agent_id: 'sales',
  assistant_id: 'asst_1',
  rehearsal_id: 'reh_1',
  batch_id: 'bat_1',
  export_id: 'exp_1',
};

function start({ identify = async () => undefined, ...more }: { identify?: Identify; allowance?: LimitRule } = {}) {
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const app = createTestApp(import.meta.filename);
  const api = createApi({ app, identify, tickets: createTickets(), attempts: testAttempts(), log, ...more });
  const owner = actorOf();
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    api.fetchAs(
      owner,
      new Request(HOST + path, {
        method,
        headers: { ...(body === undefined ? {} : json), ...headers },
        ...(body === undefined ? {} : { body: asText(body) }),
      }),
    );
  return { api, app, log, owner, ask };
}

const json = { 'content-type': 'application/json' };
const asText = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));

function requestOf(name: string, route: Route): Request {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, key: string) => PARAMS[key] ?? '?') + (QUERIES[name] ?? '');
  const body = BODIES[name];
  return new Request(HOST + path, { method: route.method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: json }) });
}

async function errorOf(response: Response) {
  const body = apiError.parse(await response.json());
  expect(body).toMatchObject({
    status_code: response.status,
    error: body.message,
    detail: { code: body.code, message: body.message, params: body.params },
  });
  expect(response.headers.get('x-request-id')).toBe(body.request_id);
  return body;
}

test.each(allRoutes)('%s: answers as declared, and stands in the document', async (name, route) => {
  const { api, owner } = start();
  const response = await api.fetchAs(owner, requestOf(name, route));
  expect(response.status).toBe(route.status);
  expect(response.headers.get('cache-control')).toBeTruthy();
  if (route.response) expect(route.response.safeParse(await response.json()).error).toBeUndefined();
  else if (route.media) expect([route.media].flat()).toContain(response.headers.get('content-type')?.split(';')[0]);
  else expect(await response.text()).toBe('');

  const document = (await (await api.fetchAs(owner, new Request(`${HOST}/api/openapi.json`))).json()) as {
    openapi: string;
    paths: Record<string, Record<string, { responses: object }>>;
  };
  expect(document.openapi).toBe('3.1.0');
  expect(document.paths[route.path]?.[route.method.toLowerCase()]?.responses).toHaveProperty(String(route.status));
});

test.each(allRoutes)('%s: exactly the declared roles may, and nobody unknown', async (name, route) => {
  if (route.access === 'public') return;
  for (const role of ROLES) {
    const { api } = start();
    const response = await api.fetchAs(actorOf(role), requestOf(name, route));
    if (route.access.includes(role)) expect(response.status).toBe(route.status);
    else expect(await errorOf(response)).toMatchObject({ code: 'FORBIDDEN', status_code: 403, params: { role } });
  }
  const unknown = await start().api.fetch(requestOf(name, route));
  expect(await errorOf(unknown)).toMatchObject({ code: 'UNAUTHENTICATED', status_code: 401 });
});

test('what is checked reaches the use case, with defaults filled in', async () => {
  const { app, ask, owner } = start();
  const actor = { ...owner, address: 'this machine' };
  await ask('GET', '/api/v1/calls?limit=7&live=true&state=busy');
  expect(app.calls.list).toHaveBeenCalledWith(actor, { page: 1, limit: 7, live: 'true', state: 'busy', sort: '-created_at' });
  await ask('POST', '/api/v1/calls', { to: ' +15005550006 ', scenario_id: 'sales', extra: 1 }, { 'idempotency-key': 'k1' });
  expect(app.calls.place).toHaveBeenCalledWith(actor, { to: '+15005550006', scenario_id: 'sales', variables: {} }, { idempotencyKey: 'k1' });
});

test('a replay says so', async () => {
  const { ask } = start();
  const body = BODIES['calls.place'];
  expect((await ask('POST', '/api/v1/calls', body, { 'idempotency-key': 'fresh' })).headers.get('idempotent-replayed')).toBeNull();
  const replay = await ask('POST', '/api/v1/calls', body, { 'idempotency-key': 'used-before' });
  expect([replay.status, replay.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
  expect(await errorOf(await ask('POST', '/api/v1/calls', body, { 'idempotency-key': 'a b' }))).toMatchObject({ code: 'BAD_REQUEST' });
});

test('an imported file says that it was imported before', async () => {
  const { ask } = start();
  const send = (key: string) => ask('POST', '/api/v1/scenarios/import', BODIES['rehearsals.import'], { 'idempotency-key': key });
  const [first, again] = [await send('fresh'), await send('used-before')];
  expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null]);
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
  expect(await again.json()).toEqual(await first.json());
});

test('faulty input is refused with the names of its fields', async () => {
  const { ask, app } = start();
  const body = await errorOf(await ask('POST', '/api/v1/calls', { to: '', variables: { a: 1 } }));
  expect(body).toMatchObject({ code: 'VALIDATION_ERROR', status_code: 422, params: { fields: ['to', 'scenario_id', 'variables.a'] } });
  expect(body.errors?.map((one) => one.loc)).toEqual([
    ['body', 'to'],
    ['body', 'scenario_id'],
    ['body', 'variables', 'a'],
  ]);
  expect(app.calls.place).not.toHaveBeenCalled();
  expect((await errorOf(await ask('GET', '/api/v1/calls?limit=9999&state=asleep'))).params.fields).toEqual(['limit', 'state']);
  expect((await errorOf(await ask('POST', '/api/v1/calls/call_1/actions', { action: 'explode' }))).errors?.[0]?.loc).toEqual(['body', 'action']);
  expect((await errorOf(await ask('GET', `/api/v1/calls/${'x'.repeat(100)}`))).errors?.[0]?.loc).toEqual(['path', 'call_id']);
});

test('bad requests each have their own error', async () => {
  const { ask } = start();
  const place = (body: unknown, headers?: Record<string, string>) => ask('POST', '/api/v1/calls', body, headers);
  const code = async (response: Promise<Response>) => (await errorOf(await response)).code;
  expect(await code(place('{"to":'))).toBe('BAD_REQUEST');
  expect(await code(place('to=1', { 'content-type': 'application/x-www-form-urlencoded' }))).toBe('UNSUPPORTED_MEDIA_TYPE');
  expect(await code(place({ to: '+15005550006', scenario_id: 'no-such' }))).toBe('NOT_FOUND');
  expect(await code(ask('GET', '/api/v1/calls/call_other'))).toBe('NOT_FOUND');
  expect(await code(ask('GET', '/api/v1/nothing'))).toBe('NOT_FOUND');
  expect(await code(ask('POST', '/api/v1/scenarios', { ...scenarioBody, padding: 'x'.repeat(1024 * 1024) }))).toBe('PAYLOAD_TOO_LARGE');
  expect(await code(place({ padding: 'x'.repeat(31 * 1024 * 1024) }))).toBe('PAYLOAD_TOO_LARGE');
  const wrong = await ask('DELETE', '/api/v1/calls');
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  expect(await code(Promise.resolve(wrong))).toBe('METHOD_NOT_ALLOWED');
});

test('a practice call may bring a voice of several megabytes', async () => {
  const { ask } = start();
  const response = await ask('POST', '/api/v1/calls', {
    to: '+15005550006',
    scenario_id: 'sales',
    practice: { audio: 'A'.repeat(20 * 1024 * 1024) },
  });
  expect(response.status).toBe(201);
});

test('errors of the program keep their words; all others keep silent and are logged', async () => {
  const { ask, app, log } = start();
  app.calls.place.mockRejectedValueOnce(
    new AppError('CALL_BLOCKED', 'Quiet hours.', { details: 'Call after 8.', params: { reasons: ['quiet_hours'] } }),
  );
  expect(await errorOf(await ask('POST', '/api/v1/calls', BODIES['calls.place']))).toMatchObject({
    code: 'CALL_BLOCKED',
    status_code: 403,
    message: 'Quiet hours.',
    details: 'Call after 8.',
    params: { reasons: ['quiet_hours'] },
  });
  expect(log.error).not.toHaveBeenCalled();
  app.health.mockRejectedValueOnce(new Error('password=hunter2 at /home/sue'));
  const response = await ask('GET', '/api/v1/health');
  expect(response.status).toBe(500);
  const text = await response.clone().text();
  expect(text).not.toMatch(/hunter2|sue|at /);
  const { request_id, code } = await errorOf(response);
  expect(code).toBe('INTERNAL');
  expect(log.error).toHaveBeenCalledWith(expect.objectContaining({ request_id, err: expect.any(Error) }), expect.any(String));
});

test('at a document’s address a failure inside is told as that document prints it', async () => {
  const { ask, app, log } = start();
  app.calls.place.mockRejectedValueOnce(new Error('password=hunter2'));
  const response = await ask('GET', '/make-call/+15005550006/sales');
  expect(response.status).toBe(500);
  const body: unknown = await response.json();
  expect(body).toMatchObject({ success: false, detail: expect.any(String), status_code: 500, code: 'INTERNAL', message: expect.any(String) });
  expect(JSON.stringify(body)).not.toContain('hunter2');
  expect(log.error).toHaveBeenCalled();
});

test('a request keeps the id it came with, when that is one', async () => {
  const { ask } = start();
  expect((await ask('GET', '/api/v1/me', undefined, { 'x-request-id': 'mine-12345' })).headers.get('x-request-id')).toBe('mine-12345');
  expect((await ask('GET', '/api/v1/me', undefined, { 'x-request-id': 'a b' })).headers.get('x-request-id')).toMatch(/^req_/);
});

test('limits count attempts of those who come with a token; the console may place calls freely', async () => {
  const { api, ask } = start({ identify: async () => ({ actor: actorOf('agent'), via: 'bearer' }) });
  for (let i = 0; i < 5; i++) expect((await ask('POST', '/api/v1/calls', BODIES['calls.place'])).status).toBe(201);
  const program = (body: unknown) =>
    api.fetch(new Request(`${HOST}/api/v1/calls`, { method: 'POST', headers: { ...json, authorization: 'Bearer x' }, body: JSON.stringify(body) }));
  const first = await program(BODIES['calls.place']);
  expect([first.status, first.headers.get('x-ratelimit-limit'), first.headers.get('x-ratelimit-remaining')]).toEqual([201, '2', '1']);
  expect((await program({ to: 'nonsense' })).status).toBe(422);
  const refused = await program(BODIES['calls.place']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  expect(await errorOf(refused)).toMatchObject({ code: 'RATE_LIMITED', status_code: 429, params: { limit: 2, window_seconds: 60 } });
  for (let i = 0; i < 10; i++) expect((await ask('POST', '/api/v1/scenarios', scenarioBody)).status).toBe(201);
  expect((await errorOf(await ask('POST', '/api/v1/scenarios', scenarioBody))).params).toMatchObject({ limit: 10 });
});

test('pages of other sites get nothing, whatever name they reach this machine by', async () => {
  const { api } = start({ identify: async () => ({ actor: actorOf(), via: 'cookie' }) });
  const from = async (url: string, headers: Record<string, string>) => (await api.fetch(new Request(url, { headers }))).status;
  expect(await from(`${HOST}/api/v1/me`, {})).toBe(200);
  expect(await from(`${HOST}/api/v1/me`, { origin: HOST, host: '127.0.0.1:4870' })).toBe(200);
  expect(await from('http://[::1]:1/api/v1/me', {})).toBe(200);
  expect(await from('http://localhost:4870/api/v1/me', {})).toBe(200);
  for (const origin of ['http://evil.test', 'null', 'http://127.0.0.1:9999', 'https://127.0.0.1:4870', 'http://localhost:4870']) {
    expect(await from(`${HOST}/api/v1/me`, { origin, host: '127.0.0.1:4870' })).toBe(403);
  }
  expect(await from('http://rebound.test/api/v1/me', {})).toBe(403);
  expect(await from('http://127.0.0.1.evil.test/api/openapi.json', {})).toBe(403);
});

test('the page to read the API has no scripts and names every route', async () => {
  const { ask } = start();
  const response = await ask('GET', '/api/docs');
  const page = await response.text();
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|https?:\/\//);
  for (const [, route] of allRoutes) expect(page).toContain(`<h3>${route.method} ${route.path}</h3>`);
});

test('the data folder is shown where there is somebody to see it', async () => {
  const { app, log } = start();
  const openFolder = vi.fn(async () => true);
  const api = createApi({
    app,
    identify: async () => undefined,
    tickets: createTickets(),
    attempts: testAttempts(),
    log,
    openFolder,
  });
  const response = await api.fetchAs(actorOf(), new Request(`${HOST}/api/v1/system/open-data-folder`, { method: 'POST' }));
  expect(await response.json()).toEqual({ opened: true, path: '/data' });
  expect(openFolder).toHaveBeenCalledWith('/data');
});

test('every answer says what is left to its client, and who runs wild is refused alone', async () => {
  const { api, app } = start({
    identify: async ({ headers }) => (headers.has('x-known') ? { actor: actorOf(), via: 'bearer' } : undefined),
    allowance: { max: 7, windowMs: 60_000 },
  });
  const ask = (method: string, path: string, body?: string, headers = {}) =>
    api.fetch(new Request(HOST + path, { method, headers: { authorization: 'Bearer wild', ...json, ...headers }, ...(body ? { body } : {}) }));
  const answers = [
    await ask('GET', '/api/v1/health', undefined, { 'x-known': '1' }),
    await ask('GET', '/api/v1/calls'),
    await ask('GET', '/nowhere'),
    await ask('PUT', '/api/v1/health', '{}'),
    await ask('GET', '/api/v1/health', undefined, { origin: 'https://elsewhere.example' }),
    await ask('POST', '/api/v1/auth/login', '{'),
    await ask('GET', '/api/openapi.json'),
  ];
  expect(answers.map((one) => one.status)).toEqual([200, 401, 404, 405, 403, 400, 200]);
  // Signing in has a limit of its own, which says so.
  expect(answers.map((one) => [one.headers.get('x-ratelimit-limit'), one.headers.get('x-ratelimit-remaining')].join())).toEqual([
    ...['7,6', '7,5', '7,4', '7,3', '7,2', '5,4', '7,0'],
  ]);
  for (const { headers } of answers) {
    const reset = Number(headers.get('x-ratelimit-reset'));
    expect(reset > 0 && reset <= 60).toBe(true);
  }
  vi.mocked(app.health).mockClear();
  const refused = await ask('GET', '/api/v1/health', undefined, { 'x-known': '1' });
  expect(await errorOf(refused)).toMatchObject({ code: 'RATE_LIMITED', status_code: 429, params: { limit: 7, window_seconds: 60 } });
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  expect(refused.headers.get('retry-after')).toBe(refused.headers.get('x-ratelimit-reset'));
  expect(app.health).not.toHaveBeenCalled();
  expect((await ask('GET', '/api/v1/health', undefined, { authorization: 'Bearer calm' })).headers.get('x-ratelimit-remaining')).toBe('6');
});
