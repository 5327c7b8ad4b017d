import { type AttemptCounter, judge } from '#core/limits/sliding-window.ts';

/** Counts attempts without a store. */
export function testAttempts(): Pick<AttemptCounter, 'count'> {
  const attempts = new Map<string, number[]>();
  return {
    async count(key, rule) {
      const at = Date.now();
      const all = [...(attempts.get(key) ?? []), at];
      attempts.set(key, all);
      return judge(all, rule, at);
    },
  };
}
