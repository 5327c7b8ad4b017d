import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeMulaw, MULAW_SILENCE } from '#shared/audio/mulaw.ts';
import { createJitterBuffer } from './jitter-buffer.ts';

const RATE = 48_000;
const tone = (ms: number) => encodeMulaw(Int16Array.from({ length: ms * 8 }, (_, i) => 8000 * Math.sin((2 * Math.PI * 440 * i) / 8000)));
const frame = tone(20);

function play(buffer: ReturnType<typeof createJitterBuffer>, ms: number): Float32Array {
  const output = new Float32Array((RATE * ms) / 1000);
  for (let at = 0; at < output.length; at += 128) buffer.mixInto(output.subarray(at, Math.min(output.length, at + 128)), 1);
  return output;
}

test('nothing is heard before the buffer has its first delay, then everything', () => {
  const buffer = createJitterBuffer(RATE);
  buffer.push(frame, 0);
  expect(Math.max(...play(buffer, 20))).toBe(0);
  for (let i = 1; i < 10; i++) buffer.push(frame, i * 20);
  expect(Math.max(...play(buffer, 100))).toBeGreaterThan(0.2);
  expect(buffer.stats()).toMatchObject({ underruns: 0, dropped: 0 });
});

test('the sender pausing is no underrun; a late frame is one, and makes the buffer more patient', () => {
  const buffer = createJitterBuffer(RATE);
  for (let i = 0; i < 4; i++) buffer.push(frame, i * 20);
  play(buffer, 200);
  for (let i = 0; i < 4; i++) buffer.push(frame, 5000 + i * 20);
  expect(buffer.stats()).toMatchObject({ underruns: 0, targetMs: 60 });
  play(buffer, 200);
  buffer.push(frame, 5080);
  expect(buffer.stats()).toMatchObject({ underruns: 1, targetMs: 80 });
});

test('after a burst the oldest goes, so that what is heard stays close to what is said', () => {
  const buffer = createJitterBuffer(RATE);
  for (let i = 0; i < 100; i++) buffer.push(frame, i * 20);
  const { queuedMs, dropped } = buffer.stats();
  expect(queuedMs).toBeLessThanOrEqual(60 + 160);
  expect(dropped + queuedMs * 8).toBe(100 * 160);
});

test('every sample is played, queued or dropped, and the output never leaves its bounds', () => {
  const step = fc.record({ frames: fc.nat(30), ms: fc.nat(400) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const buffer = createJitterBuffer(RATE);
      let pushed = 0;
      for (const { frames, ms } of steps) {
        for (let i = 0; i < frames; i++) buffer.push(frame, pushed++ * 20);
        expect(play(buffer, ms).every((sample) => Math.abs(sample) <= 1)).toBe(true);
      }
      const { samplesPlayed, dropped, queuedMs } = buffer.stats();
      expect(samplesPlayed + dropped + Math.round(queuedMs * 8)).toBe(pushed * 160);
    }),
    { numRuns: 40 },
  );
});

test('silence sounds like nothing', () => {
  const buffer = createJitterBuffer(RATE);
  for (let i = 0; i < 8; i++) buffer.push(new Uint8Array(160).fill(MULAW_SILENCE), i * 20);
  expect(Math.max(...play(buffer, 100).map(Math.abs))).toBe(0);
});
