/** Sliding windows that count attempts, refused ones too. */

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
  /** Forgets the attempts of all keys that begin so. */
  clearAll(beginning: string): Promise<void>;
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
