/** What a program that runs `call --json` can rely on: lines that parse, a summary at the end, an exit code that says how it went. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseWav, pcmWavHeader } from '#shared/audio/wav.ts';
import type { Envelope, LiveEventType } from '#shared/live/envelope.ts';

const program = fileURLToPath(new URL('../../electron/cli/cli.ts', import.meta.url));
const A_CALL_MS = 150_000;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunkline-call-'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

function start(...args: string[]) {
  return spawn(process.execPath, [program, 'call', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

const run = (...args: string[]) => result(start(...args));

async function result(child: ReturnType<typeof start>) {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
  const [code] = (await once(child, 'close')) as [number | null];
  const events = texts.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Envelope);
  const of = <T extends LiveEventType>(type: T) => events.filter((one) => one.type === type) as Envelope<T>[];
  return { code, ...texts, events, of };
}

/** @param data the name of a data folder: one program at a time has it */
const callIn = (data: string, ...more: string[]) =>
  run('--scenario', 'survey', '--to', '+15005550006', '--data', join(folder, data), '--json', ...more);
const call = (...more: string[]) => callIn('', ...more);

// Both last half a minute, most of which is waiting.
test.concurrent('a call that completes: events in the live envelope, then its summary, exit 0', { timeout: A_CALL_MS }, async () => {
  const { code, events, of, stdout } = await callIn('completes', '--callee', 'hangs-up');
  expect(code).toBe(0);
  expect(stdout.endsWith('\n')).toBe(true);
  for (const one of events) {
    expect(Object.keys(one).toSorted()).toEqual(['data', 'seq', 'ts', 'type']);
    expect(new Date(one.ts).toISOString()).toBe(one.ts);
  }
  expect(events.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq).toSorted((a, b) => a - b));
  expect(of('call.state').map(({ data }) => data.state)).toEqual(['dialing', 'ringing', 'answered', 'in_progress', 'wrapping', 'completed']);
  const finals = of('utterance.final').map(({ data }) => data);
  expect(new Set(finals.map(({ speaker }) => speaker))).toEqual(new Set(['agent', 'customer']));
  expect(of('utterance.partial').length).toBeGreaterThan(0);

  const last = events.at(-1);
  if (last?.type !== 'call.summary') throw new Error(`the last line is ${last?.type}`);
  const summary = last.data;
  expect(summary).toEqual({
    call_id: expect.stringMatching(/^call_/),
    call_sid: expect.stringMatching(/^CA[0-9a-f]{32}$/),
    state: 'completed',
    reason: expect.stringMatching(/\w/),
    duration_seconds: expect.any(Number),
    turns: expect.any(Number),
    words: expect.any(Number),
    interruptions: expect.any(Number),
    recording: { path: expect.any(String), channels: 2, seconds: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    latency: { greeting_ms: expect.any(Number), first_response_p50_ms: expect.any(Number), first_response_p95_ms: expect.any(Number) },
  });
  expect(summary.turns).toBeGreaterThan(0);
  // What was cut off is told again, shorter.
  const said = [...new Map(finals.map((one) => [one.utterance_id, one.text])).values()];
  expect(summary.words).toBe(said.join(' ').split(/\s+/).filter(Boolean).length);
  const file = await readFile(summary.recording?.path ?? '');
  expect(createHash('sha256').update(file).digest('hex')).toBe(summary.recording?.sha256);
  const { sampleRate, channels } = parseWav(file);
  expect((channels[0]?.length ?? 0) / sampleRate).toBeCloseTo(summary.recording?.seconds ?? 0, 2);
  expect(Math.abs((summary.recording?.seconds ?? 0) - summary.duration_seconds)).toBeLessThan(2);
});

test.concurrent('any sound answers a call, and what cannot be understood is said to be so', { timeout: A_CALL_MS }, async () => {
  const path = join(folder, 'callee.wav');
  await writeFile(path, bursts(44_100, 9));
  const { code, of } = await callIn('any-sound', '--callee-audio', path);
  expect(code).toBe(0);
  const said = of('utterance.final').filter(({ data }) => data.speaker === 'customer');
  expect(said.length).toBeGreaterThan(0);
  for (const { data } of said) expect(data).toMatchObject({ unintelligible: true, text: '' });
  const { recording } = of('call.summary')[0]?.data ?? {};
  const { channels } = parseWav(await readFile(recording?.path ?? ''));
  expect(channels[0]?.some((sample) => Math.abs(sample) > 2000)).toBe(true);
});

