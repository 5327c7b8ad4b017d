import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildEnhancedTranscript, countWords, formatDuration, formatLogDuration, transcriptSid, type TranscriptLine } from './enhanced-transcript.ts';
import { newId } from './ids.ts';

const line: fc.Arbitrary<TranscriptLine> = fc
  .record({
    channel: fc.constantFrom(0 as const, 1 as const),
    text: fc.lorem({ maxCount: 12 }),
    start_ms: fc.nat(600_000),
    length: fc.nat(20_000),
    confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    unintelligible: fc.boolean(),
  })
  .map(({ length, ...rest }) => ({ ...rest, end_ms: rest.start_ms + length }));

describe('an enhanced transcript', () => {
  it('keeps its sums: words, sentences, times and sequence agree', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const result = buildEnhancedTranscript(lines, 180);
        const people = Object.values(result.participant_info);
        expect(people.reduce((sum, one) => sum + one.word_count, 0)).toBe(result.summary_data.total_words);
        expect(people.reduce((sum, one) => sum + one.sentence_count, 0)).toBe(result.summary_data.total_sentences);
        expect(result.summary_data.participant_count).toBe(people.length);
        result.conversation_flow.forEach((entry, index) => {
          expect(entry.sequence).toBe(index + 1);
          expect(Math.round((entry.end_time - entry.start_time) * 100) / 100).toBe(entry.duration);
          expect(entry.duration).toBeGreaterThanOrEqual(0);
        });
        expect(result.summary_data.average_confidence).toBeGreaterThanOrEqual(0);
        expect(result.summary_data.average_confidence).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('writes what the documents print', () => {
    const result = buildEnhancedTranscript(
      [{ channel: 1, text: 'Hello, this is Mike Thompson calling about...', start_ms: 500, end_ms: 3200, confidence: 0.95, unintelligible: false }],
      180,
    );
    expect(result.conversation_flow[0]).toEqual({
      sequence: 1,
      speaker: { channel: 1, role: 'agent', name: 'AI Agent' },
      text: 'Hello, this is Mike Thompson calling about...',
      start_time: 0.5,
      end_time: 3.2,
      duration: 2.7,
      confidence: 0.95,
      word_count: 7,
    });
    expect(formatDuration(180)).toBe('3:00');
    expect(formatDuration(3725)).toBe('1:02:05');
    expect(formatLogDuration(204)).toBe('3m 24s');
    expect(countWords("I'll be there at 10.30, don’t worry")).toBe(7);
    expect(transcriptSid(newId('call'))).toMatch(/^GT[0-9a-f]{32}$/);
  });
});
