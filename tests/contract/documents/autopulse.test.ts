/** What the AutoPulse document prints: groups of addresses under `/api/v1`, its error, its cookie, and pages of other origins. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { A_TALK, type DocumentHub, PASSWORD, type Person, startDocumentHub } from './document-hub.ts';

const FRONTEND = 'http://localhost:5173';

let hub: DocumentHub;
let owner: Person;

beforeAll(async () => {
  vi.stubEnv('CORS_ORIGINS', `${FRONTEND}, https://yourdomain.com`);
  hub = await startDocumentHub();
  owner = await hub.signUp('user@example.com');
});
afterAll(() => hub.close());

test.each(['auth/me', 'calls', 'organizations', 'users', 'transcripts', 'analytics/overview', 'settings'])(
  'GET /api/v1/%s is there',
  async (path) => {
    const { status, headers } = await hub.ask('GET', `/api/v1/${path}`, { token: owner.access_token });
    expect(status).toBe(200);
    expect(headers.get('x-request-id')).toMatch(/^req_/);
  },
);

test('the token is refreshed by rotation, and a refresh token that comes twice ends the session', async () => {
  const { refresh_token } = await hub.signUp('rotating@example.com');
  const next = await hub.ask('POST', '/api/v1/auth/refresh', { body: { refresh_token } });
  expect(next.status).toBe(200);
  expect(next.body).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String), token_type: 'bearer', expires_in: 1800 });
  const fresh = next.body.access_token as string;
  expect((await hub.ask('GET', '/api/v1/auth/me', { token: fresh })).status).toBe(200);
  const reused = await hub.ask('POST', '/api/v1/auth/refresh', { body: { refresh_token } });
  expect(reused.status).toBe(401);
  expect(reused.body.detail).toMatchObject({ code: 'UNAUTHENTICATED', params: {} });
  expect((await hub.ask('GET', '/api/v1/auth/me', { token: fresh })).status).toBe(401);
});

test('one of each group by its id; what is another organization’s is not there', async () => {
  const { user, access_token: token } = owner;
  const { access_token: stranger } = await hub.signUp('stranger@example.com');
  const call = await hub.past(owner, { said: A_TALK });
  const transcript = `GT${call.slice(5)}`;
  for (const [path, found] of [
    [`users/${user.id}`, { id: user.id, email: 'user@example.com', role: 'owner' }],
    [`organizations/${user.org_id}`, { id: user.org_id, name: 'Acme Corporation' }],
    [`calls/${call}`, { call_id: call, state: 'completed' }],
    [`transcripts/${transcript}`, { transcript_sid: transcript, call_id: call }],
  ] as const) {
    const answer = await hub.ask('GET', `/api/v1/${path}`, { token });
    expect([path, answer.status]).toEqual([path, 200]);
    expect(answer.body).toMatchObject(found);
    const other = await hub.ask('GET', `/api/v1/${path}`, { token: stranger });
    expect([path, other.status]).toEqual([path, 404]);
    expect(other.body.detail).toEqual({ code: 'NOT_FOUND', message: expect.any(String), params: expect.any(Object) });
  }
});

test.each([
  ['POST', 'calls', '{"to":', 400, 'BAD_REQUEST'],
  ['POST', 'calls', '{"to":"+15005550110"}', 422, 'VALIDATION_ERROR'],
  ['POST', 'calls', '{"to":"+15005550110","scenario_id":"nothing"}', 404, 'NOT_FOUND'],
  ['DELETE', 'calls', '', 405, 'METHOD_NOT_ALLOWED'],
  ['PATCH', 'settings', `"${'x'.repeat(1024 * 1024)}"`, 413, 'PAYLOAD_TOO_LARGE'],
])('%s /api/v1/%s with %.12s is refused with %s, in the printed structure', async (method, path, raw, status, code) => {
  const { access_token: token } = await hub.signUp(`refused-${status}@example.com`);
  const answer = await hub.ask(method, `/api/v1/${path}`, { token, raw, headers: { 'content-type': 'application/json' } });
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toEqual({ code, message: expect.any(String), params: expect.any(Object) });
});

test('PATCH /api/v1/settings keeps what is set', async () => {
  const token = owner.access_token;
  expect((await hub.ask('PATCH', '/api/v1/settings', { token, body: { theme: 'dark' } })).body).toMatchObject({ theme: 'dark' });
  expect((await hub.ask('GET', '/api/v1/settings', { token })).body).toMatchObject({ theme: 'dark' });
});

test('/api/v1/campaigns is absent, and errors are an object under detail', async () => {
  const { status, body } = await hub.ask('GET', '/api/v1/campaigns', { token: owner.access_token });
  expect(status).toBe(404);
  expect(body.detail).toEqual({ code: 'NOT_FOUND', message: expect.any(String), params: expect.any(Object) });
});

test('POST /api/v1/auth/login: tokens, and for pages and who asks for it the printed cookie, which needs its CSRF token', async () => {
  const login = (headers: Record<string, string>) =>
    hub.ask('POST', '/api/v1/auth/login', { body: { email: 'user@example.com', password: PASSWORD }, headers });
  expect((await login({})).headers.getSetCookie()).toEqual([]);
  expect((await login({ origin: FRONTEND })).headers.getSetCookie()[0]).toMatch(/^autopulse_auth=[^;]+; HttpOnly; /);
  const elsewhere = await hub.ask('POST', '/auth/login', { body: { email: 'user@example.com', password: PASSWORD }, headers: { origin: FRONTEND } });
  expect([elsewhere.status, elsewhere.headers.getSetCookie()]).toEqual([200, []]);
  const cookies = (await login({ 'x-session': 'cookie' })).headers.getSetCookie();
  expect(cookies[0]).toMatch(/^autopulse_auth=[^;]+; HttpOnly; .*SameSite=Strict/);
  const cookie = cookies.map((one) => one.split(';')[0]).join('; ');
  const csrf = /trunkline_csrf=([^;]+)/.exec(cookie)?.[1] ?? '';
  expect((await hub.ask('GET', '/api/v1/auth/me', { headers: { cookie } })).status).toBe(200);
  const unproved = await hub.ask('POST', '/api/v1/auth/logout', { headers: { cookie } });
  expect(unproved.status).toBe(403);
  expect(unproved.body.detail).toMatchObject({ code: 'CSRF_REQUIRED' });
  expect((await hub.ask('POST', '/auth/logout', { headers: { cookie } })).status).toBe(403);
  expect((await hub.ask('POST', '/api/v1/auth/logout', { headers: { cookie, 'x-csrf-token': csrf } })).status).toBe(200);
});

test('pages of configured origins may ask and read, also errors; preflights name what is allowed', async () => {
  const preflight = await hub.ask('OPTIONS', '/api/v1/calls', {
    headers: { origin: FRONTEND, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(FRONTEND);
  expect(preflight.headers.get('access-control-allow-credentials')).toBe('true');
  expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
  expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization');
  expect(preflight.headers.get('vary')).toMatch(/origin/i);
  const read = await hub.ask('GET', '/users/me', { token: owner.access_token, headers: { origin: 'https://yourdomain.com' } });
  expect(read.status).toBe(200);
  expect(read.headers.get('access-control-allow-origin')).toBe('https://yourdomain.com');
  expect(read.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
  const failed = await hub.ask('GET', '/users/me', { headers: { origin: FRONTEND } });
  expect(failed.status).toBe(401);
  expect(failed.headers.get('access-control-allow-origin')).toBe(FRONTEND);
});

test('pages of other origins are refused and may read nothing', async () => {
  for (const [method, path] of [
    ['OPTIONS', '/api/v1/calls'],
    ['GET', '/users/me'],
    ['POST', '/auth/login'],
  ] as const) {
    const answer = await hub.ask(method, path, { headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  }
});

test('a link to an address of the API shows the console and does nothing', async () => {
  const accept = 'text/html,application/xhtml+xml';
  const followed = await hub.ask('GET', '/make-call/+15005550110/sales', { headers: { accept } });
  expect(followed.headers.get('content-type')).toMatch(/^text\/(html|plain)/);
});

test('the documents’ addresses stand in the OpenAPI document', async () => {
  const { paths } = (await hub.ask('GET', '/api/openapi.json')).body as unknown as { paths: Record<string, Record<string, { tags: string[] }>> };
  expect(paths['/make-call/{phone_number}/{scenario}']?.get?.tags).toEqual(['Speech Assistant document']);
  expect(paths['/calls/logs']?.get?.tags).toEqual(['VoiceFlow document']);
  expect(paths['/assistant']?.post?.tags).toEqual(['Assistants document']);
});
