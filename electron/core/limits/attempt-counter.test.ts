import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '#store/database.ts';
import { openTestStore } from '#store/test-store.ts';
import { createAttemptCounter } from './attempt-counter.ts';

const rule = { max: 5, windowMs: 60_000 };
let store: Store;
let now: number;

beforeEach(async () => {
  now = 10_000_000;
  store = await openTestStore();
});
afterEach(() => store.close());

const counter = () => createAttemptCounter(store, () => now);

test('of many attempts at once exactly the first few are allowed, and each key has its own count', async () => {
  const attempts = counter();
  const verdicts = await Promise.all(Array.from({ length: 1000 }, (_, i) => attempts.count(i % 2 === 0 ? 'a' : `b${i}`, rule)));
  expect(verdicts.filter(({ allowed }, i) => allowed && i % 2 === 0)).toHaveLength(5);
  expect(verdicts.every(({ allowed }, i) => allowed || i % 2 === 0)).toBe(true);
  const { count } = await store.read
    .selectFrom('attempts')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('key', '=', 'a')
    .executeTakeFirstOrThrow();
  expect(Number(count)).toBe(40);
});

test('what was counted holds for a process that comes later, until the window has passed', async () => {
  for (let i = 0; i < 5; i++) expect((await counter().count('a', rule)).allowed).toBe(true);
  expect((await counter().peek('a', rule)).allowed).toBe(false);
  expect((await counter().count('a', rule)).allowed).toBe(false);
  now += 60_001;
  expect(await counter().count('a', rule)).toMatchObject({ allowed: true, remaining: 4 });
  await counter().clear('a');
  expect(await counter().peek('a', rule)).toMatchObject({ remaining: 4 });
});

test('a store that fails says so to everybody who waits', async () => {
  const broken = createAttemptCounter({ read: store.read, write: store.read }, () => now);
  await expect(Promise.all([broken.count('a', rule), broken.count('b', rule)])).rejects.toThrow();
});
