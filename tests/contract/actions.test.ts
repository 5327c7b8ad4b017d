/** What people do to a call can be heard in its recording and read in its transcript. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseWav } from '#shared/audio/wav.ts';
import type { CallDetail, CallEvent } from '#shared/contract/calls.ts';
import { type ConsoleClient, enterConsole, type LiveFeed } from '../helpers/console-client.ts';
import { type Hub, startHub } from '../helpers/hub.ts';
import { until } from '../helpers/until.ts';

const ALL_MS = 150_000;
const MUTED_FOR_MS = 5000;
const PAUSED_FOR_MS = 2500;
/** What is asked for takes a moment to reach the line. */
const SLACK_MS = 700;

let hub: Hub;
let client: ConsoleClient;
let feed: LiveFeed;

beforeAll(async () => {
  hub = await startHub({ from: 'sources' });
  client = await enterConsole(hub);
  feed = await client.follow();
});
afterAll(async () => {
  feed?.close();
  await hub?.dispose();
});

/** Energy of a tone in a stretch of sound (Goertzel), relative to the whole stretch's; 0 … 1. */
function share(samples: Int16Array, hz: number): number {
  const turn = (2 * Math.PI * hz) / 8000;
  let [a, b, all] = [0, 0, 1];
  for (const sample of samples) {
    [a, b] = [sample + 2 * Math.cos(turn) * a - b, a];
    all += sample * sample;
  }
  return (2 * (a * a + b * b - 2 * Math.cos(turn) * a * b)) / (all * samples.length);
}

const loudest = (samples: Int16Array | undefined) => samples?.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) ?? 0;

test('whisper, keys, pause, mute, hang-up', { timeout: ALL_MS }, async () => {
  const { call_id } = await client.place({ scenario_id: 'sales', practice: { persona: 'friendly', seed: 7 } });
  const path = `/api/v1/calls/${call_id}`;
  const act = async (body: object) => expect((await client.ask('POST', `${path}/actions`, { body })).status).toBeLessThan(300);
  const lineMs = () => feed.of('audio.level').findLast(({ data }) => data.call_id === call_id)?.data.at_ms ?? 0;
  const said = (speaker: 'agent' | 'customer') =>
    feed.of('utterance.final').filter(({ data }) => data.call_id === call_id && data.speaker === speaker);
  const passes = async (ms: number) => {
    const from = lineMs();
    await until(`${ms} ms of the line have passed`, () => lineMs() - from > ms);
    return [from, lineMs()] as const;
  };

  await until('the caller has answered', () => said('customer').length > 0);
  await act({ action: 'whisper', text: 'Say "We can do Sunday as well."', respond: true });
  await until('the AI has said it', () => said('agent').some(({ data }) => data.text.includes('We can do Sunday as well.')));

  await act({ action: 'dtmf', digits: '5' });
  const [keysFrom, keysTo] = await passes(2000);

  await act({ action: 'pause_recording' });
  const [pausedFrom, pausedTo] = await passes(PAUSED_FOR_MS);
  await act({ action: 'resume_recording' });

  await act({ action: 'mute' });
  const [mutedFrom, mutedTo] = await passes(MUTED_FOR_MS);
  await act({ action: 'unmute' });
  await passes(1000);
  await act({ action: 'hangup' });
  await until('the call is over', () => feed.of('call.summary').some(({ data }) => data.call_id === call_id));

  const call = await client.get<CallDetail>(path);
  expect(call).toMatchObject({ state: 'completed', reason: expect.stringMatching(/ hung up\.$/), recording: { state: 'closed' } });
  const { items } = await client.get<{ items: CallEvent[] }>(`${path}/events`);
  const deeds = items.map(({ type }) => type).filter((type) => /whispered|call\.dtmf|requested|muted/.test(type));
  expect(deeds).toEqual([
    ...['call.dial_requested', 'call.whispered', 'call.dtmf', 'recording.pause_requested', 'recording.resume_requested'],
    ...['call.muted', 'call.unmuted', 'call.hangup_requested'],
  ]);

  // The instruction was followed, and is nowhere read out.
  expect(call.utterances.filter(({ text }) => /supervisor|instruction/i.test(text))).toEqual([]);
  // A muted AI begins nothing.
  const begun = call.utterances.filter(({ speaker, start_ms }) => speaker === 'agent' && start_ms > mutedFrom + SLACK_MS && start_ms < mutedTo);
  expect(begun).toEqual([]);

  const { channels } = parseWav(new Uint8Array(await (await fetch(`${hub.url}${path}/recording`, { headers: client.headers })).arrayBuffer()));
  const stretch = (channel: 0 | 1, from: number, to: number) => channels[channel]?.subarray(from * 8, to * 8) ?? new Int16Array();
  const keys = Array.from({ length: Math.floor((keysTo - keysFrom + SLACK_MS) / 20) }, (_, i) =>
    stretch(1, keysFrom + i * 20, keysFrom + i * 20 + 40),
  );
  expect(Math.max(...keys.map((one) => Math.min(share(one, 770), share(one, 1336))))).toBeGreaterThan(0.3);
  for (const channel of [0, 1] as const) {
    expect(loudest(stretch(channel, 0, pausedFrom))).toBeGreaterThan(2000);
    expect(loudest(stretch(channel, pausedFrom + SLACK_MS, pausedTo - SLACK_MS))).toBeLessThan(10);
  }
  expect(loudest(stretch(1, mutedFrom + SLACK_MS, mutedTo))).toBeLessThan(10);
});
