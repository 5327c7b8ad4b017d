import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from './sliding-window.ts';

const rule = { max: 2, windowMs: 60_000 };

describe('a sliding window', () => {
  it('allows up to its maximum and says when the next fits', () => {
    expect(judge([1000], rule, 1000)).toMatchObject({ allowed: true, remaining: 1 });
    expect(judge([1000, 2000], rule, 2000)).toMatchObject({ allowed: true, remaining: 0, retryAfterMs: 59_000 });
    expect(judge([1000, 2000, 3000], rule, 3000)).toMatchObject({ allowed: false, remaining: 0, retryAfterMs: 59_000 });
    expect(judge([1000, 2000, 62_500], rule, 62_500)).toMatchObject({ allowed: true });
  });

  it('never allows more than its maximum in any window, whatever the order of attempts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 60 }), (times) => {
        const sorted = [...times].sort((a, b) => a - b);
        const allowed = sorted.filter((at, i) => judge(sorted.slice(0, i + 1), rule, at).allowed);
        for (const at of allowed) {
          expect(allowed.filter((other) => other > at - rule.windowMs && other <= at).length).toBeLessThanOrEqual(rule.max);
        }
      }),
    );
  });

  it('keeps its promise: quiet for retryAfterMs, the next attempt is allowed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 120_000 }), { minLength: 1, maxLength: 30 }), (times) => {
        const sorted = [...times].sort((a, b) => a - b);
        const now = sorted.at(-1) ?? 0;
        const later = now + judge(sorted, rule, now).retryAfterMs;
        expect(judge([...sorted, later], rule, later).allowed).toBe(true);
      }),
    );
  });
});
