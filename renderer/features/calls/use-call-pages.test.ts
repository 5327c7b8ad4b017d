import { expect, test } from 'vitest';
import { isSamePages, pagesAhead, pagesOf } from './use-call-pages.ts';

test('the pages of the rows in sight are read, and the first one for the total', () => {
  expect(pagesOf(0, 40)).toEqual([1]);
  expect(pagesOf(90, 130)).toEqual([1, 2]);
  expect(pagesOf(4990, 5010)).toEqual([1, 50, 51]);
});

test('rows on the same pages ask for nothing new', () => {
  expect(isSamePages({ first: 0, last: 40 }, { first: 9, last: 49 })).toBe(true);
  expect(isSamePages({ first: 0, last: 40 }, { first: 60, last: 100 })).toBe(false);
});

test('what comes next in the direction of the move is read before it is there, and never beyond the list', () => {
  const at = (first: number) => ({ first, last: first + 40 });
  expect(pagesAhead(at(0), at(0), 100_000)).toEqual([2, 3]);
  expect(pagesAhead(at(450), at(470), 100_000)).toEqual([7, 8]);
  expect(pagesAhead(at(520), at(470), 100_000)).toEqual([4, 3]);
  expect(pagesAhead(at(220), at(170), 100_000)).toEqual([1]);
  expect(pagesAhead(at(0), at(30), 180)).toEqual([2]);
  expect(pagesAhead(at(0), at(0), 40)).toEqual([]);
});
