/** Whole calls through the sandbox: other people's protocols on both sides, in threads of their own. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createStudio } from '#sandbox/voices/studio.ts';
import { encodeMulaw } from '#shared/audio/mulaw.ts';
import { parseWav } from '#shared/audio/wav.ts';
import { type Practice, startPractice } from './testing/practice.ts';

const finals = (practice: Practice, callId: string) => practice.of(callId, 'utterance').filter((event) => event.final);
const ended = (practice: Practice, callId: string) =>
  vi.waitFor(() => expect(practice.of(callId, 'recording_closed')).toHaveLength(1), { timeout: 150_000, interval: 50 });

/** Milliseconds in which a channel of a recording carries speech. */
function soundMs(samples: Int16Array | undefined): number {
  let ms = 0;
  for (let at = 0; samples && at + 160 <= samples.length; at += 160) {
    let sum = 0;
    for (let i = at; i < at + 160; i++) sum += (samples[i] ?? 0) ** 2;
    if (Math.sqrt(sum / 160) > 200) ms += 20;
  }
  return ms;
}

describe('at the speed of life', () => {
  let practice: Practice;
  beforeAll(async () => {
    practice = await startPractice();
  }, 60_000);
  afterAll(() => practice?.close());

  test('four calls at once: friendly, interrupting, broken model, stalled line', { timeout: 170_000 }, async () => {
    const friendly = await practice.dial('call_friendly', { persona: 'friendly', seed: 7 });
    const interrupter = await practice.dial('call_interrupter', { persona: 'interrupter', seed: 3 });
    await practice.dial('call_broken', { persona: 'friendly', seed: 7, faults: { modelDropAtMs: 16_000 } });
    await practice.dial('call_stalled', { persona: 'friendly', seed: 7, faults: { mediaStall: { atMs: 11_000, forMs: 900 }, mediaJitterMs: 60 } });
    await Promise.all(['call_friendly', 'call_interrupter', 'call_broken', 'call_stalled'].map((id) => ended(practice, id)));

    // What is written is what was heard.
    const said = finals(practice, 'call_friendly');
    expect(said.filter((event) => event.channel === 1).length).toBeGreaterThanOrEqual(4);
    expect(said.filter((event) => event.channel === 0).length).toBeGreaterThanOrEqual(3);
    expect(said.map((event) => event.start_ms)).toEqual(said.map((event) => event.start_ms).toSorted((a, b) => a - b));
    expect(said.every((event) => !event.interrupted && !event.unintelligible)).toBe(true);
    expect(practice.of('call_friendly', 'media_stopped').map((event) => event.reason)).toEqual(['ai_ended']);
    expect(practice.of('call_friendly', 'recording_alarm')).toEqual([]);
    const truth = (await practice.truth(friendly)).streams[0];
    expect(truth?.clears).toEqual([]);
    expect(truth?.marks.every((mark) => !mark.cleared)).toBe(true);
    const [closed] = practice.of('call_friendly', 'recording_closed');
    const wav = parseWav(await readFile(closed?.path ?? ''));
    expect(Math.abs((closed?.seconds ?? 0) * 1000 - (truth?.lineMs ?? 0))).toBeLessThan(200);
    const written = said.filter((event) => event.channel === 1).reduce((sum, event) => sum + (event.end_ms ?? 0) - event.start_ms, 0);
    // Where a starved machine lets the line run dry, a sentence takes longer than its sound.
    expect(Math.abs(written - (truth?.playedMs ?? 0))).toBeLessThan(100 + (truth?.underrunMs ?? 0));
    expect(soundMs(wav.channels[1])).toBeGreaterThan(0.6 * written);
    expect(soundMs(wav.channels[0])).toBeGreaterThan(2000);
    const turns = practice.of('call_friendly', 'turn');
    expect(turns[0]).toMatchObject({ kind: 'greeting', turn: 1 });
    expect(turns[0]?.first_audio_ms).toBeLessThan(100);
    expect(
      turns.every(
        (turn) => turn.speech_end_ms <= turn.decision_ms && turn.decision_ms <= turn.first_token_ms && turn.first_token_ms <= turn.first_audio_ms,
      ),
    ).toBe(true);

    // Interruptions are cut where the carrier stopped playing.
    const cuts = practice.of('call_interrupter', 'barge_in');
    expect(cuts.length).toBeGreaterThan(0);
    const cutTruth = (await practice.truth(interrupter)).streams[0];
    expect(cutTruth?.clears.length).toBeGreaterThanOrEqual(cuts.length);
    for (const cut of cuts) {
      const clear = cutTruth?.clears.find((candidate) => Math.abs(candidate.lineMs - cut.at_ms) < 200);
      expect(clear, JSON.stringify([cut, cutTruth?.clears])).toBeDefined();
      const utterance = finals(practice, 'call_interrupter').find((event) => event.utterance_id === cut.utterance_id);
      if (utterance) expect(utterance.interrupted).toBe(true);
    }
    const heardMs = finals(practice, 'call_interrupter')
      .filter((event) => event.channel === 1)
      .reduce((sum, event) => sum + (event.end_ms ?? 0) - event.start_ms, 0);
    expect(Math.abs(heardMs - (cutTruth?.playedMs ?? 0))).toBeLessThanOrEqual(60 * (cuts.length + 2));

    // What is written of a cut sentence are the words that can be heard in the recording, but for the one in which it broke off.
    const cutRecording = parseWav(await readFile(practice.of('call_interrupter', 'recording_closed')[0]?.path ?? ''));
    const studio = await createStudio({ clipsDir: new URL('../../resources/voices/', import.meta.url), synthesiser: null });
    const cutSentences = finals(practice, 'call_interrupter').filter((event) => event.interrupted && event.text !== '');
    expect(cutSentences.length).toBeGreaterThan(0);
    for (const { text, start_ms, end_ms = 0 } of cutSentences) {
      const heard = studio.recognise(encodeMulaw(cutRecording.channels[1]?.subarray(start_ms * 8, end_ms * 8) ?? new Int16Array()));
      const words = heard.understood ? heard.text.split(' ') : [];
      expect(text.startsWith(words.join(' ')), `“${text}” was written, “${words.join(' ')}” can be heard`).toBe(true);
      expect(text.split(' ').length - words.length).toBeLessThanOrEqual(1);
    }

    // A model that broke is replaced, and the call goes on to its end.
    const states = practice.of('call_broken', 'model_state').map((event) => event.state);
    expect(states.slice(0, 4)).toEqual(['connecting', 'ready', 'reconnecting', 'ready']);
    expect(practice.of('call_broken', 'media_stopped').map((event) => event.reason)).toEqual(['ai_ended']);

    // A line that stalled loses its frames, not the call.
    expect(practice.of('call_stalled', 'media_stopped')).toHaveLength(1);
    expect(finals(practice, 'call_stalled').length).toBeGreaterThan(4);

    for (const id of ['call_friendly', 'call_interrupter', 'call_broken', 'call_stalled']) {
      expect(
        practice.of(id, 'carrier_status').map((event) => event.fields['CallStatus']),
        id,
      ).toContain('in-progress');
      expect(practice.of(id, 'call_failed'), id).toEqual([]);
    }
  });

  test('a media socket that breaks ends the call once, and the recording is closed', { timeout: 60_000 }, async () => {
    await practice.dial('call_cut', { persona: 'friendly', faults: { mediaDropAtMs: 3000 } });
    await ended(practice, 'call_cut');
    expect(practice.of('call_cut', 'media_stopped').map((event) => event.reason)).toEqual(['media_lost']);
    const [closed] = practice.of('call_cut', 'recording_closed');
    const wav = parseWav(await readFile(closed?.path ?? ''));
    expect(wav.channels[1]?.length).toBeGreaterThan(8000 * 2);
  });
});

test('on a fast clock a call outlives its model sessions, each of which ends at its limit', { timeout: 120_000 }, async () => {
  const practice = await startPractice({ speed: 4, sessionLimitMs: 24_000, tuning: { rolloverAfterMs: 12_000, rolloverDeadlineMs: 18_000 } });
  try {
    await practice.dial('call_long', { persona: 'friendly', seed: 7 });
    await ended(practice, 'call_long');
    const states = practice.of('call_long', 'model_state').map((event) => event.state);
    expect(states.filter((state) => state === 'rolled_over').length).toBeGreaterThanOrEqual(2);
    expect(states).not.toContain('lost');
    expect(practice.of('call_long', 'media_stopped').map((event) => event.reason)).toEqual(['ai_ended']);
    expect(finals(practice, 'call_long').length).toBeGreaterThan(6);
  } finally {
    await practice.close();
  }
});
