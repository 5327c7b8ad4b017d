/** A hub that is killed in the middle of twenty calls, and one that is asked to stop: what was said and recorded until then is there. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseWav } from '#shared/audio/wav.ts';
import type { Call, CallDetail, CallEvent, SearchHit, Utterance } from '#shared/contract/calls.ts';
import type { Page } from '#shared/contract/common.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { DATABASE_FILE } from '#store/database.ts';
import { type ConsoleClient, enterConsole } from '../helpers/console-client.ts';
import { type Hub, startHub } from '../helpers/hub.ts';
import { until } from '../helpers/until.ts';

/** The carrier places one call a second: those that end soon come last. */
const PERSONAS = [
  ...['friendly', 'chatty', 'sceptical', 'hard-of-hearing', 'interrupter', 'chatty', 'friendly', 'hard-of-hearing', 'sceptical', 'interrupter'],
  ...['chatty', 'friendly', 'hard-of-hearing', 'sceptical', 'interrupter', 'hurried', 'friendly', 'hangs-up', 'silent', 'hurried'],
];
const SCENARIOS = ['survey', 'support', 'sales', 'appointment-reminder'];
const LOUD = 1000;
const LONGEST_SEARCH = 190;
const STOP_WITHIN_MS = 5000;

const dialling = PERSONAS.map((persona, index) => ({
  key: `kill-${index}`,
  body: { to: `+1500555${2000 + index}`, scenario_id: SCENARIOS[index % SCENARIOS.length] ?? 'survey', practice: { persona, seed: index + 1 } },
}));

let dataDir: string;
let hub: Hub;
let client: ConsoleClient;
let calls: Call[];
/** How far the line of each call had come, in milliseconds. */
let streamed: Map<string, number>;
/** What consoles were told to be final. */
let told: Utterance[];

const open = async () => {
  hub = await startHub({ dataDir, from: 'sources' });
  client = await enterConsole(hub);
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'trunkline-kill-'));
  await open();
  const feed = await client.follow();
  const placing = client;
  calls = await Promise.all(dialling.map(({ key, body }) => placing.place(body, key)));
  const reached = () => new Map(feed.of('audio.level').map(({ data }) => [data.call_id, data.at_ms]));
  await until(
    'all calls are talking',
    () => {
      const ended = feed.of('call.summary').map(({ data }) => `${data.call_id} ${data.state}: ${data.reason}`);
      if (ended.length > 0) throw new Error(`calls ended before the kill: ${ended.join(', ')}`);
      const lines = reached();
      return calls.every((call) => (lines.get(call.call_id) ?? 0) > 4000);
    },
    90_000,
  );
  await hub.kill();
  streamed = reached();
  told = feed.of('utterance.final').map(({ data }) => data);
  await open();
  await until('no call is live', async () => (await client.get<Page<Call>>('/api/v1/calls?live=true')).total === 0);
}, 240_000);

