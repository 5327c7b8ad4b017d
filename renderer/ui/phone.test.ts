import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanPasted, readNumber } from './phone.ts';

test.each([
  ['tel:+1-500-555-0110', '+15005550110'],
  ['Call me: (500) 555-0110 after five', '+15005550110'],
  ['+44 20 7946 0018', '+442079460018'],
  ['500.555.0110', '+15005550110'],
])('%s is pasted as %s', (text, number) => {
  expect(cleanPasted(text)).toBe(number);
});

test('a typed number is empty, on its way, complete or none', () => {
  expect(readNumber('  ')).toEqual({ status: 'empty' });
  expect(readNumber('+1500')).toMatchObject({ status: 'partial' });
  expect(readNumber('(500) 555-0110')).toMatchObject({ status: 'complete', e164: '+15005550110', country: 'US', inPlan: true });
  expect(readNumber('+12125550199')).toMatchObject({ status: 'complete', country: 'US', inPlan: true });
  expect(readNumber('call Bob')).toMatchObject({ status: 'malformed' });
  expect(readNumber('1234567890123456')).toMatchObject({ status: 'malformed' });
});

test('a possible number that no plan has is said to be so', () => {
  expect(readNumber('+11111111111')).not.toMatchObject({ status: 'complete', inPlan: true });
});

test('nothing that is typed or pasted breaks the field', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const { status } = readNumber(cleanPasted(text));
      expect(['empty', 'partial', 'malformed', 'complete']).toContain(status);
    }),
  );
});
