import { expect, test } from 'vitest';
import type { CallEvent } from '#shared/contract/calls.ts';
import { mergeEvents } from './ledger-panel.tsx';
import { isPlayable } from './use-playback.ts';
import { sampleCall } from '../../testing/samples.ts';

const entry = (sequence: number): CallEvent => ({
  event_id: `e${sequence}`,
  sequence,
  at: '2026-01-01T00:00:00Z',
  type: 'carrier.ringing',
  text: 'The phone is ringing.',
  state: null,
  data: {},
});

test('what was read and what came live make one ledger, in order and each entry once', () => {
  expect(mergeEvents([entry(1), entry(2)], [entry(4), entry(2), entry(3)]).map((one) => one.sequence)).toEqual([1, 2, 3, 4]);
});

test('only a closed recording with something in it can be played', () => {
  const recording = { ...sampleCall().recording, seconds: 3 };
  expect(isPlayable({ recording: { ...recording, state: 'closed' } })).toBe(true);
  expect(isPlayable({ recording: { ...recording, state: 'recovered' } })).toBe(true);
  expect(isPlayable({ recording: { ...recording, state: 'recording' } })).toBe(false);
  expect(isPlayable({ recording: { ...recording, state: 'closed', seconds: 0 } })).toBe(false);
});
