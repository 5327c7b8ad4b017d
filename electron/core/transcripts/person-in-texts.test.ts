import { expect, test } from 'vitest';
import { findPerson } from './person-in-texts.ts';

const said = (...texts: string[]) => texts.map((text, index) => ({ channel: index % 2, text }));

test('a number is found over several breaths of one person, written or spoken', () => {
  const person = findPerson({ phone: '+15005550123', texts: [] });
  expect(person.outOfLines(said('Call five oh oh', 'Yes?', 'five five five,', 'And?', '0123.'))).toEqual([
    'Call [erased]',
    'Yes?',
    '[erased]',
    'And?',
    '[erased].',
  ]);
  const others = said('Call 500 555 0124.', 'I will.');
  expect(person.outOfLines(others)).toEqual(others.map(({ text }) => text));
});

test('a name is found as a whole word, also one that ends with a full stop where a sentence does', () => {
  const person = findPerson({ phone: '+15005550123', texts: ['Ann', 'Acme Inc.'] });
  expect(person.outOfLines(said('I planned to ask Ann.', 'She is with Acme Inc.'))).toEqual(['I planned to ask [erased].', 'She is with [erased]']);
});
