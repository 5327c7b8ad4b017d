/** Keeps other sites' pages away from a server on loopback: DNS rebinding by Host, cross-site requests by Origin. */

/** What is known of a request before it is read. A `Request` is one. */
export type RequestFacts = { method: string; url: string; headers: Headers };

export type OriginGuard = (request: RequestFacts) => boolean;

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/**
 * @param allowed further origins this program is reached by or may be called from, such as `https://calls.example.com`
 * @returns whether Host is a loopback name or a configured one, and Origin, when there is one, is this very address or a configured one
 */
export function createOriginGuard(allowed: readonly string[] = []): OriginGuard {
  const origins = new Set(allowed.map((origin) => new URL(origin).origin));
  const hosts = new Set([...origins].map((origin) => new URL(origin).host));
  return ({ url, headers }) => {
    const host = (headers.get('host') ?? new URL(url).host).toLowerCase();
    if (!LOOPBACK.test(host) && !hosts.has(host)) return false;
    const origin = headers.get('origin');
    if (origin === null) return true;
    return origins.has(origin) || origin === `http://${host}` || (hosts.has(host) && origin === `https://${host}`);
  };
}
