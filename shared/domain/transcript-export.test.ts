import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallDetail } from '#shared/contract/calls.ts';
import { redactForFile } from './redacted-call.ts';
import { csvCell } from './transcript-export/csv.ts';
import { exportTranscript, TRANSCRIPT_FORMATS, transcriptFileName } from './transcript-export.ts';

function callOf(texts: readonly string[]): CallDetail {
  return {
    call_id: 'call_1',
    call_sid: null,
    state: 'completed',
    reason: '',
    reason_code: null,
    direction: 'outbound',
    to: '+15559876543',
    from: '+15005550006',
    scenario_id: 'sales',
    scenario_name: '=SUM(A1)',
    practice: true,
    persona: null,
    placed_by: { user_id: 'u', name: 'Sue' },
    created_at: '2026-03-01T09:00:00.000Z',
    answered_at: null,
    ended_at: null,
    duration_seconds: 3661,
    turn_state: null,
    ai_muted: false,
    recording: { state: 'none', channels: 2, seconds: 0, bytes: 0, sha256: null, alarms: [] },
    latency: { greeting_ms: null, first_response_p50_ms: null, first_response_p95_ms: null },
    turns: 0,
    words: 0,
    interruptions: 0,
    risk: { score: 0, reasons: [] },
    disposition: null,
    notes: '',
    tail: texts.at(-1) ?? '',
    redacted: false,
    utterances: texts.map((text, index) => ({
      utterance_id: `u${index}`,
      call_id: 'call_1',
      sequence: index + 1,
      channel: index % 2 === 0 ? 0 : 1,
      speaker: index % 2 === 0 ? 'customer' : 'agent',
      text,
      start_ms: index * 1000,
      end_ms: index * 1000 + 900,
      confidence: null,
      interrupted: false,
      unintelligible: false,
      final: true,
    })),
    turn_metrics: [],
    monitors: [],
  };
}

/** A reader of RFC 4180 that knows nothing of the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom('-->', '<b>', '</v>', '&', '"', ',', '\n\n', '\r', '\u2028', '\u0085', '=1+1', '@x', '1\n00:00:00,000 --> 00:00:01,000\n', ' '),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('=cmd|x', '+1', '-2', '@SUM', '\t=1', ' =1', '＝1', '|x'),
);
const conversation = fc.array(nasty, { maxLength: 6 });

describe('transcript files', () => {
  it('subtitles have one cue for each utterance with words, whatever was said', () => {
    fc.assert(
      fc.property(conversation, (texts) => {
        const call = callOf(texts);
        const spokenOnes = texts.filter((text) => text.replace(/[\s\u0085]+/g, ' ').trim() !== '');
        const vtt = exportTranscript(call, 'vtt').trimEnd().split('\n\n');
        expect(vtt[0]).toBe('WEBVTT');
        expect(vtt).toHaveLength(spokenOnes.length + 1);
        for (const [index, cue] of vtt.slice(1).entries()) {
          const lines = cue.split(/\r\n|\r|\n/);
          expect(lines).toHaveLength(3);
          expect(lines[0]).toBe(String(index + 1));
          expect(lines[1]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}$/);
          expect(lines[2]).toMatch(/^<v (Customer|AI agent)>[^<>]*$/);
          expect(lines[2]).not.toContain('-->');
        }
        const srt = exportTranscript(call, 'srt').split('\n');
        expect(srt.filter((line) => line.includes('-->'))).toHaveLength(spokenOnes.length);
        expect(srt.join('')).not.toMatch(/[<]|\r/);
        expect(srt.filter((line) => /^\d+$/.test(line)).map(Number)).toEqual(spokenOnes.map((_, index) => index + 1));
      }),
    );
  });

  it('tables read back as they were, and no cell is a formula', () => {
    fc.assert(
      fc.property(conversation, (texts) => {
        const call = callOf(texts);
        const [head, ...rows] = readCsv(exportTranscript(call, 'csv'));
        expect(head).toContain('text');
        expect(rows).toHaveLength(texts.length);
        for (const [index, row] of rows.entries()) {
          expect(row).toHaveLength(head?.length ?? 0);
          const text = (row[head?.indexOf('text') ?? -1] ?? '').replace(/^'/, '');
          expect(text).toBe(
            (texts[index] ?? '')
              .replace(/[\s\u0085]+/g, ' ')
              .trim()
              .replace(/^'/, ''),
          );
          for (const cell of row) expect(cell.trimStart()).not.toMatch(/^[=+\-@|%]/);
        }
      }),
    );
    expect(csvCell('=1+1')).toBe(`"'=1+1"`);
    expect(csvCell(-3.5)).toBe('-3.5');
    expect(csvCell(null)).toBe('');
  });

  it('JSON reads back as it was', () => {
    fc.assert(
      fc.property(conversation, (texts) => {
        const { call, utterances } = JSON.parse(exportTranscript(callOf(texts), 'json'));
        expect(call).toMatchObject({ call_id: 'call_1', scenario_name: '=SUM(A1)' });
        expect(utterances.map((one: { text: string }) => one.text)).toEqual(texts.map((text) => text.toWellFormed()));
      }),
    );
  });

  it('hide in every form what must not be read, the numbers of both sides too', () => {
    const secret = fc.constantFrom(
      '4111 1111 1111 1111',
      '555-987-6543',
      '123-45-6789',
      'sue@example.com',
      'five five five nine eight seven six five four three',
    );
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.constantFrom(...TRANSCRIPT_FORMATS), (secrets, format) => {
        const call = redactForFile(callOf(secrets.map((one) => `It is ${one}, thanks.`)));
        const file = exportTranscript(call, format) + transcriptFileName(call, format);
        for (const one of [...secrets, '5559876543', '15005550006', '9876543']) expect(file).not.toContain(one);
      }),
    );
  });
});