test('a call that does not complete says how it ended, exit 1', async () => {
  const { code, events } = await call('--callee', 'busy');
  expect(code).toBe(1);
  expect(events.at(-1)).toMatchObject({ type: 'call.summary', data: { state: 'busy', recording: null, duration_seconds: 0, turns: 0 } });
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s in the middle of a call ends it: the summary comes, the recording is whole',
  { timeout: A_CALL_MS },
  async (signal) => {
    const child = start('--scenario', 'survey', '--to', '+15005550006', '--data', folder, '--json', '--callee', 'chatty');
    const ended = result(child);
    let seen = '';
    child.stdout.on('data', (text: string) => {
      // A terminal and npm both send it.
      if (!seen.includes('utterance.partial') && (seen += text).includes('utterance.partial')) for (let i = 0; i < 2; i++) child.kill(signal);
    });
    const { code, events, of } = await ended;
    expect(code).toBe(0);
    expect(events.at(-1)).toMatchObject({ type: 'call.summary', data: { state: 'completed', reason: expect.stringContaining('hung up') } });
    const { recording } = of('call.summary')[0]?.data ?? {};
    const file = await readFile(recording?.path ?? '');
    expect(createHash('sha256').update(file).digest('hex')).toBe(recording?.sha256);
  },
);

test('a reader who goes away ends the call, and nothing is left open', { timeout: A_CALL_MS }, async () => {
  const child = start('--scenario', 'survey', '--to', '+15005550006', '--data', folder, '--json', '--callee', 'chatty');
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdout.once('data', () => child.stdout.destroy());
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect([signal, errors]).toEqual([null, '']);
  expect([0, 1]).toContain(code);
  // The folder is free again, and the next call works.
  expect((await call('--callee', 'busy')).events.at(-1)).toMatchObject({ type: 'call.summary', data: { state: 'busy' } });
});

/** Two-channel sound like syllables: a second and a half on, one and a half off; the channels differ. */
function bursts(rate: number, seconds: number): Uint8Array {
  const samples = new Int16Array(rate * seconds * 2);
  for (let i = 0; i < rate * seconds; i++) {
    const t = i / rate;
    const voice = t % 3 < 1.5 ? Math.abs(Math.sin(Math.PI * 4 * t)) * 9000 : 0;
    samples[2 * i] = voice * Math.sin(2 * Math.PI * 310 * t);
    samples[2 * i + 1] = voice * Math.sin(2 * Math.PI * 640 * t);
  }
  return Buffer.concat([pcmWavHeader(samples.byteLength, rate, 2), new Uint8Array(samples.buffer)]);
}

test.each<[string, string[]]>([
  ['no scenario', ['--to', '+15005550006']],
  ['an unknown scenario', ['--scenario', 'no-such', '--to', '+15005550006']],
  ['a malformed number', ['--scenario', 'survey', '--to', 'nobody']],
  ['a number in no plan', ['--scenario', 'survey', '--to', '+1500']],
  ['an unknown persona', ['--scenario', 'survey', '--to', '+15005550006', '--callee', 'nobody']],
  ['two who answer', ['--scenario', 'survey', '--to', '+15005550006', '--callee', 'busy', '--callee-audio', 'a.wav']],
  ['audio that is not there', ['--scenario', 'survey', '--to', '+15005550006', '--callee-audio', '/nowhere/a.wav']],
  ['audio that is none', ['--scenario', 'survey', '--to', '+15005550006', '--callee-audio', program]],
  ['an option that does not exist', ['--scenario', 'survey', '--to', '+15005550006', '--loud']],
])('%s is bad usage: a sentence on stderr, nothing on stdout, exit 2', async (_what, args) => {
  const { code, stdout, stderr } = await run(...args, '--data', folder, '--json');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^trunkline: \S/m);
});
