import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCallQuery } from '#shared/domain/call-query.ts';
import { mark, matchExpression, stillTyped, termsOf } from './match.ts';

const db = new Database(':memory:');
db.exec("CREATE VIRTUAL TABLE t USING fts5(text, marks, tokenize='unicode61 remove_diacritics 2')");
const texts = ['The Zähler is in the cellar', 'An appointment on Tuesday', 'don’t call me, NEAR the end OR not'];
for (const [index, text] of texts.entries()) {
  db.prepare('INSERT INTO t VALUES (?, ?)').run(text, `${mark.organization('org')} ${mark.call(`call_${index}`)} ${mark.speaker('agent')}`);
}
const rows = db.prepare<[string], { rowid: number }>('SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid');
const find = (typed: string, typing = true): number[] => {
  const terms = termsOf(parseCallQuery(typed).query.said);
  if (terms.length === 0) return [];
  return rows.all(matchExpression(['text'], typing ? stillTyped(terms) : terms, [mark.organization('org')])).map((one) => one.rowid);
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
    ['***', []],
    ['🙂', []],
    [mark.organization('org'), []],
  ])('%j finds %j', (typed, found) => {
    expect(find(typed)).toEqual(found);
  });

  it('takes the last word as it stands when asked to', () => {
    expect(find('appoint', false)).toEqual([]);
    expect(find('appoint*', false)).toEqual([2]);
  });

  it('is narrowed by marks, each of them or one of several', () => {
    const the = termsOf(['the']);
    const found = (...marks: Parameters<typeof matchExpression>[2][number][]) =>
      rows.all(matchExpression(['text'], the, marks)).map((one) => one.rowid);
    expect(found(mark.call('call_2'))).toEqual([3]);
    expect(found([mark.call('call_0'), mark.call('call_1'), mark.call('call_2')])).toEqual([1, 3]);
    expect(found(mark.speaker('agent'), [mark.call('call_0')])).toEqual([1]);
    expect(found(mark.speaker('customer'))).toEqual([]);
    expect(found(mark.organization('or'))).toEqual([]);
    expect(found([mark.call('\'; OR "*'), mark.call('call_0')])).toEqual([1]);
  });

  it('is never a syntax error', () => {
    const hostile = fc.array(
      fc.constantFrom('"', '*', ' ', 'OR', 'NEAR(', ')', ':', '^', '-', '+', '{', '}', 'a', '\u0000', '’', 'ä', '\u0301', '\ud800', 'marks'),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          hostile.map((parts) => parts.join('')),
        ),
        fc.boolean(),
        (typed, typing) => {
          expect(() => find(typed, typing)).not.toThrow();
          const terms = termsOf([typed]);
          if (terms.length > 0) expect(() => rows.all(matchExpression(['text'], terms, []))).not.toThrow();
        },
      ),
      { numRuns: 400 },
    );
  });
});
