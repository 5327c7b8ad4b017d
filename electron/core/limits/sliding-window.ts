/** Sliding windows that count attempts, refused ones too, and hold across a restart because they are rows. */
import type { Kysely } from 'kysely';
import type { Schema } from '#store/schema.ts';

export type LimitRule = { max: number; windowMs: number };

/** What the documents promise. */
export const LIMITS = {
  auth: { max: 5, windowMs: 60_000 },
  refresh: { max: 30, windowMs: 60_000 },
  call_initiation: { max: 2, windowMs: 60_000 },
  scenario_creation: { max: 10, windowMs: 60_000 },
} as const satisfies Record<string, LimitRule>;

export type LimitName = keyof typeof LIMITS;

export type LimitVerdict = {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Milliseconds until one more attempt would be allowed; 0 when one is now. */
  retryAfterMs: number;
  /** Milliseconds until the window is empty again. */
  resetMs: number;
};

export type AttemptCounter = {
  /** Counts one attempt for a key and says whether it is within the rule. */
  count(key: string, rule: LimitRule): Promise<LimitVerdict>;
  /** What the next attempt would be told, without counting one. */
  peek(key: string, rule: LimitRule): Promise<LimitVerdict>;
  /** Forgets the attempts of a key. */
  clear(key: string): Promise<void>;
};

/**
 * The verdict on attempts at the given instants, the newest being the one that asks.
 * Refused attempts count: a client that hammers stays refused until it has been quiet.
 */
export function judge(attempts: readonly number[], rule: LimitRule, now: number): LimitVerdict {
  const within = attempts.filter((at) => at > now - rule.windowMs).sort((a, b) => a - b);
  const allowed = within.length <= rule.max;
  // The attempt that has to leave the window before a next one fits.
  const blocking = within[within.length - rule.max];
  return {
    allowed,
    limit: rule.max,
    remaining: Math.max(0, rule.max - within.length),
    retryAfterMs: blocking === undefined ? 0 : blocking + rule.windowMs - now,
    resetMs: within.length === 0 ? 0 : (within[within.length - 1] ?? now) + rule.windowMs - now,
  };
}

/** At most this many rows a key: a flood costs no space, and what is older cannot change the verdict. */
const KEPT_PER_KEY = 40;

/** Longer than any rule's window: older attempts of whatever key are dropped on the way. */
const FORGOTTEN_AFTER_MS = 3_600_000;

export function createAttemptCounter(db: Kysely<Schema>, now: () => number = Date.now): AttemptCounter {
  const recent = (trx: Kysely<Schema>, key: string) =>
    trx.selectFrom('attempts').select('at').where('key', '=', key).orderBy('at', 'desc').limit(KEPT_PER_KEY).execute();
  return {
    count: (key, rule) =>
      db.transaction().execute(async (trx) => {
        const at = now();
        await trx
          .deleteFrom('attempts')
          .where('at', '<=', at - FORGOTTEN_AFTER_MS)
          .execute();
        const rows = await recent(trx, key);
        if (rows.length >= KEPT_PER_KEY) {
          const oldestKept = rows[KEPT_PER_KEY - 2]?.at ?? at;
          await trx.deleteFrom('attempts').where('key', '=', key).where('at', '<', oldestKept).execute();
        }
        await trx.insertInto('attempts').values({ key, at }).execute();
        return judge([...rows.map((row) => row.at), at], rule, at);
      }),
    peek: async (key, rule) => {
      const at = now();
      return judge([...(await recent(db, key)).map((row) => row.at), at], rule, at);
    },
    clear: async (key) => {
      await db.deleteFrom('attempts').where('key', '=', key).execute();
    },
  };
}
