/** How the machine's own person enters the hub's console: it prints an address with a one-time token, which becomes a session of the local owner. */
import { createHash, randomBytes } from 'node:crypto';
import type { Caller } from '#core/accounts/model.ts';
import type { Accounts } from '#core/accounts/service.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { readCookie, SESSION_COOKIE, sessionCookies } from './cookies.ts';
import type { RequestFacts } from './origin-guard.ts';
import { usedAddressPage } from './used-address-page.ts';

export type ConsoleDoor = {
  /** A token for one sign-in, good for a while. */
  issueToken(): string;
  /** Answers `GET /?token=…`: signs in and leads to the console. Undefined for a request without a token. */
  enter(request: RequestFacts, caller: Caller): Promise<Response | undefined>;
};

export type ConsoleDoorOptions = {
  accounts: Pick<Accounts, 'openSession' | 'sessions'>;
  /** Whose machine it is. */
  owner(): Promise<Actor>;
  now?: () => number;
};

const TOKEN_MS = 30 * 60_000;

// Only digests are kept, so that looking one up takes no longer for a near miss.
const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

export function createConsoleDoor({ accounts, owner, now = Date.now }: ConsoleDoorOptions): ConsoleDoor {
  const tokens = new Map<string, number>();

  const isSignedIn = async ({ headers }: RequestFacts) => {
    const cookie = readCookie(headers, SESSION_COOKIE);
    return (
      cookie !== undefined &&
      accounts.sessions.byCookie(cookie).then(
        () => true,
        () => false,
      )
    );
  };

  return {
    issueToken() {
      for (const [key, expiresAt] of tokens) if (expiresAt <= now()) tokens.delete(key);
      const token = randomBytes(32).toString('base64url');
      tokens.set(digest(token), now() + TOKEN_MS);
      return token;
    },

    async enter(request, caller) {
      const token = new URL(request.url).searchParams.get('token');
      if (token === null || request.method !== 'GET') return undefined;
      const key = digest(token);
      const good = (tokens.get(key) ?? 0) > now();
      tokens.delete(key);
      if (!good) return (await isSignedIn(request)) ? lead([]) : usedAddressPage();
      const { cookie } = await accounts.openSession(await owner(), 'browser', caller);
      return lead(cookie === undefined ? [] : sessionCookies(cookie));
    },
  };
}

/** To the console itself, so that the token leaves the address bar and the history. */
function lead(cookies: string[]): Response {
  const headers = new Headers({ Location: '/', 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
  for (const cookie of cookies) headers.append('Set-Cookie', cookie);
  return new Response(null, { status: 303, headers });
}
