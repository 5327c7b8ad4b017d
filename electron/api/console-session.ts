/**
 * How the hub's console signs in without accounts: the hub prints an address with a one-time token, which becomes a session cookie.
 * Unsafe methods carry a second secret in a header that another site's page can neither read nor send.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import type { RequestFacts } from './origin-guard.ts';

export const SESSION_COOKIE = 'trunkline_session';
/** Readable by the page, which sends it back as `X-CSRF-Token`. */
export const CSRF_COOKIE = 'trunkline_csrf';

export type Sessions = {
  /** Whoever a request comes from. @throws AppError CSRF_REQUIRED */
  identify(request: RequestFacts): Promise<Actor | undefined>;
};

export type ConsoleSessions = Sessions & {
  /** A token for one sign-in, good for a while. */
  issueToken(): string;
  /** Answers `GET /?token=…`: signs in and leads to the console. Undefined for a request without a token. */
  enter(request: RequestFacts): Promise<Response | undefined>;
  /** For a WebSocket that cannot send a cookie: good once, for a minute. */
  issueTicket(actor: Actor): { ticket: string; expires_at: string };
  signOut(sessionId: string): void;
};

export type ConsoleSessionOptions = {
  /** Whose console it is. */
  actor(): Promise<Actor>;
  now?: () => number;
};

const TOKEN_MS = 30 * 60_000;
const TICKET_MS = 60_000;
const SESSION_MS = 30 * 24 * 3_600_000;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

type Session = { actor: Actor; csrf: string; expiresAt: number };

export function createConsoleSessions({ actor, now = Date.now }: ConsoleSessionOptions): ConsoleSessions {
  const tokens = new Map<string, number>();
  const tickets = new Map<string, { actor: Actor; expiresAt: number }>();
  const sessions = new Map<string, Session>();

  const secret = () => randomBytes(32).toString('base64url');
  // Only digests are kept, so that looking one up takes no longer for a near miss.
  const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

  function takeTicket(text: string): Actor | undefined {
    const key = digest(text);
    const ticket = tickets.get(key);
    tickets.delete(key);
    return ticket && ticket.expiresAt > now() ? ticket.actor : undefined;
  }

  function sessionOf(headers: Headers): Session | undefined {
    const value = readCookie(headers, SESSION_COOKIE);
    if (!value) return undefined;
    const key = digest(value);
    const session = sessions.get(key);
    if (session && session.expiresAt <= now()) sessions.delete(key);
    return session && session.expiresAt > now() ? session : undefined;
  }

  return {
    async identify({ method, url, headers }) {
      const ticket = new URL(url).searchParams.get('ticket');
      if (ticket !== null) return takeTicket(ticket);
      const session = sessionOf(headers);
      if (!session) return undefined;
      if (!SAFE_METHODS.has(method) && !same(headers.get('x-csrf-token') ?? '', session.csrf)) {
        throw new AppError('CSRF_REQUIRED', 'The request did not prove that it comes from the console.', {
          details: 'Nothing was changed. Reload the window; programs send the cookie trunkline_csrf back as X-CSRF-Token.',
        });
      }
      return session.actor;
    },

    issueToken() {
      for (const [key, expiresAt] of tokens) if (expiresAt <= now()) tokens.delete(key);
      const token = secret();
      tokens.set(digest(token), now() + TOKEN_MS);
      return token;
    },

    async enter({ method, url, headers }) {
      const token = new URL(url).searchParams.get('token');
      if (token === null || method !== 'GET') return undefined;
      const key = digest(token);
      const good = (tokens.get(key) ?? 0) > now();
      tokens.delete(key);
      if (!good) return sessionOf(headers) ? lead([]) : refusal();
      const value = secret();
      const csrf = secret();
      const session: Session = { actor: { ...(await actor()), session_id: newId('ses') }, csrf, expiresAt: now() + SESSION_MS };
      sessions.set(digest(value), session);
      const common = `Path=/; SameSite=Strict; Max-Age=${SESSION_MS / 1000}`;
      return lead([`${SESSION_COOKIE}=${value}; HttpOnly; ${common}`, `${CSRF_COOKIE}=${csrf}; ${common}`]);
    },

    issueTicket(whose) {
      for (const [key, { expiresAt }] of tickets) if (expiresAt <= now()) tickets.delete(key);
      const ticket = secret();
      const expiresAt = now() + TICKET_MS;
      tickets.set(digest(ticket), { actor: whose, expiresAt });
      return { ticket, expires_at: new Date(expiresAt).toISOString() };
    },

    signOut(sessionId) {
      for (const [key, session] of sessions) if (session.actor.session_id === sessionId) sessions.delete(key);
    },
  };
}

function readCookie(headers: Headers, name: string): string | undefined {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** To the console itself, so that the token leaves the address bar and the history. */
function lead(cookies: string[]): Response {
  const headers = new Headers({ Location: '/', 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
  for (const cookie of cookies) headers.append('Set-Cookie', cookie);
  return new Response(null, { status: 303, headers });
}

function refusal(): Response {
  const text = 'INVALID_CREDENTIALS: this address was used already or is too old. Start the hub again and open the address that it prints.\n';
  return new Response(text, { status: 401, headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' } });
}
