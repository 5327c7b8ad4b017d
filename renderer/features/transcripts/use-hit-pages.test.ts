import { expect, test } from 'vitest';
import { pagesFor } from './use-hit-pages.ts';

test('only the pages in sight are read, and always the first', () => {
  expect(pagesFor(0, 20)).toEqual([1]);
  expect(pagesFor(95, 130)).toEqual([1, 2]);
  expect(pagesFor(510, 530)).toEqual([1, 6]);
});
