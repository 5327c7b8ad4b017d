import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { matchExpression } from './fts.ts';

const db = new Database(':memory:');
db.exec("CREATE VIRTUAL TABLE t USING fts5(text, tokenize='unicode61 remove_diacritics 2')");
const texts = ['The Zähler is in the cellar', 'An appointment on Tuesday', 'don’t call me, NEAR the end OR not'];
for (const text of texts) db.prepare('INSERT INTO t VALUES (?)').run(text);
const find = (typed: string, lastIsPrefix?: boolean): number[] => {
  const match = matchExpression(typed, lastIsPrefix);
  if (match === undefined) return [];
  return db
    .prepare<[string], { rowid: number }>('SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid')
    .all(match)
    .map((one) => one.rowid);
};
afterAll(() => db.close());

describe('a typed search', () => {
  it.each<[string, number[]]>([
    ['zahler', [1]],
    ['cellar the', [1]],
    ['"in the" cel', [1]],
    ['"the in"', []],
    ['app* tuesday', [2]],
    ['appoint', [2]],
    ['OR', [3]],
    ['near(', [3]],
    ['don’t', [3]],
    ['tuesday zahler', []],
    ['"unclosed tues', []],
    ['"', []],
    ['', []],
  ])('%j finds %j', (typed, rows) => {
    expect(find(typed)).toEqual(rows);
  });

  it('takes the last word as it stands when asked to', () => {
    expect(find('appoint', false)).toEqual([]);
    expect(find('appoint*', false)).toEqual([2]);
  });

  it('is never a syntax error', () => {
    const hostile = fc.array(fc.constantFrom('"', '*', ' ', 'OR', 'NEAR(', ')', ':', '^', '-', '+', '{', '}', 'a', '\u0000', '’', 'ä', '\u0301'), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          hostile.map((parts) => parts.join('')),
        ),
        fc.boolean(),
        (typed, last) => {
          expect(() => find(typed, last)).not.toThrow();
        },
      ),
    );
  });
});
