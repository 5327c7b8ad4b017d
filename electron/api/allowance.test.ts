import { expect, test } from 'vitest';
import { clientOf, createAllowance } from './allowance.ts';

test('a window begins with the first request, and ends a minute later for that client alone', () => {
  let now = 1000;
  const allow = createAllowance({ max: 2, windowMs: 60_000 }, () => now);
  expect(allow('a')).toEqual({ allowed: true, limit: 2, remaining: 1, retryAfterMs: 0, resetMs: 60_000 });
  now += 20_000;
  expect(allow('a')).toEqual({ allowed: true, limit: 2, remaining: 0, retryAfterMs: 0, resetMs: 40_000 });
  expect(allow('a')).toEqual({ allowed: false, limit: 2, remaining: 0, retryAfterMs: 40_000, resetMs: 40_000 });
  expect(allow('b').remaining).toBe(1);
  now += 40_000;
  expect(allow('a')).toMatchObject({ allowed: true, remaining: 1 });
});

test('whoever changes their name with each request is forgotten, not kept', () => {
  const allow = createAllowance({ max: 2, windowMs: 60_000 }, () => 0);
  allow('first');
  for (let n = 0; n < 10_000; n++) allow(`another ${n}`);
  expect(allow('first').remaining).toBe(1);
});

test('clients of one address are told apart by what they bring, and none of it is kept', () => {
  const of = (headers: Record<string, string>) => clientOf(new Headers(headers), '127.0.0.1');
  const names = [of({}), of({ cookie: 'a=1' }), of({ authorization: 'Bearer x' }), of({ authorization: 'Bearer y', cookie: 'a=1' })];
  expect(new Set(names).size).toBe(4);
  expect(names[0]).toBe('127.0.0.1');
  expect(names.join()).not.toContain('Bearer');
});
