import { expect, test } from 'vitest';
import type { CallEvent } from '#shared/contract/calls.ts';
import { sampleUtterance } from '../../testing/samples.ts';
import { LEAD_MS, markersOf, nextMarker, utteranceAt } from './markers.ts';

const event = (type: string, at: string, data: Record<string, unknown> = {}): CallEvent => ({
  event_id: `${type} ${at}`,
  sequence: 1,
  at,
  type,
  text: type,
  state: null,
  data,
});

test('markers come from words, slow replies and the ledger, in the order of the call', () => {
  const turn = { turn: 2, kind: 'reply' as const, utterance_id: 'u', decision_ms: 0, first_token_ms: 0 };
  const markers = markersOf(
    {
      utterances: [
        sampleUtterance({ utterance_id: 'a', speaker: 'agent', channel: 1, start_ms: 1000, end_ms: 4000, interrupted: true }),
        sampleUtterance({ utterance_id: 'b', start_ms: 9000, unintelligible: true }),
        sampleUtterance({ utterance_id: 'c', start_ms: 9500 }),
      ],
      turn_metrics: [
        { ...turn, speech_end_ms: 5000, first_audio_ms: 7000 },
        { ...turn, turn: 3, speech_end_ms: 6000, first_audio_ms: 6500 },
        { ...turn, turn: 1, kind: 'greeting', speech_end_ms: 0, first_audio_ms: 3000 },
      ],
    },
    [
      event('call.created', '2026-01-01T00:00:00.000Z'),
      event('media.started', '2026-01-01T00:00:10.000Z'),
      event('call.whispered', '2026-01-01T00:00:12.000Z'),
      event('caller.dtmf', '2026-01-01T00:00:19.000Z', { at_ms: 8000 }),
    ],
  );
  expect(markers.map(({ kind, at_ms }) => [kind, at_ms])).toEqual([
    ['event', 2000],
    ['interrupted', 4000],
    ['slow', 5000],
    ['event', 8000],
    ['unintelligible', 9000],
  ]);
});

test('the key for the next marker never stays on the one it jumped to', () => {
  const markers = [1000, 5000].map((at_ms) => ({ id: String(at_ms), at_ms, kind: 'interrupted' as const, tone: 'wrap' as const }));
  const first = nextMarker(markers, 0);
  expect(first?.at_ms).toBe(1000);
  expect(nextMarker(markers, 1000 - LEAD_MS)?.at_ms).toBe(5000);
  expect(nextMarker(markers, 5000)).toBeUndefined();
});

test('the highlighted words are those that are heard; in a pause, those before it; of two at once, the later ones', () => {
  const list = [
    sampleUtterance({ utterance_id: 'a', start_ms: 0, end_ms: 2000 }),
    sampleUtterance({ utterance_id: 'b', start_ms: 1500, end_ms: 1800 }),
    sampleUtterance({ utterance_id: 'c', start_ms: 5000, end_ms: null }),
  ];
  expect(utteranceAt(list, 500)).toBe('a');
  expect(utteranceAt(list, 1600)).toBe('b');
  expect(utteranceAt(list, 1900)).toBe('a');
  expect(utteranceAt(list, 3000)).toBe('b');
  expect(utteranceAt(list, 9000)).toBe('c');
  expect(utteranceAt(list.slice(2), 100)).toBeUndefined();
});
