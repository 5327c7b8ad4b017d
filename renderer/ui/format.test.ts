import { expect, test } from 'vitest';
import { formatBytes, formatDuration, formatLatency, formatMoment } from './format.ts';
import { meterHeight } from './level-meter.tsx';
import { unreadTurns } from './turn-announcer.tsx';
import { sampleUtterance } from '../testing/samples.ts';

test('durations, sizes and latencies are short and never negative', () => {
  expect([0, 59_999, 61_000, 3_661_000, -5].map(formatDuration)).toEqual(['00:00', '00:59', '01:01', '1:01:01', '00:00']);
  expect([0, 999, 1500, 42.4e9, 250e6].map(formatBytes)).toEqual(['0 B', '999 B', '1.5 KB', '42.4 GB', '250 MB']);
  expect([640.4, 1240].map(formatLatency)).toEqual(['640 ms', '1.2 s']);
});

test('a moment of another year says which', () => {
  const now = new Date(2026, 10, 21, 12);
  const year = (at: Date) => formatMoment(at.toISOString(), now).match(/20\d\d/)?.[0];
  expect([new Date(2026, 10, 21, 9), new Date(2026, 1, 3), new Date(2027, 10, 21, 9)].map(year)).toEqual([undefined, undefined, '2027']);
});

test('a meter shows -60 dB as nothing and 0 dB as all', () => {
  expect([-90, -60, -30, 0, 3].map(meterHeight)).toEqual([0, 0, 0.5, 1, 1]);
});

test('finished turns are read once, one piece for each speaker, and nothing that is not final or has no words', () => {
  const say = (id: string, speaker: 'customer' | 'agent', text: string, final = true) => sampleUtterance({ utterance_id: id, speaker, text, final });
  const all = [
    say('1', 'agent', 'Hello.'),
    say('2', 'agent', 'It is Kim.'),
    say('3', 'customer', 'Hi.'),
    say('4', 'customer', '', true),
    say('5', 'agent', 'Ho', false),
  ];
  expect(unreadTurns(all, new Set())).toEqual([
    { speaker: 'agent', text: 'Hello. It is Kim.', ids: ['1', '2'] },
    { speaker: 'customer', text: 'Hi. ', ids: ['3', '4'] },
  ]);
  expect(unreadTurns(all, new Set(['1', '2', '3', '4']))).toEqual([]);
});
