import { expect, test } from 'vitest';
import { callQuery } from '#shared/contract/calls.ts';
import { sampleCall } from '../../testing/samples.ts';
import { callsSearch, isFiltered, toCallQuery } from './calls-search.ts';
import { fromFirstHit } from '../../ui/snippet.tsx';
import { pagesOf, PAGE_SIZE } from './use-call-pages.ts';
import { firstHits } from './use-hits.ts';

test('an address becomes a question that the API takes', () => {
  const query = toCallQuery({
    q: ' friday ',
    state: 'completed',
    live: 'false',
    scenario: 'sales',
    disposition: 'callback',
    min: 30,
    sort: '-duration',
  });
  expect(query).toEqual({
    q: 'friday',
    state: 'completed',
    live: 'false',
    scenario_id: 'sales',
    disposition: 'callback',
    min_duration: 30,
    sort: '-duration',
  });
  expect(callQuery.safeParse(query).success).toBe(true);
});

test('days are whole days where the console is', () => {
  const { from_date, to_date } = toCallQuery({ from: '2026-03-28', to: '2026-03-29' });
  expect(new Date(from_date ?? '').getTime()).toBe(new Date(2026, 2, 28).getTime());
  expect(new Date(to_date ?? '').getTime()).toBe(new Date(2026, 2, 30).getTime() - 1);
  expect(callQuery.safeParse({ from_date, to_date }).success).toBe(true);
});

test('what makes no sense in an address is left out', () => {
  expect(callsSearch.parse({ state: 'flying', min: -3, from: 'yesterday', sort: 'name', q: 'kept' })).toEqual({ q: 'kept' });
});

test('an order alone is no filter', () => {
  expect(isFiltered({ sort: 'duration' })).toBe(false);
  expect(isFiltered({ min: 5 })).toBe(true);
});

test('the pages in sight are read, and the first one always', () => {
  expect(pagesOf(0, 0)).toEqual([1]);
  expect(pagesOf(PAGE_SIZE - 1, PAGE_SIZE)).toEqual([1, 2]);
  expect(pagesOf(5 * PAGE_SIZE, 5 * PAGE_SIZE + 40)).toEqual([1, 6]);
});

test('of several hits in a call the first given, the newest, is shown, from the words before it', () => {
  const { call_id, created_at, scenario_id, scenario_name, to } = sampleCall();
  const hit = { call_id, created_at, scenario_id, scenario_name, to, speaker: 'agent' as const, start_ms: 0 };
  const first = { ...hit, utterance_id: 'u2', snippet: 'two' };
  expect(firstHits([first, { ...hit, utterance_id: 'u1', snippet: 'one' }]).get(call_id)).toBe(first);
  expect(fromFirstHit('one two three four five six seven \u0002eight\u0003 nine')).toBe('…four five six seven \u0002eight\u0003 nine');
  expect(fromFirstHit('at the \u0002start\u0003')).toBe('at the \u0002start\u0003');
});
