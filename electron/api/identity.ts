/**
 * Whose a request is, for every door: a bearer token, else the browser's session, else, for a WebSocket, a ticket.
 * A credential that is there and not good is refused; none is tried after it.
 */
import { timingSafeEqual } from 'node:crypto';
import { unauthenticated } from '#core/accounts/access-token.ts';
import type { Identity } from '#core/accounts/model.ts';
import type { Accounts } from '#core/accounts/service.ts';
import { AppError } from '#shared/domain/errors.ts';
import { CSRF_COOKIE, csrfTokenOf, readCookie, SESSION_COOKIE } from './cookies.ts';
import type { RequestFacts } from './origin-guard.ts';
import type { Tickets } from './tickets.ts';

/**
 * Undefined: the request brought nothing.
 * @throws AppError UNAUTHENTICATED (forged, revoked, unknown), TOKEN_EXPIRED, CSRF_REQUIRED
 */
export type Identify = (request: RequestFacts) => Promise<Identity | undefined>;

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export function createIdentify(accounts: Pick<Accounts, 'byBearer' | 'again' | 'sessions'>, tickets: Tickets): Identify {
  return async ({ method, url, headers }) => {
    const authorization = headers.get('authorization');
    if (authorization !== null) return accounts.byBearer(/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '');
    const ticket = headers.get('upgrade')?.toLowerCase() === 'websocket' ? new URL(url).searchParams.get('ticket') : null;
    if (ticket !== null) {
      const identity = tickets.take(ticket);
      if (!identity) throw unauthenticated();
      // Its session may have ended since, and its person have another role.
      return accounts.again(identity);
    }
    const cookie = readCookie(headers, SESSION_COOKIE);
    if (cookie === undefined) return undefined;
    const identity = await accounts.sessions.byCookie(cookie);
    if (!SAFE_METHODS.has(method) && !same(headers.get('x-csrf-token') ?? '', csrfTokenOf(cookie))) {
      throw new AppError('CSRF_REQUIRED', 'The request did not prove that it comes from the console.', {
        details: `Nothing was changed. Reload the window; programs send the cookie ${CSRF_COOKIE} back as X-CSRF-Token.`,
      });
    }
    return identity;
  };
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
