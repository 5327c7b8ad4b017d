import { expect, test } from 'vitest';
import type { CallSummary, Envelope } from '#shared/live/envelope.ts';
import { lineOf, summaryLines } from './transcript.ts';

const utterance = {
  ...{ utterance_id: 'item_1', call_id: 'call_1', sequence: 1, channel: 1, speaker: 'agent', text: 'Good morning.' },
  ...{ start_ms: 63_400, end_ms: 64_000, confidence: null, interrupted: false, unintelligible: false, final: true },
} as const;
const envelope = (type: string, data: unknown) => ({ type, seq: 1, ts: '2026-01-01T00:00:00Z', data }) as Envelope;

test('what was said stands with its time and speaker', () => {
  expect(lineOf(envelope('utterance.final', utterance))).toBe('01:03  AI        Good morning.');
  expect(lineOf(envelope('utterance.final', { ...utterance, speaker: 'customer', interrupted: true }))).toBe(
    '01:03  Customer  Good morning. (interrupted)',
  );
  expect(lineOf(envelope('utterance.final', { ...utterance, unintelligible: true, text: '' }))).toContain('could not be understood');
});

test('a change of state is a line where it tells something', () => {
  expect(lineOf(envelope('call.state', { call_id: 'call_1', state: 'ringing', previous: 'dialing', reason: '' }))).toBe('· Ringing');
  expect(lineOf(envelope('call.state', { call_id: 'call_1', state: 'in_progress', previous: 'answered', reason: '' }))).toBeUndefined();
  expect(lineOf(envelope('audio.level', { call_id: 'call_1', at_ms: 0, customer: -90, agent: -90 }))).toBeUndefined();
});

test('the summary names the recording only where there is one', () => {
  const summary: CallSummary = {
    ...{ call_id: 'call_1', call_sid: 'CA1', state: 'completed', reason: '', duration_seconds: 75, turns: 6, words: 90, interruptions: 1 },
    recording: { path: '/r/call.wav', channels: 2, seconds: 74.98, sha256: 'ab' },
    latency: { greeting_ms: 420.4, first_response_p50_ms: 610, first_response_p95_ms: null },
  };
  expect(summaryLines(summary).join('\n')).toContain('01:15');
  expect(summaryLines(summary).at(-1)).toContain('/r/call.wav (2 channels, 75.0 s)');
  expect(summaryLines({ ...summary, recording: null }).join('\n')).not.toContain('Recording');
});
