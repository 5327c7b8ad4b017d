import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CallQuery, formatCallQuery, parseCallQuery } from './call-query.ts';

describe('the query language', () => {
  it('reads every field', () => {
    const { query, problems } = parseCallQuery(
      'from:+1-555 to:0199 scenario:"Sales follow-up" state:no-answer direction:outbound disposition:goal_met dur>60 dur:<=2m has:risk after:2026-03-01 before:2026-03-31 speaker:customer said:"call me back" refund*',
    );
    expect(problems).toEqual([]);
    expect(query).toEqual({
      from: '+1555',
      to: '0199',
      scenario: 'Sales follow-up',
      state: 'no_answer',
      direction: 'outbound',
      disposition: 'goal_met',
      durations: [
        { op: '>', seconds: 60 },
        { op: '<=', seconds: 120 },
      ],
      has: ['risk'],
      after: '2026-03-01',
      before: '2026-03-31',
      speaker: 'customer',
      said: ['call me back', 'refund*'],
    } satisfies CallQuery);
  });

  it('says what it does not understand, and searches with the rest', () => {
    const { query, problems } = parseCallQuery('colour:red state:happy dur>soon after:2026-02-30 from:abc said: hello 10:30');
    expect(problems.map((one) => one.text)).toEqual(['colour:red', 'state:happy', 'dur>soon', 'after:2026-02-30', 'from:abc', 'said:']);
    expect(query.said).toEqual(['hello', '10:30']);
  });

  it('never throws, and its own text means the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const { query } = parseCallQuery(text);
        expect(parseCallQuery(formatCallQuery(query)).query).toEqual(query);
      }),
    );
  });

  it('gives a query back through its text', () => {
    const query = fc.record(
      {
        said: fc.array(fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8})?$/), { maxLength: 3 }),
        durations: fc.array(fc.record({ op: fc.constantFrom('>', '<', '>=', '<=') as fc.Arbitrary<'>'>, seconds: fc.nat(9999) }), { maxLength: 2 }),
        has: fc.array(fc.constantFrom('recording', 'risk') as fc.Arbitrary<'risk'>, { maxLength: 2 }),
        scenario: fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8})?$/),
        from: fc.stringMatching(/^\+?[0-9]{1,15}$/),
        state: fc.constant('completed' as const),
        after: fc.constant('2026-01-31'),
      },
      { requiredKeys: ['said', 'durations', 'has'] },
    );
    fc.assert(
      fc.property(query, (one) => {
        expect(parseCallQuery(formatCallQuery(one))).toEqual({ query: one, problems: [] });
      }),
    );
  });
});
