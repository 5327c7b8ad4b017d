import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseWav } from '#shared/audio/wav.ts';
import { Timeline } from '../bridge/timeline.ts';
import { Coverage } from './coverage.ts';
import { Recorder } from './recorder.ts';
import { recoverRecording } from './recover.ts';

const folder = async () => join(await mkdtemp(join(tmpdir(), 'recorder-')), 'call');

test('both channels lie where they were on the line, a pause is silence, and the sums are true', async () => {
  const dir = await folder();
  const timeline = new Timeline();
  const recorder = new Recorder(dir, timeline, (error) => expect.fail(error.message));
  for (let ms = 0; ms < 6000; ms += 20) {
    timeline.write(0, ms * 8, Buffer.alloc(160, 0x10));
    if (ms >= 1000 && ms < 2000) timeline.write(1, ms * 8, Buffer.alloc(160, 0x90));
    if (ms === 3000 || ms === 4000) recorder.pause(ms === 3000, ms);
    recorder.beat(ms);
  }
  const closed = await recorder.close(6000);
  expect(closed?.seconds).toBe(6);
  const { channels } = parseWav(await readFile(closed?.path ?? ''));
  const loud = (channel: number, fromMs: number, toMs: number) =>
    channels[channel]?.subarray(fromMs * 8, toMs * 8).every((sample) => Math.abs(sample) > 1000);
  const silent = (channel: number, fromMs: number, toMs: number) => channels[channel]?.subarray(fromMs * 8, toMs * 8).every((sample) => sample === 0);
  expect([loud(0, 0, 3000), silent(0, 3000, 4000), loud(0, 4000, 6000)]).toEqual([true, true, true]);
  expect([silent(1, 0, 1000), loud(1, 1000, 2000), silent(1, 2000, 6000)]).toEqual([true, true, true]);
  const again = await recoverRecording(dir);
  expect(again).toEqual(closed);
  const peaks = JSON.parse(await readFile(closed?.peaks_path ?? '', 'utf8')) as { channels: number[][] };
  expect(peaks.channels.map((channel) => channel.length)).toEqual([120, 120]);
  expect(peaks.channels[1]?.[10]).toBe(0);
  expect(peaks.channels[1]?.[30]).toBeGreaterThan(0.1);
});

test('a disk that refuses is told of once, and the call goes on', async () => {
  const dir = await folder();
  await writeFile(dir, 'a file where the folder should be');
  const failures: Error[] = [];
  const recorder = new Recorder(dir, new Timeline(), (error) => failures.push(error));
  for (let ms = 0; ms < 3000; ms += 20) recorder.beat(ms);
  expect(await recorder.close(3000)).toBeUndefined();
  expect(failures).toHaveLength(1);
});

test('a recorder that was killed leaves a recording that plays, up to its last second', { timeout: 30_000 }, async () => {
  const dir = await folder();
  const child = fork(new URL('../testing/recording-process.ts', import.meta.url), [dir]);
  const [positionMs] = (await once(child, 'message')) as [number];
  child.kill('SIGKILL');
  await once(child, 'exit');
  const asLeft = parseWav(await readFile(join(dir, 'call.wav')));
  expect((asLeft.channels[0]?.length ?? 0) / 8).toBeGreaterThan(positionMs - 1000);
  const recovered = await recoverRecording(dir);
  expect(recovered?.seconds).toBeGreaterThan(positionMs / 1000 - 1);
  const repaired = parseWav(await readFile(join(dir, 'call.wav')));
  expect((repaired.channels[0]?.length ?? 0) / 8000).toBe(recovered?.seconds);
  expect((await stat(recovered?.peaks_path ?? '')).size).toBeGreaterThan(20);
});

test('folders without a recording, and recordings without audio, are recovered without a fuss', async () => {
  const dir = await folder();
  expect(await recoverRecording(dir)).toBeUndefined();
  await mkdir(dir);
  await writeFile(join(dir, 'call.wav'), 'RIFF');
  expect(await recoverRecording(dir)).toMatchObject({ seconds: 0, bytes: 44 });
});

describe('timeline', () => {
  const write = fc.record({
    channel: fc.constantFrom(0 as const, 1 as const),
    gap: fc.integer({ min: -4000, max: 30_000 }),
    length: fc.integer({ min: 1, max: 2000 }),
    byte: fc.integer({ min: 0, max: 254 }),
  });

  test('reads back what was written within its reach, and silence elsewhere', () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 30 }), (writes) => {
        const timeline = new Timeline();
        const truth = [new Map<number, number>(), new Map<number, number>()] as const;
        let end = 0;
        for (const { channel, gap, length, byte } of writes) {
          const at = Math.max(0, end + gap);
          timeline.write(channel, at, Buffer.alloc(length, byte));
          end = Math.max(end, at + length);
          for (let i = Math.max(at, end - 65_536); i < at + length; i++) truth[channel].set(i, byte);
        }
        const from = Math.max(0, end - 65_536);
        for (const channel of [0, 1] as const) {
          const out = new Uint8Array(end - from);
          timeline.read(channel, from, out);
          expect(out.every((byte, i) => byte === (truth[channel].get(from + i) ?? 0xff))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('coverage', () => {
  test('speech without words and words without sound raise one alarm each', () => {
    const coverage = new Coverage();
    for (let i = 0; i < 130; i++) coverage.level(0, -20, 100);
    expect(coverage.alarm(0, false)).toMatch(/no words/);
    expect(coverage.alarm(0, true)).toBeUndefined();
    coverage.written(1, 'five words that nobody heard', true);
    expect(coverage.alarm(1, false)).toBeUndefined();
    expect(coverage.alarm(1, true)).toMatch(/silent/);
  });

  test('a talk whose words are written raises none', () => {
    const coverage = new Coverage();
    for (let turn = 0; turn < 10; turn++) {
      for (let i = 0; i < 50; i++) coverage.level(0, -25, 100);
      coverage.written(0, turn % 2 ? 'some words' : '', true);
    }
    expect(coverage.alarm(0, true)).toBeUndefined();
  });
});
