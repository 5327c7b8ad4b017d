import { expect, test } from 'vitest';
import { nameOfCopy } from './copy-name.ts';

test('copies are counted, whichever of them is copied', () => {
  expect(nameOfCopy('Renewal', new Set(['Renewal']))).toBe('Renewal (copy)');
  expect(nameOfCopy('Renewal', new Set(['Renewal', 'Renewal (copy)']))).toBe('Renewal (copy 2)');
  expect(nameOfCopy('Renewal (copy)', new Set(['Renewal (copy)', 'Renewal (copy 2)']))).toBe('Renewal (copy 3)');
});

test('a long name is cut in front of its ending', () => {
  const long = nameOfCopy('x'.repeat(80), new Set());
  expect(long).toHaveLength(80);
  expect(long).toMatch(/x \(copy\)$/);
  expect(nameOfCopy(long, new Set([long]))).toMatch(/x \(copy 2\)$/);
});
