import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openSqlite } from '../sqlite.ts';
import { matchQuery } from './full-text.ts';

const file = openSqlite(':memory:');
file.exec(`create virtual table said using fts5(text, tokenize = 'unicode61 remove_diacritics 2')`);
const said = ['I need an appointment on Monday', 'No appointments today, sorry', 'A café on the monday side', "Don't call me (ever) again"];
for (const text of said) file.prepare('insert into said values (?)').run(text);
const find = file.prepare<[string], { text: string }>('select text from said where said match ? order by rowid');
afterAll(() => file.close());

function search(text: string, options?: Parameters<typeof matchQuery>[1]): number[] | undefined {
  const query = matchQuery(text, options);
  return query === undefined ? undefined : find.all(query).map((row) => said.indexOf(row.text));
}

test('words, phrases, prefixes and diacritics', () => {
  expect(search('monday')).toEqual([0, 2]);
  expect(search('appointment monday')).toEqual([0]);
  expect(search('"on monday"')).toEqual([0]);
  expect(search('"monday on"')).toEqual([]);
  expect(search('appoi*')).toEqual([0, 1]);
  expect(search('cafe')).toEqual([2]);
  expect(search("don't")).toEqual([3]);
});

test('the last word is a beginning while it is typed, and whole once a space follows it', () => {
  expect(search('appoint')).toEqual([0, 1]);
  expect(search('appoint ')).toEqual([]);
  expect(search('appoint', { lastIsPrefix: false })).toEqual([]);
  expect(search('"appoint"')).toEqual([]);
});

test('what FTS5 would read as its own syntax is searched as words', () => {
  expect(search('NOT')).toEqual([]);
  expect(search('text:monday OR (ever)')).toEqual([]);
  expect(search('(ever)')).toEqual([3]);
  expect(search('"again')).toEqual([3]);
});

test('nothing to search for is told apart from nothing found', () => {
  for (const empty of ['', '  ', '"', '***', '—', '""*', '\u0000', '🙂']) expect(search(empty)).toBeUndefined();
});

test('no text is a syntax error', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '*', 'AND', 'OR', 'NOT', 'NEAR(', ')', '^', '{text}:', '-', '+', '\u0000', '\ud800', ' '),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.boolean(), (pieces, lastIsPrefix) => {
      const query = matchQuery(pieces.join(''), { lastIsPrefix });
      if (query !== undefined) find.all(query);
    }),
    { numRuns: 800 },
  );
});
