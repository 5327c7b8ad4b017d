import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMulaw, FRAME_BYTES, mulawSilence } from '#shared/audio/mulaw.ts';
import { createVad, type VadEvent } from './vad.ts';

const SERVER = { threshold: 0.5, prefixPaddingMs: 300, silenceMs: 500 };

/** Noise whose loudness beats like syllables, at `dbfs` on average. */
function voice(ms: number, dbfs: number, seed = 1): Uint8Array {
  const random = noise(seed);
  const peak = 32768 * 10 ** (dbfs / 20) * 2.2;
  return encodeMulaw(Int16Array.from({ length: ms * 8 }, (_, i) => random() * peak * (0.35 + 0.65 * Math.abs(Math.sin((Math.PI * i) / 1600)))));
}

function hiss(ms: number, dbfs: number, seed = 2): Uint8Array {
  const random = noise(seed);
  const peak = 32768 * 10 ** (dbfs / 20) * Math.sqrt(3);
  return encodeMulaw(Int16Array.from({ length: ms * 8 }, () => random() * peak));
}

function noise(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

function run(parts: Uint8Array[], options = SERVER, frameBytes = FRAME_BYTES): VadEvent[] {
  const audio = Buffer.concat(parts);
  const vad = createVad(options);
  const events: VadEvent[] = [];
  for (let at = 0; at < audio.length; at += frameBytes) events.push(...vad.push(audio.subarray(at, at + frameBytes)));
  return events;
}

describe('the voice activity detector', () => {
  it('finds a turn in silence, with the padding before and the silence after', () => {
    const [started, stopped, ...rest] = run([mulawSilence(1000), voice(1500, -20), mulawSilence(1000)]);
    expect(rest).toEqual([]);
    expect(started?.type).toBe('speech_started');
    expect(Math.abs((started?.atMs ?? 0) - 700)).toBeLessThanOrEqual(40);
    expect(stopped?.type).toBe('speech_stopped');
    expect(Math.abs((stopped?.atMs ?? 0) - 3000)).toBeLessThanOrEqual(40);
  });

  it('hears speech that begins with the stream, and never gives a time before it', () => {
    const [started] = run([voice(1000, -20), mulawSilence(600)]);
    expect(started).toMatchObject({ type: 'speech_started', atMs: 0 });
  });

  it('joins what is nearer than the silence setting and parts what is farther', () => {
    const near = run([mulawSilence(500), voice(600, -20), mulawSilence(350), voice(600, -20), mulawSilence(700)]);
    expect(near.map((event) => event.type)).toEqual(['speech_started', 'speech_stopped']);
    const far = run([mulawSilence(500), voice(600, -20), mulawSilence(800), voice(600, -20), mulawSilence(700)]);
    expect(far.map((event) => event.type)).toEqual(['speech_started', 'speech_stopped', 'speech_started', 'speech_stopped']);
    expect(far[2]?.atMs).toBeGreaterThanOrEqual(far[1]?.atMs ?? Infinity);
  });

  it('takes steady noise, room tone, clicks and silence for no speech', () => {
    expect(run([mulawSilence(5000)])).toEqual([]);
    expect(run([hiss(5000, -58)])).toEqual([]);
    expect(run([hiss(5000, -37)])).toEqual([]);
    expect(run([mulawSilence(1000), hiss(15, -10), mulawSilence(2000)])).toEqual([]);
  });

  it('hears a voice over noise 15 dB below it', () => {
    const clean = voice(1200, -20);
    const events = run([hiss(1500, -36), clean, hiss(1500, -36)]);
    expect(events.map((event) => event.type)).toEqual(['speech_started', 'speech_stopped']);
  });

  it('needs a louder voice at a higher threshold', () => {
    const quiet = [mulawSilence(500), voice(1000, -41), mulawSilence(800)];
    expect(run(quiet, { ...SERVER, threshold: 0.1 })).not.toEqual([]);
    expect(run(quiet, { ...SERVER, threshold: 1 })).toEqual([]);
  });

  it('decides the same whatever the frame size, and always alternates in rising time', () => {
    const part = fc.record({ ms: fc.integer({ min: 20, max: 1500 }), loud: fc.boolean() });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 4000 }), (parts, frameBytes) => {
        const audio = parts.map(({ ms, loud }, i) => (loud ? voice(ms, -18, i + 1) : mulawSilence(ms)));
        const events = run(audio);
        expect(run(audio, SERVER, frameBytes)).toEqual(events);
        events.forEach((event, i) => {
          expect(event.type).toBe(i % 2 === 0 ? 'speech_started' : 'speech_stopped');
          if (i > 0) expect(event.atMs).toBeGreaterThanOrEqual(events[i - 1]?.atMs ?? 0);
        });
      }),
      { numRuns: 60 },
    );
  });
});
