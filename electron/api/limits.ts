/** Which limit counts for whom. Attempts count, refused ones too. */
import { type AttemptCounter, judge, LIMITS, type LimitName, type LimitRule, type LimitVerdict } from '#core/limits/sliding-window.ts';
import { AppError } from '#shared/domain/errors.ts';

export type Limits = {
  counter: Pick<AttemptCounter, 'count'>;
  /** The rule for one request; none: not limited. */
  rule(name: LimitName, asks: { bearer: boolean }): LimitRule | undefined;
};

/**
 * The documented limits. Placing calls is limited for programs that come with a token; the console's own person, who sees what rings, is not.
 */
export function defaultRule(name: LimitName, { bearer }: { bearer: boolean }): LimitRule | undefined {
  return name === 'call_initiation' && !bearer ? undefined : LIMITS[name];
}

const SWEEP_ABOVE = 10_000;

/** A counter that lives with the process, for hosts and tests without a store. */
export function createMemoryCounter(now: () => number = Date.now): Pick<AttemptCounter, 'count'> {
  const attempts = new Map<string, number[]>();
  return {
    async count(key, rule) {
      const at = now();
      if (attempts.size > SWEEP_ABOVE) for (const [old, times] of attempts) if ((times.at(-1) ?? 0) <= at - rule.windowMs) attempts.delete(old);
      const recent = [...(attempts.get(key) ?? []), at].filter((one) => one > at - rule.windowMs).slice(-4 * rule.max);
      attempts.set(key, recent);
      return judge(recent, rule, at);
    },
  };
}

const seconds = (ms: number) => Math.ceil(ms / 1000);

export function limitHeaders({ limit, remaining, resetMs }: LimitVerdict): Record<string, string> {
  return { 'X-RateLimit-Limit': String(limit), 'X-RateLimit-Remaining': String(remaining), 'X-RateLimit-Reset': String(seconds(resetMs)) };
}

const SUBJECTS: Record<LimitName, string> = { auth: 'sign-in attempts', call_initiation: 'calls', scenario_creation: 'new scenarios' };

export function limitExceeded(name: LimitName, rule: LimitRule, { retryAfterMs }: LimitVerdict): AppError {
  const retry_after = Math.max(1, seconds(retryAfterMs));
  return new AppError('RATE_LIMITED', `Too many ${SUBJECTS[name]}, try again in ${retry_after} s.`, {
    details: `The limit is ${rule.max} in ${seconds(rule.windowMs)} s. Nothing was done.`,
    params: { limit: rule.max, window_seconds: seconds(rule.windowMs), retry_after },
  });
}
