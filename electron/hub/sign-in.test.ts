import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookiesOf, PASSWORD, startTestHub, type TestHub } from './test-hub.ts';

const KEY = 'a signing key that is long enough for this';
let hub: TestHub;

beforeAll(async () => {
  process.env.SECRET_KEY = KEY;
  hub = await startTestHub();
}, 60_000);
afterAll(async () => {
  delete process.env.SECRET_KEY;
  await hub.close();
});

const codeOf = ({ body }: { body: unknown }) => (body as { code?: string }).code;

test('who brings nothing is asked to sign in; health and the rest stay closed', async () => {
  for (const path of ['/api/v1/me', '/api/v1/health', '/api/v1/calls', '/api/v1/setup']) {
    const answer = await hub.ask('GET', path);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'UNAUTHENTICATED']);
  }
});

test('the printed address makes a session that survives a restart; the first start names its owner once', async () => {
  const session = await hub.enter();
  expect((await hub.ask('GET', '/api/v1/setup', session)).body).toEqual({ needed: true });
  await hub.restart();
  expect((await hub.ask('GET', '/api/v1/me', { cookie: session.cookie })).body).toMatchObject({ name: 'Owner', role: 'owner' });
  const setUp = (body: object) => hub.ask('POST', '/api/v1/setup', { ...session, body: { name: 'Ada', company_name: 'Acme', ...body } });
  expect(codeOf(await setUp({ email: 'ada@example.com' }))).toBe('VALIDATION_ERROR');
  expect(codeOf(await setUp({ email: 'ada@example.com', password: 'short' }))).toBe('VALIDATION_ERROR');
  expect((await setUp({ email: 'Ada@example.com', password: PASSWORD })).body).toMatchObject({
    name: 'Ada',
    email: 'ada@example.com',
    company_name: 'Acme',
  });
  expect((await hub.ask('GET', '/api/v1/setup', session)).body).toEqual({ needed: false });
  expect(codeOf(await setUp({}))).toBe('CONFLICT');
  const login = await hub.ask('POST', '/api/v1/auth/login', { body: { email: ' ADA@example.com ', password: PASSWORD } });
  expect(login.status).toBe(200);
  expect(login.headers.getSetCookie()).toEqual([]);
});

test('a browser signs in by cookie, changes things with the second secret alone, and signs out', async () => {
  await hub.signUp('browser@example.com');
  const body = { email: 'browser@example.com', password: PASSWORD };
  const ways: Record<string, string>[] = [{ origin: hub.url }, { 'x-session': 'cookie' }];
  for (const headers of ways) {
    const login = await hub.ask('POST', '/api/v1/auth/login', { body, headers });
    const [auth, csrf] = login.headers.getSetCookie();
    expect(auth).toMatch(/^autopulse_auth=trs_[\w-]{43}; HttpOnly; Path=\/; SameSite=Strict; Max-Age=\d+$/);
    expect(csrf).toMatch(/^trunkline_csrf=[\w-]{43}; Path=\/; SameSite=Strict; Max-Age=\d+$/);
  }
  const signIn = async () => cookiesOf((await hub.ask('POST', '/api/v1/auth/login', { body, headers: { origin: hub.url } })).headers);
  const [first, other] = [await signIn(), await signIn()];
  expect(other.csrf).toMatch(/^[\w-]{43}$/);
  const rename = (options: object) => hub.ask('PUT', '/api/v1/presence', { ...options, body: { state: 'available' } });
  expect(codeOf(await rename({ cookie: first.cookie }))).toBe('CSRF_REQUIRED');
  expect(codeOf(await rename({ cookie: first.cookie, csrf: other.csrf }))).toBe('CSRF_REQUIRED');
  expect(codeOf(await rename({ cookie: first.cookie, csrf: 'x' }))).toBe('CSRF_REQUIRED');
  expect((await rename(first)).status).toBe(200);
  expect((await rename({ ...first, headers: { origin: 'http://evil.test' } })).status).toBe(403);

  const out = await hub.ask('POST', '/api/v1/auth/logout', first);
  expect(out.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^autopulse_auth=;.*Max-Age=0/),
    expect.stringMatching(/^trunkline_csrf=;.*Max-Age=0/),
  ]);
  expect((await hub.ask('GET', '/api/v1/me', first)).status).toBe(401);
});

