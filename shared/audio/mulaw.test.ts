import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMulaw, decodeMulawSample, encodeMulaw, encodeMulawSample, MULAW_SILENCE, mulawDbfs, mulawSilence } from './mulaw.ts';

describe('µ-law', () => {
  it('has the vectors of G.711', () => {
    expect(encodeMulawSample(0)).toBe(0xff);
    expect(encodeMulawSample(32767)).toBe(0x80);
    expect(encodeMulawSample(-32768)).toBe(0x00);
    expect(decodeMulawSample(0xff)).toBe(0);
    expect(decodeMulawSample(0x7f)).toBe(0);
    expect(decodeMulawSample(0x80)).toBe(32124);
    expect(decodeMulawSample(0x00)).toBe(-32124);
  });

  it('gives every code back after decoding and encoding, but for the second zero', () => {
    for (let code = 0; code < 256; code++) {
      expect(encodeMulawSample(decodeMulawSample(code))).toBe(code === 0x7f ? 0xff : code);
    }
  });

  it('stays within half a quantisation step and keeps the sign', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32635, max: 32635 }), (sample) => {
        const back = decodeMulawSample(encodeMulawSample(sample));
        const step = 2 ** Math.max(0, Math.floor(Math.log2(Math.abs(sample) + 0x84)) - 4);
        expect(Math.abs(back - sample)).toBeLessThanOrEqual(step);
        expect(back * sample).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is monotonic', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32768, max: 32766 }), (sample) => {
        const here = decodeMulawSample(encodeMulawSample(sample));
        const next = decodeMulawSample(encodeMulawSample(sample + 1));
        expect(next).toBeGreaterThanOrEqual(here);
      }),
    );
  });

  it('codes arrays sample by sample, and measures levels', () => {
    const samples = Int16Array.from([0, 1000, -1000, 20000]);
    expect([...encodeMulaw(samples)]).toEqual([...samples].map(encodeMulawSample));
    expect([...decodeMulaw(encodeMulaw(samples))]).toEqual([...encodeMulaw(samples)].map(decodeMulawSample));
    expect(mulawSilence(20)).toEqual(new Uint8Array(160).fill(MULAW_SILENCE));
    expect(mulawDbfs(mulawSilence(20))).toBe(-90);
    expect(mulawDbfs(encodeMulaw(new Int16Array(160).fill(32124)))).toBeCloseTo(-0.17, 1);
  });
});
