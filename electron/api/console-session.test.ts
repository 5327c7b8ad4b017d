import { expect, test } from 'vitest';
import type { Identity } from '#core/accounts/model.ts';
import { createConsoleDoor } from './console-session.ts';
import { createTestAccounts } from './test-accounts.ts';
import { actorOf } from './test-app.ts';

const HOST = 'http://127.0.0.1:4870';
const caller = { address: '127.0.0.1', user_agent: 'test' };

function start() {
  let at = 1_000_000;
  const accounts = createTestAccounts();
  const known = async (cookie: string): Promise<Identity> => {
    if (cookie !== 'trs_1') throw new Error('unknown');
    return { actor: actorOf(), via: 'cookie' };
  };
  const door = createConsoleDoor({
    accounts: { ...accounts, sessions: { ...accounts.sessions, byCookie: known } },
    owner: async () => actorOf(),
    now: () => at,
  });
  const enter = (token: string, headers: Record<string, string> = {}) => door.enter(new Request(`${HOST}/?token=${token}`, { headers }), caller);
  return { door, enter, pass: (ms: number) => void (at += ms) };
}

test('a token signs in once, and leaves the address', async () => {
  const { door, enter } = start();
  const token = door.issueToken();
  const response = await enter(token);
  expect([response?.status, response?.headers.get('location')]).toEqual([303, '/']);
  const [session, csrf] = response?.headers.getSetCookie() ?? [];
  expect(session).toMatch(/^autopulse_auth=trs_1; HttpOnly; Path=\/; SameSite=Strict/);
  expect(csrf).toMatch(/^trunkline_csrf=[\w-]{43}; Path/);
  expect(csrf).not.toContain('HttpOnly');

  const again = await enter(token);
  expect([again?.status, again?.headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8']);
  expect(await again?.text()).toMatch(/no longer works.*href="\/".*start it again/s);
  expect((await enter(token, { cookie: 'other=1; autopulse_auth=trs_1' }))?.status).toBe(303);
  expect((await enter(token, { cookie: 'autopulse_auth=trs_2' }))?.status).toBe(401);
  expect((await enter('guess'))?.status).toBe(401);
  expect(await door.enter(new Request(`${HOST}/`), caller)).toBeUndefined();
});

test('a token grows old', async () => {
  const { door, enter, pass } = start();
  const late = door.issueToken();
  pass(31 * 60_000);
  expect((await enter(late))?.status).toBe(401);
});
