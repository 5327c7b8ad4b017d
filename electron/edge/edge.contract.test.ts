import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parseWav } from '#shared/audio/wav.ts';
import { type Practice, startPractice } from './testing/practice.ts';

let practice: Practice;
beforeAll(async () => {
  practice = await startPractice();
}, 60_000);
afterAll(() => practice?.close());

const over = (callId: string) => vi.waitFor(() => expect(practice.of(callId, 'recording_closed')).toHaveLength(1), { timeout: 150_000, interval: 100 });
const finals = (callId: string) => practice.of(callId, 'utterance').filter((event) => event.final);

test('a friendly person: what is written is what was heard, on both sides', { timeout: 170_000 }, async () => {
  const sid = await practice.dial('call_friendly', { persona: 'friendly', seed: 7 });
  await over('call_friendly');
  const said = finals('call_friendly');
  console.info(said.map((event) => `${event.channel} ${event.start_ms}-${event.end_ms} ${event.interrupted} ${event.text}`).join('\n'));
  console.info(practice.of('call_friendly', 'turn'), practice.of('call_friendly', 'model_state'), practice.of('call_friendly', 'media_stopped'), practice.of('call_friendly', 'recording_alarm'));
  console.info(JSON.stringify(await practice.truth(sid)).slice(0, 1500));
});
