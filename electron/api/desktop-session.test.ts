import { afterEach, beforeEach, expect, test } from 'vitest';
import { localOwner } from '#core/accounts/local-owner.ts';
import { type Accounts, createAccounts } from '#core/accounts/service.ts';
import type { Vault } from '#core/ports/host.ts';
import type { Store } from '#store/database.ts';
import { createTestLog, openTestStore } from '#store/test-store.ts';
import { createApi } from './build.ts';
import { openDesktopSession } from './desktop-session.ts';
import { createIdentify } from './identity.ts';
import { createTestApp } from './test-app.ts';
import { createTickets } from './tickets.ts';

let store: Store;
let accounts: Accounts;
let secrets: Map<string, string>;
let vault: Vault;
const log = createTestLog();

beforeEach(async () => {
  store = await openTestStore();
  secrets = new Map();
  vault = {
    kind: 'memory',
    get: async (name) => secrets.get(name),
    set: async (name, value) => void secrets.set(name, value),
    delete: async (name) => void secrets.delete(name),
  };
  accounts = await createAccounts({ store, vault, log, connected: () => false, env: {} });
});
afterEach(() => store.close());

/** The program, started on the same data and the same vault. */
async function start() {
  const tickets = createTickets();
  const app = { ...createTestApp(), accounts };
  const api = createApi({ app, identify: createIdentify(accounts, tickets), tickets, attempts: accounts.attempts, log });
  const desktop = await openDesktopSession({ api, accounts, vault, owner: () => localOwner(store.write, Date.now), log });
  const ask = async (method: string, path: string, body?: object) => {
    const response = await desktop.fetch(
      new Request(`http://trunkline.internal${path}`, {
        method,
        ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
      }),
    );
    expect(response.headers.getSetCookie()).toEqual([]);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) };
  };
  return { ask, actor: desktop.actor };
}

test('the first start is signed in as the machine’s owner, who says once who they are and stays signed in', async () => {
  const first = await start();
  const owner = await first.actor();
  expect((await first.ask('GET', '/api/v1/setup')).body).toEqual({ needed: true });
  expect((await first.ask('POST', '/api/v1/setup', { name: 'Ada', company_name: 'Acme' })).body).toMatchObject({ name: 'Ada', company_name: 'Acme' });
  expect((await first.ask('GET', '/api/v1/auth/sessions')).body).toMatchObject({ items: [{ kind: 'desktop', current: true }] });

  const second = await start();
  expect(await second.actor()).toEqual({ ...owner, name: 'Ada' });
  expect((await second.ask('GET', '/api/v1/setup')).body).toEqual({ needed: false });
  expect((await second.ask('GET', '/api/v1/auth/sessions')).body?.items).toHaveLength(1);
  const { items } = (await second.ask('GET', '/api/v1/audit')).body as { items: { action: string; address: string }[] };
  expect(items.map(({ action, address }) => `${action} from ${address}`)).toEqual(['account.created from this machine', 'sign_in from this machine']);
});

test('an owner without a password cannot sign themselves out; one with a password can, and is asked again, also after a restart', async () => {
  const first = await start();
  expect((await first.ask('POST', '/api/v1/auth/logout')).status).toBe(409);
  const account = { email: 'ada@example.com', password: 'a long enough secret' };
  expect((await first.ask('POST', '/api/v1/setup', { name: 'Ada', company_name: 'Acme', ...account })).status).toBe(200);
  expect((await first.ask('POST', '/api/v1/auth/logout')).status).toBe(200);
  expect([(await first.ask('GET', '/api/v1/me')).status, await first.actor()]).toEqual([401, undefined]);

  const second = await start();
  expect((await second.ask('GET', '/api/v1/me')).status).toBe(401);
  expect((await second.ask('POST', '/api/v1/auth/login', { ...account, password: 'wrong' })).status).toBe(401);
  expect((await second.ask('POST', '/api/v1/auth/login', account)).status).toBe(200);
  expect((await second.ask('PUT', '/api/v1/presence', { state: 'available' })).status).toBe(200);
  expect((await (await start()).actor())?.name).toBe('Ada');
});

test('who began without a password may give one later, once; their names stay', async () => {
  const { ask } = await start();
  expect((await ask('POST', '/api/v1/setup', { name: 'Ada', company_name: 'Acme' })).status).toBe(200);
  const account = { email: 'ada@example.com', password: 'a long enough secret' };
  const give = (body: object) => ask('POST', '/api/v1/setup', { name: 'Eve', company_name: 'Evil', ...body });
  expect((await give({})).status).toBe(409);
  expect((await give({ ...account, password: 'short' })).status).toBe(422);
  expect((await give(account)).body).toMatchObject({ name: 'Ada', company_name: 'Acme', email: account.email });
  expect((await give({ email: 'eve@example.com', password: 'another long secret' })).status).toBe(409);
  const { items } = (await ask('GET', '/api/v1/audit')).body as { items: { action: string }[] };
  expect(items.map((one) => one.action)).toEqual(['password.changed', 'account.created', 'sign_in']);
  expect((await ask('POST', '/api/v1/auth/logout')).status).toBe(200);
  expect((await ask('POST', '/api/v1/auth/login', account)).status).toBe(200);
});

test('a session that was revoked elsewhere is over here', async () => {
  const { ask, actor } = await start();
  const mine = await actor();
  if (!mine?.session_id) throw new Error('the desktop has no session');
  await accounts.sessions.revoke(mine, mine.session_id);
  expect((await ask('GET', '/api/v1/me')).status).toBe(401);
});

test('a vault that cannot keep the session does not keep the person out', async () => {
  vault.set = async () => {
    throw new Error('locked');
  };
  const { ask } = await start();
  expect((await ask('GET', '/api/v1/me')).status).toBe(200);
  expect(log.lines.some(({ level, message }) => level === 'warn' && message.includes('could not be kept'))).toBe(true);
});