test('an access token expires with a code of its own; forged ones are none', async () => {
  const { token, user } = await hub.signUp('tokens@example.com');
  const [, payload] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>;
  const sign = (changes: object, key = KEY, alg = 'HS256') =>
    new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg }).sign(new TextEncoder().encode(key));
  const past = Math.floor(Date.now() / 1000) - 1;
  const me = async (bearer: string) => codeOf(await hub.ask('GET', '/api/v1/me', { token: bearer }));

  expect(await me(token)).toBeUndefined();
  expect(await me(await sign({}))).toBeUndefined();
  expect(await me(await sign({ exp: past }))).toBe('TOKEN_EXPIRED');
  const forged = [
    await sign({}, 'another key that is also long enough to sign'),
    await sign({}, KEY, 'HS512'),
    await sign({ sub: 'usr_somebody_else' }),
    await sign({ sid: 'ses_none' }),
    await sign({ aud: 'another program' }),
    await sign({ iss: 'another program' }),
    new UnsecuredJWT(claims).encode(),
    `${token.slice(0, -3)}abc`,
    `${token}.x`,
    user.id,
    '',
    'trp_guess',
    'trs_guess',
  ];
  for (const one of forged) expect(await me(one)).toBe('UNAUTHENTICATED');
  expect(codeOf(await hub.ask('GET', '/api/v1/me', { headers: { authorization: `Basic ${btoa('a:b')}` } }))).toBe('UNAUTHENTICATED');
  // A bad token is not made good by a cookie beside it.
  const body = { email: 'tokens@example.com', password: PASSWORD };
  const { cookie } = cookiesOf((await hub.ask('POST', '/api/v1/auth/login', { body, headers: { origin: hub.url } })).headers);
  expect((await hub.ask('GET', '/api/v1/me', { cookie })).status).toBe(200);
  expect((await hub.ask('GET', '/api/v1/me', { cookie, token: 'x' })).status).toBe(401);
});

test('a refresh token is good once; its second use ends the whole family', async () => {
  const { refresh } = await hub.signUp('refresh@example.com');
  const exchange = (refresh_token: string) => hub.ask('POST', '/api/v1/auth/refresh', { body: { refresh_token } });
  const next = (await exchange(refresh)).body as { access_token: string; refresh_token: string };
  expect((await hub.ask('GET', '/api/v1/me', { token: next.access_token })).status).toBe(200);
  expect((await exchange(refresh)).status).toBe(401);
  expect((await exchange(next.refresh_token)).status).toBe(401);
  expect((await hub.ask('GET', '/api/v1/me', { token: next.access_token })).status).toBe(401);
});

test('a personal token does what its scopes say, and never makes itself a better one', async () => {
  const { token } = await hub.signUp('program@example.com');
  const make = async (...scopes: string[]) => {
    const answer = await hub.ask('POST', '/api/v1/auth/tokens', { token, body: { name: scopes.join(), scopes } });
    return answer.body as { id: string; token: string };
  };
  const scenario = { name: 'Test', persona: 'You are Kim.', prompt: 'Say hello.' };
  const tried = async (personal: string) => ({
    look: (await hub.ask('GET', '/api/v1/users', { token: personal })).status,
    calls: (await hub.ask('GET', '/api/v1/calls', { token: personal })).status,
    scenario: (await hub.ask('POST', '/api/v1/scenarios', { token: personal, body: scenario })).status,
    team: (await hub.ask('POST', '/api/v1/teams', { token: personal, body: { name: personal.slice(0, 20) } })).status,
    better: (await hub.ask('POST', '/api/v1/auth/tokens', { token: personal, body: { name: 'x', scopes: ['calls'] } })).status,
    ticket: (await hub.ask('POST', '/api/v1/live/ticket', { token: personal })).status,
  });
  expect(await tried((await make('read')).token)).toEqual({ look: 200, calls: 200, scenario: 403, team: 403, better: 403, ticket: 200 });
  expect(await tried((await make('calls')).token)).toEqual({ look: 403, calls: 200, scenario: 403, team: 403, better: 403, ticket: 200 });
  expect(await tried((await make('scenarios')).token)).toEqual({ look: 403, calls: 403, scenario: 201, team: 403, better: 403, ticket: 403 });
  const admin = await make('read', 'admin');
  expect(await tried(admin.token)).toEqual({ look: 200, calls: 200, scenario: 403, team: 201, better: 403, ticket: 200 });
  expect((await hub.ask('POST', '/api/v1/auth/logout', { token: admin.token })).status).toBe(400);
  expect((await hub.ask('DELETE', `/api/v1/auth/tokens/${admin.id}`, { token })).status).toBe(204);
  expect((await hub.ask('GET', '/api/v1/users', { token: admin.token })).status).toBe(401);
});

