/** What a server with both the console and the API on it gives to which. */
import type { RequestFacts } from '../origin-guard.ts';

/**
 * Whether a request is for the API: everything but the console's page, its files, and the addresses that a person types or follows. The console
 * routes behind a `#`, so that the documents' own addresses beside `/api` stay free; a link to one of them shows the console and does nothing.
 */
export function isForApi({ method, url, headers }: RequestFacts): boolean {
  const { pathname } = new URL(url);
  if (pathname.startsWith('/api/')) return true;
  if (method !== 'GET' && method !== 'HEAD') return true;
  if (pathname === '/' || /\.[a-z0-9]{1,8}$/i.test(pathname)) return false;
  // No link carries a token, whereas some programs accept text/html with everything they ask.
  return headers.has('authorization') || !(headers.get('accept') ?? '').includes('text/html');
}