afterAll(async () => {
  await hub?.dispose();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

test('no call is missing, each has ended with a reason, none is dialled again', async () => {
  const { items } = await client.get<Page<Call>>('/api/v1/calls?limit=200');
  expect(items.map((one) => one.call_id).toSorted()).toEqual(calls.map((one) => one.call_id).toSorted());
  for (const one of items) {
    expect(isTerminal(one.state)).toBe(true);
    expect(one).toMatchObject({ state: 'dropped', reason_code: 'PROGRAM_STOPPED', reason: expect.stringMatching(/\w/) });
  }
  expect(new Set(items.map((one) => one.call_sid)).size).toBe(calls.length);
  for (const [index, { key, body }] of dialling.entries()) {
    const again = await client.ask<Call>('POST', '/api/v1/calls', { body, headers: { 'idempotency-key': key } });
    expect([again.status, again.headers.get('idempotent-replayed'), again.body.call_id]).toEqual([201, 'true', calls[index]?.call_id]);
  }
  for (const { call_id } of calls) {
    const { items: ledger } = await client.get<{ items: CallEvent[] }>(`/api/v1/calls/${call_id}/events`);
    expect(ledger.filter((one) => one.type === 'call.dial_requested')).toHaveLength(1);
    expect(ledger.filter((one) => one.type === 'carrier.accepted')).toHaveLength(1);
    expect(ledger.map((one) => one.sequence)).toEqual(ledger.map((_, index) => index + 1));
  }
});

test('every recording plays up to its last seconds', async () => {
  for (const { call_id } of calls) {
    const answer = await fetch(`${hub.url}/api/v1/calls/${call_id}/recording`, { headers: client.headers });
    expect(answer.status).toBe(200);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const { sampleRate, channels } = parseWav(bytes);
    expect([sampleRate, channels.length]).toEqual([8000, 2]);
    const seconds = (channels[0]?.length ?? 0) / sampleRate;
    const line = (streamed.get(call_id) ?? 0) / 1000;
    expect(Math.abs(seconds - line), `${call_id}: ${seconds} s of ${line} s`).toBeLessThanOrEqual(2);
    expect(channels.some((samples) => samples.some((sample) => Math.abs(sample) > LOUD))).toBe(true);
    const { recording } = await client.get<CallDetail>(`/api/v1/calls/${call_id}`);
    expect(recording).toMatchObject({ state: 'recovered', channels: 2, bytes: bytes.byteLength });
    expect(recording.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(recording.seconds).toBeCloseTo(seconds, 2);
    const peaks = await client.get<{ channels: number[][] }>(`/api/v1/calls/${call_id}/peaks`);
    expect(peaks.channels.flat().some((peak) => peak > 0.05)).toBe(true);
  }
});

test('the transcripts hold what was told, and the search finds each line of them', async () => {
  const details = await Promise.all(calls.map(({ call_id }) => client.get<CallDetail>(`/api/v1/calls/${call_id}`)));
  const kept = details.flatMap((one) => one.utterances);
  expect(kept.filter((one) => !one.final)).toEqual([]);
  expect(told.length).toBeGreaterThan(calls.length);
  const texts = new Map(kept.map((one) => [one.utterance_id, one.text]));
  // The last ones told may have waited for the next write when the process died.
  const young = (one: Utterance) => (one.end_ms ?? one.start_ms) > (streamed.get(one.call_id) ?? 0) - 2000;
  for (const one of told.filter((said) => !young(said))) expect(texts.get(one.utterance_id)).toBe(one.text);

  for (const one of kept.filter((said) => said.text !== '')) {
    const phrase = one.text
      .replaceAll('"', ' ')
      .slice(0, LONGEST_SEARCH)
      .replace(/\s\S*$/, '');
    const query = new URLSearchParams({ q: `"${phrase}"`, limit: '200' });
    const { items } = await client.get<Page<SearchHit>>(`/api/v1/transcripts/search?${query.toString()}`);
    expect(
      items.map((hit) => hit.utterance_id),
      one.text,
    ).toContain(one.utterance_id);
  }
});

test('asked to stop during calls, it ends in time with whole recordings', async () => {
  const feed = await client.follow();
  const late = await Promise.all(['friendly', 'chatty', 'silent'].map((persona) => client.place({ practice: { persona } })));
  await expect
    .poll(() => new Set(feed.of('audio.level').flatMap(({ data }) => (data.at_ms > 3000 ? [data.call_id] : []))).size, { timeout: 60_000 })
    .toBe(late.length);
  const began = performance.now();
  expect(await hub.stop()).toBe(0);
  expect(performance.now() - began).toBeLessThan(STOP_WITHIN_MS);
  for (const { call_id } of late) {
    const summary = feed.of('call.summary').find(({ data }) => data.call_id === call_id)?.data;
    const { recording } = summary ?? {};
    if (!recording) throw new Error(`nobody was told of a recording of ${call_id}`);
    const file = await readFile(recording.path);
    expect(createHash('sha256').update(file).digest('hex')).toBe(recording.sha256);
    expect((parseWav(file).channels[0]?.length ?? 0) / 8000).toBeCloseTo(recording.seconds, 2);
    expect(recording.seconds).toBeGreaterThan(2.5);
  }
});

test('the database is sound, and its index agrees with what was said', async () => {
  await open();
  expect(await hub.stop()).toBe(0);
  const db = new Database(join(dataDir, DATABASE_FILE), { fileMustExist: true });
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    db.exec("insert into utterances_fts(utterances_fts, rank) values ('integrity-check', 1)");
    expect(db.prepare('select count(*) from calls where next_check_at is not null or deadline_at is not null').pluck().get()).toBe(0);
    expect(db.prepare("select count(*) from recordings where state not in ('closed', 'recovered')").pluck().get()).toBe(0);
  } finally {
    db.close();
  }
});