test('limits count attempts by account and address, hold across a restart, and keep nobody else out', async () => {
  const ada = await hub.signUp('limited@example.com');
  const login = (email: string, password = 'wrong') => hub.ask('POST', '/api/v1/auth/login', { body: { email, password } });
  // Signing up was the first attempt for this address.
  const seen = [];
  for (let i = 0; i < 5; i++) seen.push((await login(' Limited@example.com')).status);
  expect(seen).toEqual([401, 401, 401, 401, 429]);
  await hub.restart();
  const refused = await login('limited@example.com', PASSWORD);
  expect([refused.status, codeOf(refused), refused.headers.get('x-ratelimit-limit'), refused.headers.get('x-ratelimit-remaining')]).toEqual([
    429,
    'RATE_LIMITED',
    '5',
    '0',
  ]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await hub.ask('GET', '/api/v1/me', { token: ada.token })).status).toBe(200);
  expect((await login('other@example.com')).status).toBe(401);
  const refreshes = await Promise.all(
    Array.from({ length: 31 }, () => hub.ask('POST', '/api/v1/auth/refresh', { body: { refresh_token: 'trr_x' } })),
  );
  expect(refreshes.some(({ status }) => status === 429)).toBe(true);
});

test('calls of programs are limited by their person, whatever the token, and the console’s are not', async () => {
  const { token } = await hub.signUp('dialler@example.com');
  const made = await hub.ask('POST', '/api/v1/auth/tokens', { token, body: { name: 'x', scopes: ['calls'] } });
  const personal = (made.body as { token: string }).token;
  const place = (options: object) => hub.ask('POST', '/api/v1/calls', { ...options, body: { to: 'nonsense', scenario_id: 'sales' } });
  expect([(await place({ token })).status, (await place({ token: personal })).status, (await place({ token })).status]).toEqual([422, 422, 429]);
  const session = await hub.enter();
  for (let i = 0; i < 4; i++) expect((await place(session)).status).toBe(422);
});

test('what people did is recorded, filterable, and for supervisors of their own organization alone', async () => {
  const owner = await hub.signUp('audited@example.com', { company_name: 'Audited' });
  const agent = await hub.invite(owner, 'audited-agent@example.com', 'agent');
  await hub.ask('POST', '/api/v1/auth/login', { body: { email: 'audited-agent@example.com', password: 'wrong' } });
  await hub.ask('PATCH', `/api/v1/users/${agent.user.id}`, { token: owner.token, body: { role: 'supervisor' } });
  const read = async (query: string, token = owner.token) =>
    (await hub.ask('GET', `/api/v1/audit${query}`, { token })).body as {
      items: { action: string; subject_id: string; address: string }[];
      total: number;
    };
  const { items } = await read('');
  expect(items.map(({ action }) => action)).toEqual(['user.role_changed', 'sign_in.failed', 'account.created', 'invitation.sent', 'account.created']);
  expect(new Set(items.map(({ address }) => address))).toEqual(new Set(['127.0.0.1']));
  expect((await read(`?action=user.&subject_id=${agent.user.id}`)).total).toBe(1);
  expect((await read(`?actor_id=${agent.user.id}`)).total).toBe(1);
  expect((await read('', agent.token)).total).toBe(5);
  const stranger = await hub.signUp('stranger@example.com');
  expect((await read('', stranger.token)).total).toBe(1);
});
