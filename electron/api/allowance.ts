/** How many requests a client may make, whatever they ask: a bound for loops that went wild, far from what anybody's work needs. */
import { createHash } from 'node:crypto';
import type { LimitRule, LimitVerdict } from '#core/limits/sliding-window.ts';

/** A thousand a second for a whole minute. */
export const ALLOWANCE: LimitRule = { max: 60_000, windowMs: 60_000 };

/** So many clients at once are no clients but somebody who changes their name: all begin anew then, and no memory fills up. */
const REMEMBERED = 10_000;

export type Allowance = (client: string) => LimitVerdict;

/**
 * Counts in memory, in windows that begin with a client's first request: one number a client, so that counting costs next to nothing.
 * @param now whole milliseconds that never go back
 */
export function createAllowance({ max, windowMs }: LimitRule = ALLOWANCE, now: () => number = () => Math.floor(performance.now())): Allowance {
  const clients = new Map<string, { until: number; used: number }>();
  return (client) => {
    const at = now();
    let window = clients.get(client);
    if (!window || window.until <= at) {
      if (clients.size >= REMEMBERED) clients.clear();
      window = { until: at + windowMs, used: 0 };
      clients.set(client, window);
    }
    window.used++;
    const resetMs = window.until - at;
    const allowed = window.used <= max;
    return { allowed, limit: max, remaining: Math.max(0, max - window.used), retryAfterMs: allowed ? 0 : resetMs, resetMs };
  };
}

/** Who asks, by what they bring: programs of one machine share its address, and one that runs wild must not use up what the console may. */
export function clientOf(headers: Headers, address: string): string {
  const proof = headers.get('authorization') ?? headers.get('cookie');
  return proof === null ? address : createHash('sha256').update(proof).digest('base64');
}
