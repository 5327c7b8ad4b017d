import type { Actor } from '#shared/domain/identity.ts';

const VIEWING_MS = 60 * 60_000;
const REMEMBERED = 10_000;

export type Viewings = { isNew(actor: Pick<Actor, 'user_id'>, what: string): boolean };

/** A page that is open asks again and again: one viewing counts once in an hour. */
export function createViewings(): Viewings {
  const seen = new Map<string, number>();
  return {
    isNew({ user_id }, what) {
      const key = `${user_id} ${what}`;
      const at = Date.now();
      if (at - (seen.get(key) ?? Number.NEGATIVE_INFINITY) < VIEWING_MS) return false;
      seen.delete(key);
      seen.set(key, at);
      const [oldest] = seen.keys();
      if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest);
      return true;
    },
  };
}
