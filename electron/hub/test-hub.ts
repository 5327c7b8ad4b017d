/** A real hub in this process, over HTTP, and people who use it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountUser } from '#shared/contract/accounts.ts';
import type { Role } from '#shared/domain/identity.ts';
import { createTestLog } from '#store/test-store.ts';
import { startHub } from './start-hub.ts';

export const PASSWORD = 'a long enough secret';

export type Answer = { status: number; headers: Headers; body: unknown };
export type AskOptions = { token?: string; cookie?: string; csrf?: string; body?: unknown; headers?: Record<string, string> };
export type Person = { token: string; refresh: string; user: AccountUser };

export type TestHub = {
  url: string;
  consoleUrl: string;
  dataDir: string;
  log: ReturnType<typeof createTestLog>;
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  /** Somebody with an organization of their own. */
  signUp(email: string, more?: Record<string, unknown>): Promise<Person>;
  /** Somebody whom an owner invited. */
  invite(owner: Person, email: string, role: Role): Promise<Person>;
  /** The cookies of this machine's owner, who opened the printed address; that works once. */
  enter(): Promise<{ cookie: string; csrf: string }>;
  restart(): Promise<void>;
  close(): Promise<void>;
};

type SignedInBody = { access_token: string; refresh_token: string; user: AccountUser };

export async function startTestHub(): Promise<TestHub> {
  const dataDir = await mkdtemp(join(tmpdir(), 'trunkline-hub-'));
  const log = createTestLog();
  const start = () => startHub({ dataDir, port: 0, portIsFixed: true, edgePort: 0, log });
  let hub = await start();

  async function ask(method: string, path: string, { token, cookie, csrf, body, headers = {} }: AskOptions = {}): Promise<Answer> {
    const response = await fetch(hub.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(cookie === undefined ? {} : { cookie }),
        ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text.startsWith('{') ? JSON.parse(text) : text };
  }

  async function signUp(email: string, more: Record<string, unknown> = {}): Promise<Person> {
    const { status, body } = await ask('POST', '/api/v1/auth/register', { body: { email, password: PASSWORD, ...more } });
    if (status !== 201) throw new Error(`signing up was answered with ${status}: ${JSON.stringify(body)}`);
    const { access_token, refresh_token, user } = body as SignedInBody;
    return { token: access_token, refresh: refresh_token, user };
  }

  return {
    get url() {
      return hub.url;
    },
    get consoleUrl() {
      return hub.consoleUrl;
    },
    dataDir,
    log,
    ask,
    signUp,
    async invite(owner, email, role) {
      const { body } = await ask('POST', '/api/v1/invitations', { token: owner.token, body: { email, role } });
      return signUp(email, { invitation: (body as { code: string }).code });
    },
    async enter() {
      const { status, headers } = await ask('GET', hub.consoleUrl.slice(hub.url.length));
      if (status !== 303) throw new Error(`the printed address was answered with ${status}`);
      return cookiesOf(headers);
    },
    async restart() {
      await hub.close();
      hub = await start();
    },
    async close() {
      await hub.close();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What a browser sends back of the cookies that it was given. */
export function cookiesOf(headers: Headers): { cookie: string; csrf: string } {
  const pairs = headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
  return { cookie: pairs.join('; '), csrf: pairs.find((one) => one.startsWith('trunkline_csrf='))?.split('=')[1] ?? '' };
}
