import fc from 'fast-check';
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import { describe, expect, test } from 'vitest';
import { CallerSpeech } from './caller-speech.ts';
import { Transcript, type Utterance } from './transcript.ts';

const VAD = { prefixMs: 300, silenceMs: 500 };

function listen() {
  const published: Utterance[] = [];
  const clock = { now: 10_000 };
  const transcript = new Transcript();
  const speech = new CallerSpeech({
    transcript,
    publish: (utterance) => published.push(utterance),
    toLine: (modelMs) => modelMs + 2000,
    now: () => clock.now,
    vad: VAD,
  });
  const receive = (event: Record<string, unknown>) => speech.receive({ event_id: 'e', content_index: 0, ...event } as unknown as RealtimeServerEvent);
  return {
    ...{ speech, published, clock, transcript },
    committed: (item_id: string, previous_item_id: string | null) => receive({ type: 'input_audio_buffer.committed', item_id, previous_item_id }),
    delta: (item_id: string, delta: string) => receive({ type: 'conversation.item.input_audio_transcription.delta', item_id, delta }),
    completed: (item_id: string, transcriptText: string, logprobs: { logprob: number }[] | null = null) =>
      receive({ type: 'conversation.item.input_audio_transcription.completed', item_id, transcript: transcriptText, logprobs }),
    failed: (item_id: string) => receive({ type: 'conversation.item.input_audio_transcription.failed', item_id, error: {} }),
  };
}

describe('what a recogniser writes in place of words', () => {
  test.each([
    ...['[unintelligible]', '(unintelligible)', '[Unintelligible]', '[inaudible]', '(inaudible)', '[BLANK_AUDIO]', '[silence]', ' [unintelligible] '],
    ...['', '   ', '…', '-', '.', '?!'],
  ])('“%s” is no text: the utterance is there, and is marked as unintelligible', (written) => {
    const { speech, published, completed } = listen();
    speech.started('u1', 1000);
    speech.stopped('u1', 3000);
    completed('u1', written);
    expect(published).toHaveLength(1);
    expect(published[0]).toMatchObject({ unintelligible: true, final: true, start_ms: 3300, end_ms: 4500 });
    expect(published[0]?.text).not.toMatch(/[\p{L}\p{N}]/u);
  });

  test.each(['The word [unintelligible] is one.', 'Silence', 'unintelligible', '7', 'Да.', '[laughs] No.'])('“%s” is what was said', (written) => {
    const { speech, published, completed } = listen();
    speech.started('u1', 1000);
    completed('u1', written);
    expect(published).toEqual([expect.objectContaining({ text: written, unintelligible: false, final: true })]);
  });

  test('is never shown while it arrives', () => {
    const { speech, published, delta, completed } = listen();
    speech.started('u1', 1000);
    delta('u1', '[unintelligible]');
    expect(published).toEqual([]);
    completed('u1', '[unintelligible]');
    expect(published).toEqual([expect.objectContaining({ text: '', unintelligible: true })]);
  });

  test('a transcription that failed is unintelligible too, whatever had arrived of it', () => {
    const { speech, published, delta, failed } = listen();
    speech.started('u1', 1000);
    delta('u1', 'I wanted');
    failed('u1');
    expect(published.map(({ text, final, unintelligible }) => ({ text, final, unintelligible }))).toEqual([
      { text: 'I wanted', final: false, unintelligible: false },
      { text: '', final: true, unintelligible: true },
    ]);
  });
});

test('words are placed where they were spoken: the detector’s lead and its wait for an end are taken off', () => {
  const { speech, published, clock, committed, completed } = listen();
  speech.started('u1', 1000);
  expect(speech.speaking).toBe(true);
  expect(speech.stopped('u1', 4000)).toBe(5500);
  expect(speech.speaking).toBe(false);
  committed('u1', 'i0');
  clock.now = 60_000;
  completed('u1', 'Good morning.', [{ logprob: Math.log(0.9) }, { logprob: Math.log(0.9) }]);
  expect(published).toEqual([
    {
      ...{ utterance_id: 'u1', channel: 0, text: 'Good morning.', start_ms: 3300, end_ms: 5500, previous_id: 'i0' },
      ...{ confidence: 0.9, interrupted: false, unintelligible: false, final: true },
    },
  ]);
});

test('pieces are told at most every 150 ms, the end at once', () => {
  const { speech, published, clock, delta, completed } = listen();
  speech.started('u1', 1000);
  for (let i = 0; i < 10; i++) {
    delta('u1', `w${i} `);
    clock.now += 50;
  }
  completed('u1', 'all of it');
  expect(published.map(({ text }) => text)).toEqual(['w0', 'w0 w1 w2 w3', 'w0 w1 w2 w3 w4 w5 w6', 'w0 w1 w2 w3 w4 w5 w6 w7 w8 w9', 'all of it']);
});

test('speech that is committed by hand keeps its place under whatever id the model gives it', () => {
  const { speech, published, clock, committed, completed } = listen();
  speech.started('u1', 1000);
  clock.now = 9000;
  committed('u2', 'i1');
  completed('u2', 'I was about to');
  speech.finish();
  expect(published).toEqual([
    expect.objectContaining({ utterance_id: 'u2', text: 'I was about to', start_ms: 3300, end_ms: 9000, previous_id: 'i1' }),
  ]);
});

describe('when the session breaks', () => {
  test('words that nobody has seen are left to the next session, which hears them again', () => {
    const { speech, published, delta } = listen();
    speech.started('u1', 1000);
    expect(speech.owedFromMs).toBe(3300);
    speech.sessionEnded(true);
    expect([speech.speaking, speech.owedFromMs, published]).toEqual([false, undefined, []]);
    speech.started('u2', 1000);
    delta('u2', 'Hello');
    speech.sessionEnded(true);
    expect(published.at(-1)).toMatchObject({ utterance_id: 'u2', text: 'Hello', final: true, unintelligible: false });
  });

  test('words that will not come any more end as unintelligible', () => {
    const { speech, published } = listen();
    speech.started('u1', 1000);
    speech.finish();
    expect(published).toEqual([expect.objectContaining({ utterance_id: 'u1', text: '', final: true, unintelligible: true })]);
    expect(speech.owedFromMs).toBeUndefined();
  });
});

test('in whatever order the pieces of utterances come, each ends once, final, with what was transcribed', () => {
  const event = fc.record({ id: fc.constantFrom('a', 'b', 'c'), kind: fc.constantFrom('start', 'stop', 'commit', 'delta', 'done', 'fail') });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const { speech, published, transcript, committed, delta, completed, failed } = listen();
      for (const { id, kind } of events) {
        if (kind === 'start') speech.started(id, 1000);
        else if (kind === 'stop') speech.stopped(id, 2000);
        else if (kind === 'commit') committed(id, null);
        else if (kind === 'delta') delta(id, `${id} `);
        else if (kind === 'done') completed(id, `${id} said`);
        else failed(id);
      }
      speech.finish();
      const finals = published.filter(({ final }) => final).map(({ utterance_id }) => utterance_id);
      expect(new Set(finals).size).toBe(finals.length);
      expect(transcript.ordered().every(({ final }) => final)).toBe(true);
      expect(speech.owedFromMs).toBeUndefined();
      for (const { utterance_id, text, end_ms, start_ms } of transcript.ordered()) {
        expect(['', utterance_id]).toContain(text.split(' ')[0]);
        expect(end_ms).toBeGreaterThanOrEqual(start_ms);
      }
    }),
  );
});
