import { expect, test } from 'vitest';
import { Farewell } from './farewell.ts';

function parted(): Farewell {
  const farewell = new Farewell();
  farewell.callerStopped(4000);
  farewell.intend();
  expect([farewell.coming, farewell.parted, farewell.isOver(5000, false)]).toEqual([true, false, false]);
  expect([farewell.part(5000), farewell.part(5020), farewell.parted]).toEqual([true, false, true]);
  return farewell;
}

test('a caller who says nothing more is waited for two seconds', () => {
  const farewell = parted();
  expect(farewell.isOver(6980, false)).toBe(false);
  expect(farewell.isOver(7000, false)).toBe(true);
});

test('a caller who says goodbye too is heard to the end, and not longer', () => {
  const farewell = parted();
  expect(farewell.isOver(8000, true)).toBe(false);
  farewell.callerStopped(8500);
  expect(farewell.isOver(8500, false)).toBe(true);
});

test('a caller who does not stop is not waited for for ever', () => {
  const farewell = parted();
  expect(farewell.isOver(10_980, true)).toBe(false);
  expect(farewell.isOver(11_000, true)).toBe(true);
});

test('a goodbye that was spoken over ends nothing', () => {
  const farewell = parted();
  farewell.cancel();
  expect([farewell.coming, farewell.parted, farewell.isOver(60_000, false)]).toEqual([false, false, false]);
});
