import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Call } from '#shared/contract/calls.ts';
import { emptyLiveCall, type LiveCall } from '../../client/call-fold.ts';
import { sampleCall, sampleUtterance } from '../../testing/samples.ts';
import { createHeard } from './heard.ts';
import { isShown, moveInGrid, orderWall, silenceOf, WALL_SORTS, wallNumbers } from './wall-order.ts';

const NOW = Date.parse('2026-01-01T00:10:00Z');
const unheard = () => undefined;
const at = (agoSeconds: number) => new Date(NOW - agoSeconds * 1000).toISOString();

function known(call_id: string, over: Partial<Call> = {}, more: Partial<LiveCall> = {}): LiveCall {
  return { ...emptyLiveCall(call_id), call: sampleCall({ call_id, created_at: at(70), answered_at: at(60), ...over }), ...more };
}
const risk = (score: number): Partial<Call> => ({ risk: { score, reasons: [] } });
const spoke = (endedAgoSeconds: number) => ({ utterances: [sampleUtterance({ start_ms: 0, end_ms: 60_000 - endedAgoSeconds * 1000 })] });

test('the riskiest call comes first, then the most silent, then the longest', () => {
  const calls = [
    known('calm', {}, spoke(1)),
    known('silent', {}, spoke(20)),
    known('risky', risk(40), spoke(1)),
    known('long', { answered_at: at(300) }, { utterances: [sampleUtterance({ end_ms: 299_000 })] }),
  ];
  expect(orderWall(calls, 'risk', NOW, unheard)).toEqual(['risky', 'silent', 'long', 'calm']);
  expect(orderWall(calls, 'silence', NOW, unheard)[0]).toBe('silent');
  expect(orderWall(calls, 'longest', NOW, unheard)[0]).toBe('long');
});

test('calls that are over come last, however risky they were', () => {
  const calls = [known('over', { ...risk(90), state: 'completed', ended_at: at(1) }), known('calm')];
  for (const sort of WALL_SORTS) expect(orderWall(calls, sort, NOW, unheard)).toEqual(['calm', 'over']);
});

test('the order does not depend on how the calls were given', () => {
  const calls = Array.from({ length: 7 }, (_, index) => known(`c${index}`, risk(index % 3), spoke(index % 2)));
  fc.assert(
    fc.property(fc.constantFrom(...WALL_SORTS), fc.shuffledSubarray(calls, { minLength: 7 }), (sort, shuffled) => {
      expect(orderWall(shuffled, sort, NOW, unheard)).toEqual(orderWall(calls, sort, NOW, unheard));
    }),
  );
});

test('nobody is silent while somebody speaks, before an answer, or after the end', () => {
  expect(silenceOf(known('a', {}, spoke(5)), NOW, unheard)).toBe(5000);
  expect(silenceOf(known('a', {}, { utterances: [sampleUtterance({ end_ms: null, final: false })] }), NOW, unheard)).toBe(0);
  expect(silenceOf(known('a', { state: 'ringing', answered_at: null }), NOW, unheard)).toBe(0);
  expect(silenceOf(known('a', { state: 'completed' }, spoke(5)), NOW, unheard)).toBe(0);
  expect(silenceOf(known('a', { turn_state: 'speaking' }, spoke(5)), NOW, unheard)).toBe(0);
  expect(silenceOf(known('a'), NOW, unheard)).toBe(60_000);
  expect(silenceOf(known('a', {}, spoke(30)), NOW, () => NOW - 2000)).toBe(2000);
});

test('a call is heard by either side, while its level is fresh', () => {
  const heard = createHeard();
  const levels = new Map([
    ['loud', { customer: -30, agent: -90, at: 1000 }],
    ['quiet', { customer: -70, agent: -60, at: 1000 }],
    ['stale', { customer: -10, agent: -10, at: 100 }],
  ]);
  const ids = [...levels.keys()];
  heard.look(ids, (id) => levels.get(id), 1100, NOW);
  expect(ids.map(heard.lastAt)).toEqual([NOW, undefined, undefined]);
  heard.look(['quiet'], (id) => levels.get(id), 1200, NOW + 100);
  expect(heard.lastAt('loud')).toBeUndefined();
});

test('the numbers count live calls alone, and greetings are no replies', () => {
  const turn = (n: number, wait: number) => ({
    turn: n,
    kind: n === 1 ? ('greeting' as const) : ('reply' as const),
    utterance_id: `u${n}`,
    speech_end_ms: 0,
    decision_ms: 0,
    first_token_ms: 0,
    first_audio_ms: wait,
  });
  const numbers = wallNumbers(
    [
      known('talking', risk(20), { ...spoke(3), turns: [turn(1, 9000), turn(2, 700), turn(3, 900)] }),
      known('ringing', { state: 'ringing', answered_at: null }),
      known('over', { state: 'completed', ended_at: at(1) }, { turns: [turn(2, 5000)] }),
    ],
    NOW,
    unheard,
  );
  expect(numbers).toEqual({
    live: 2,
    waiting: 1,
    attention: 1,
    longest_ms: 60_000,
    silence_ms: 3000,
    first_response_p95_ms: 900,
    replies: 2,
  });
});

test('filters show what was asked for', () => {
  const mine = known('mine', { placed_by: { user_id: 'me', name: 'Me' } });
  const filter = { show: 'all', scenario: null, user_id: 'me' } as const;
  expect(isShown(mine, { ...filter, show: 'mine' })).toBe(true);
  expect(isShown(mine, { ...filter, show: 'mine', user_id: 'other' })).toBe(false);
  expect(isShown(mine, { ...filter, show: 'attention' })).toBe(false);
  expect(isShown(known('r', risk(1)), { ...filter, show: 'attention' })).toBe(true);
  expect(isShown(known('w', { state: 'queued' }), { ...filter, show: 'waiting' })).toBe(true);
  expect(isShown(mine, { ...filter, scenario: 'sales' })).toBe(false);
});

test('arrow keys move through the grid and stop at its edges', () => {
  // 0 1 2
  // 3 4
  expect(moveInGrid(0, 5, 3, 'right')).toBe(1);
  expect(moveInGrid(0, 5, 3, 'down')).toBe(3);
  expect(moveInGrid(2, 5, 3, 'down')).toBe(4);
  expect(moveInGrid(4, 5, 3, 'down')).toBe(4);
  expect(moveInGrid(4, 5, 3, 'up')).toBe(1);
  expect(moveInGrid(0, 5, 3, 'left')).toBe(0);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 48 }), fc.integer({ min: 1, max: 8 }), fc.nat(), (count, columns, start) => {
      for (const direction of ['up', 'down', 'left', 'right'] as const) {
        const place = moveInGrid(start % count, count, columns, direction);
        expect(place >= 0 && place < count).toBe(true);
      }
    }),
  );
});
