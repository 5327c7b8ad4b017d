import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCallQuery } from '#shared/domain/call-query.ts';
import { fieldTokens, valueOf, without, withField } from './query-text.ts';

test('the fields of a query are found, and words that only look like one are not', () => {
  const text = 'price scenario:"Home energy check" dur>60 at 10:30 foo:bar speaker:';
  expect(fieldTokens(text).map(({ field, op, value }) => [field, op, value])).toEqual([
    ['scenario', ':', 'Home energy check'],
    ['dur', '>', '60'],
  ]);
});

test('a filter writes into the text, in the place of what it said before, and can be taken out', () => {
  expect(withField('price', 'speaker', 'customer')).toBe('price speaker:customer');
  expect(withField('price speaker:customer now', 'speaker', 'agent')).toBe('price now speaker:agent');
  expect(withField('price speaker:agent', 'speaker', undefined)).toBe('price');
  expect(withField('', 'scenario', 'Home energy check')).toBe('scenario:"Home energy check"');
  expect(valueOf('scenario:"A b" scenario:c', 'scenario')).toBe('c');
  expect(without('a dur>60 b', 'dur>60')).toBe('a b');
});

test('whatever is written, the search understands a filter as it was set', () => {
  const value = fc.constantFrom('sales', 'Home energy check', 'a:b');
  fc.assert(
    fc.property(fc.array(fc.constantFrom('word', '"a phrase"', 'dur>60', 'scenario:old', 'has:risk'), { maxLength: 5 }), value, (parts, wanted) => {
      const { query } = parseCallQuery(withField(parts.join(' '), 'scenario', wanted));
      expect(query.scenario).toBe(wanted);
      expect(query.said).toEqual(parseCallQuery(parts.join(' ')).query.said);
    }),
  );
});
