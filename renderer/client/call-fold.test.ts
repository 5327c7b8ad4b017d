import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Utterance } from '#shared/contract/calls.ts';
import type { Envelope } from '#shared/live/envelope.ts';
import { sampleCall, sampleUtterance } from '../testing/samples.ts';
import { emptyLiveCall, foldDetail, foldEvent, MAX_UTTERANCES } from './call-fold.ts';

let seq = 0;
const event = (type: string, data: unknown, at = ++seq) => ({ type, seq: at, ts: '2026-01-01T00:00:00Z', data }) as Envelope;
const said = (one: Partial<Utterance>) => event('utterance.final', sampleUtterance({ final: true, ...one }));

test('a partial utterance grows, its final form replaces it, and a late partial changes nothing', () => {
  const id = { utterance_id: 'u1' };
  let call = emptyLiveCall('c1');
  call = foldEvent(call, event('utterance.partial', sampleUtterance({ ...id, text: 'Hel', final: false })));
  call = foldEvent(call, event('utterance.partial', sampleUtterance({ ...id, text: 'Hello', final: false })));
  const late = event('utterance.partial', sampleUtterance({ ...id, text: 'Hello th', final: false }));
  call = foldEvent(call, said({ ...id, text: 'Hello there.' }));
  expect(call.utterances.map((one) => one.text)).toEqual(['Hello there.']);
  expect(foldEvent(call, late)).toBe(call);
});

test('utterances stand in the order of the conversation, whatever the order of their arrival', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 1 }), (order) => {
      const call = order.reduce((known, sequence) => foldEvent(known, said({ utterance_id: `u${sequence}`, sequence })), emptyLiveCall('c1'));
      expect(call.utterances.map((one) => one.sequence)).toEqual(order.toSorted((a, b) => a - b));
    }),
  );
});

test('the same event twice changes nothing', () => {
  const once = event('call.updated', sampleCall({ state: 'ringing' }));
  const call = foldEvent(emptyLiveCall('c1'), once);
  expect(foldEvent(call, once)).toBe(call);
});

test('a coalesced event that is older than the row never sets a field back', () => {
  const turn = event('turn.state', { call_id: 'c1', state: 'speaking', at_ms: 1 });
  const call = foldEvent(emptyLiveCall('c1'), event('call.updated', sampleCall({ turn_state: 'listening' })));
  expect(foldEvent(call, turn).call?.turn_state).toBe('listening');
  expect(foldEvent(call, event('turn.state', { call_id: 'c1', state: 'thinking', at_ms: 2 })).call?.turn_state).toBe('thinking');
});

test('what the API knows is merged with what came live', () => {
  let call = foldEvent(emptyLiveCall('c1'), event('call.updated', sampleCall({ state: 'in_progress' })));
  call = foldEvent(call, said({ utterance_id: 'u2', sequence: 2, text: 'live' }));
  const detail = {
    ...sampleCall({ state: 'ringing' }),
    utterances: [sampleUtterance({ utterance_id: 'u1', sequence: 1 }), sampleUtterance({ utterance_id: 'u2', sequence: 2, text: 'old' })],
  };
  const merged = foldDetail(call, detail);
  expect(merged.call?.state).toBe('in_progress');
  expect(merged.utterances.map((one) => one.utterance_id)).toEqual(['u1', 'u2']);
  expect(merged.utterances[1]?.text).toBe('live');
});

test('monitors come and go by person, and buffers stay bounded', () => {
  const joined = { call_id: 'c1', user_id: 'u', name: 'Ada', since: '2026-01-01T00:00:00Z', mode: 'listen' };
  let call = foldEvent(foldEvent(emptyLiveCall('c1'), event('monitor.joined', joined)), event('monitor.joined', joined));
  expect(call.monitors).toHaveLength(1);
  call = foldEvent(call, event('monitor.left', joined));
  expect(call.monitors).toHaveLength(0);
  for (let i = 1; i <= MAX_UTTERANCES + 5; i++) call = foldEvent(call, said({ utterance_id: `u${i}`, sequence: i }));
  expect(call.utterances).toHaveLength(MAX_UTTERANCES);
  expect(call.utterances[0]?.sequence).toBe(6);
});

test('who listens is known live from the first coming and going on; an older answer of the API does not bring anybody back', () => {
  const ada = { user_id: 'a', name: 'Ada', since: '2026-01-01T00:00:00Z' };
  const read = { ...sampleCall({}), monitors: [ada] };
  let call = foldDetail(emptyLiveCall('c1'), read);
  expect(call.monitors).toEqual([ada]);
  call = foldEvent(call, event('monitor.left', { call_id: 'c1', user_id: 'a', name: 'Ada' }));
  expect(foldDetail(call, read).monitors).toEqual([]);
});
