import { expect, test } from 'vitest';
import { createConsoleSessions } from './console-session.ts';
import { actorOf } from './test-app.ts';

const HOST = 'http://127.0.0.1:4870';

function start() {
  let at = 1_000_000;
  const sessions = createConsoleSessions({ actor: async () => actorOf(), now: () => at });
  const enter = (token: string, headers: Record<string, string> = {}) => sessions.enter(new Request(`${HOST}/?token=${token}`, { headers }));
  const pass = (ms: number) => void (at += ms);
  return { sessions, enter, pass };
}

function cookiesOf(response: Response | undefined): Record<string, string> {
  return Object.fromEntries((response?.headers.getSetCookie() ?? []).map((one) => one.split(';')[0]!.split('=') as [string, string]));
}

const asked = (method: string, headers: Record<string, string>) => new Request(`${HOST}/api/v1/me`, { method, headers });

test('a token signs in once, and leaves the address', async () => {
  const { sessions, enter } = start();
  const token = sessions.issueToken();
  const response = await enter(token);
  expect([response?.status, response?.headers.get('location')]).toEqual([303, '/']);
  const [session, csrf] = response!.headers.getSetCookie();
  expect(session).toMatch(/^trunkline_session=[\w-]{43}; HttpOnly; Path=\/; SameSite=Strict/);
  expect(csrf).not.toContain('HttpOnly');
  const cookies = cookiesOf(response);
  const cookie = `other=1; trunkline_session=${cookies.trunkline_session}`;
  expect(await sessions.identify(asked('GET', { cookie }))).toMatchObject({ role: 'owner', session_id: expect.stringMatching(/^ses_/) });

  expect((await enter(token))?.status).toBe(401);
  expect((await enter(token, { cookie }))?.status).toBe(303);
  expect((await enter('guess'))?.status).toBe(401);
  expect(await sessions.enter(new Request(`${HOST}/`))).toBeUndefined();
});

test('a token and a session grow old', async () => {
  const { sessions, enter, pass } = start();
  const late = sessions.issueToken();
  pass(31 * 60_000);
  expect((await enter(late))?.status).toBe(401);
  const cookie = `trunkline_session=${cookiesOf(await enter(sessions.issueToken())).trunkline_session}`;
  pass(29 * 24 * 3_600_000);
  expect(await sessions.identify(asked('GET', { cookie }))).toBeDefined();
  pass(2 * 24 * 3_600_000);
  expect(await sessions.identify(asked('GET', { cookie }))).toBeUndefined();
});

test('what changes something needs the second secret', async () => {
  const { sessions, enter } = start();
  const cookies = cookiesOf(await enter(sessions.issueToken()));
  const other = cookiesOf(await enter(sessions.issueToken()));
  const cookie = `trunkline_session=${cookies.trunkline_session}; trunkline_csrf=${cookies.trunkline_csrf}`;
  for (const token of ['', 'guess', other.trunkline_csrf!]) {
    await expect(sessions.identify(asked('POST', { cookie, 'x-csrf-token': token }))).rejects.toMatchObject({ code: 'CSRF_REQUIRED' });
  }
  const actor = await sessions.identify(asked('POST', { cookie, 'x-csrf-token': cookies.trunkline_csrf! }));
  expect(actor).toBeDefined();
  sessions.signOut(actor!.session_id!);
  expect(await sessions.identify(asked('GET', { cookie }))).toBeUndefined();
});

test('a ticket is good once, for a minute, and no cookie helps a bad one', async () => {
  const { sessions, pass, enter } = start();
  const { ticket } = sessions.issueTicket(actorOf('viewer'));
  const use = (text: string, headers = {}) => sessions.identify(new Request(`${HOST}/live?ticket=${text}`, { headers }));
  expect(await use(ticket)).toMatchObject({ role: 'viewer' });
  expect(await use(ticket)).toBeUndefined();
  const late = sessions.issueTicket(actorOf()).ticket;
  pass(61_000);
  expect(await use(late)).toBeUndefined();
  const cookie = `trunkline_session=${cookiesOf(await enter(sessions.issueToken())).trunkline_session}`;
  expect(await use('guess', { cookie })).toBeUndefined();
});
