/** Which limit counts for whom. Attempts count, refused ones too. */
import type { Identity } from '#core/accounts/model.ts';
import { type AttemptCounter, LIMITS, type LimitName, type LimitRule, type LimitVerdict } from '#core/limits/sliding-window.ts';
import { AppError } from '#shared/domain/errors.ts';

/**
 * The documented limits; none: not limited. Placing calls is limited for programs that come with a token; the console's own person, who sees what
 * rings, is not.
 */
function ruleFor(name: LimitName, identity: Pick<Identity, 'via'> | undefined): LimitRule | undefined {
  const isProgram = identity?.via === 'bearer' || identity?.via === 'personal_token';
  return name === 'call_initiation' && !isProgram ? undefined : LIMITS[name];
}

/** Who makes an attempt: from where, by what identity, and, when signing in, to which account. */
export type Attempt = { address: string; identity: Identity | undefined; email?: string | undefined };

/** Under what an attempt counts. A person by their id wherever they are; who signs in by address and account, so that nobody locks out others. */
function keyOf(name: LimitName, { address, identity, email }: Attempt): string {
  if (name === 'refresh') return `${name} ${address}`;
  return identity ? `${name} ${identity.actor.user_id}` : `${name} ${address} ${email ?? ''}`;
}

/**
 * Counts one attempt.
 * @param told gets the `X-RateLimit-*` headers for the answer, whatever it will be
 * @throws AppError RATE_LIMITED
 */
export async function countAttempt(
  attempts: Pick<AttemptCounter, 'count'>,
  name: LimitName,
  attempt: Attempt,
  told: (headers: Record<string, string>) => void,
): Promise<void> {
  const rule = ruleFor(name, attempt.identity);
  if (!rule) return;
  const verdict = await attempts.count(keyOf(name, attempt), rule);
  told(limitHeaders(verdict));
  if (!verdict.allowed) throw limitExceeded(SUBJECTS[name], rule, verdict);
}

/** The account that a body names, in the form in which accounts are known; of any body, checked or not. */
export function emailIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { email, username } = body as { email?: unknown; username?: unknown };
  const named = email ?? username;
  return typeof named === 'string' ? named.trim().toLowerCase().slice(0, 254) : undefined;
}

const seconds = (ms: number) => Math.ceil(ms / 1000);

/** Seconds, as clients expect them. */
export function limitHeaders({ limit, remaining, resetMs }: LimitVerdict): Record<string, string> {
  return { 'X-RateLimit-Limit': String(limit), 'X-RateLimit-Remaining': String(remaining), 'X-RateLimit-Reset': String(seconds(resetMs)) };
}

const SUBJECTS: Record<LimitName, string> = {
  auth: 'sign-in attempts',
  refresh: 'refreshed sessions',
  call_initiation: 'calls',
  scenario_creation: 'new scenarios',
};

export function limitExceeded(what: string, rule: LimitRule, { retryAfterMs }: LimitVerdict): AppError {
  const retry_after = Math.max(1, seconds(retryAfterMs));
  return new AppError('RATE_LIMITED', `Too many ${what}, try again in ${retry_after} s.`, {
    details: `The limit is ${rule.max} in ${seconds(rule.windowMs)} s. Nothing was done.`,
    params: { limit: rule.max, window_seconds: seconds(rule.windowMs), retry_after },
  });
}
