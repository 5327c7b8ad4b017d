/** The cookies of a browser's session. */
import { createHash } from 'node:crypto';

/** The documented name. HttpOnly: the page cannot read it. */
export const SESSION_COOKIE = 'autopulse_auth';
/** Readable by the page, which sends it back as `X-CSRF-Token`. */
export const CSRF_COOKIE = 'trunkline_csrf';

/** As long as the session lives without being used. */
const LIFETIME_SECONDS = 30 * 24 * 3600;

/** The second secret of a session, bound to it: it follows from the first one, which it does not give away. */
export function csrfTokenOf(sessionSecret: string): string {
  return createHash('sha256').update(`trunkline-csrf ${sessionSecret}`).digest('base64url');
}

/** Values of `Set-Cookie` for a session that began. */
export function sessionCookies(sessionSecret: string): string[] {
  const common = `Path=/; SameSite=Strict; Max-Age=${LIFETIME_SECONDS}`;
  return [`${SESSION_COOKIE}=${sessionSecret}; HttpOnly; ${common}`, `${CSRF_COOKIE}=${csrfTokenOf(sessionSecret)}; ${common}`];
}

/** Values of `Set-Cookie` for a session that is over. */
export function clearedCookies(): string[] {
  const common = 'Path=/; SameSite=Strict; Max-Age=0';
  return [`${SESSION_COOKIE}=; HttpOnly; ${common}`, `${CSRF_COOKIE}=; ${common}`];
}

export function readCookie(headers: Headers, name: string): string | undefined {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return undefined;
}
