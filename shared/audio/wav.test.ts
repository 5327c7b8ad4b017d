import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMulaw } from './mulaw.ts';
import { checkCalleeAudio } from './callee-audio.ts';
import { inspectWav, mixToMono, parseWav, resample, WavError, writePcmWav } from './wav.ts';

const sine = (hz: number, rate: number, ms: number, amplitude = 12000) =>
  Int16Array.from({ length: (rate * ms) / 1000 }, (_, i) => Math.round(amplitude * Math.sin((2 * Math.PI * hz * i) / rate)));

const rms = (samples: Int16Array) => Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length);

function wavOf(code: number, bits: number, channels: number, rate: number, data: Uint8Array): Uint8Array {
  const file = new Uint8Array(44 + data.length);
  const view = new DataView(file.buffer);
  const put = (at: number, text: string) => [...text].forEach((c, i) => (file[at + i] = c.charCodeAt(0)));
  put(0, 'RIFF');
  view.setUint32(4, 36 + data.length, true);
  put(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, code, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, (rate * channels * bits) / 8, true);
  view.setUint16(32, (channels * bits) / 8, true);
  view.setUint16(34, bits, true);
  put(36, 'data');
  view.setUint32(40, data.length, true);
  file.set(data, 44);
  return file;
}

describe('WAV', () => {
  it('reads back what it wrote, mono and stereo', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 }),
        fc.constantFrom(8000, 16000, 44100, 48000),
        fc.array(fc.integer({ min: -32768, max: 32767 }), { maxLength: 200 }),
        (count, sampleRate, values) => {
          const channels = Array.from({ length: count }, (_, c) => Int16Array.from(values, (v) => (c ? -v - 1 : v)));
          expect(parseWav(writePcmWav({ sampleRate, channels }))).toEqual({ sampleRate, channels });
        },
      ),
    );
  });

  it('reads 8, 24 and 32 bit PCM, float and µ-law', () => {
    const float = new Uint8Array(new Float32Array([0, 0.5, -0.5]).buffer);
    expect([...parseWav(wavOf(3, 32, 1, 8000, float)).channels[0]!]).toEqual([0, 16384, -16383]);
    expect([...parseWav(wavOf(1, 8, 1, 8000, Uint8Array.of(128, 255, 0))).channels[0]!]).toEqual([0, 32512, -32768]);
    expect([...parseWav(wavOf(1, 24, 1, 8000, Uint8Array.of(0, 0x34, 0x12))).channels[0]!]).toEqual([0x1234]);
    expect([...parseWav(wavOf(1, 32, 1, 8000, Uint8Array.of(0, 0, 0x34, 0x12))).channels[0]!]).toEqual([0x1234]);
    expect([...parseWav(wavOf(7, 8, 1, 8000, encodeMulaw(Int16Array.of(0)))).channels[0]!]).toEqual([0]);
  });

  it('reads a file whose recorder was killed, up to its end', () => {
    const whole = writePcmWav({ sampleRate: 8000, channels: [sine(440, 8000, 100)] });
    const cut = whole.subarray(0, whole.length - 301);
    expect(parseWav(cut).channels[0]!.length).toBe(649);
  });

  it('refuses everything else with its own error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => parseWav(bytes)).toThrow(WavError);
        expect(() => inspectWav(bytes)).toThrow(WavError);
      }),
    );
    expect(() => parseWav(wavOf(2, 4, 1, 8000, new Uint8Array(8)))).toThrow(/unsupported encoding/);
  });

  it('mixes and resamples to the telephone without folding high tones back', () => {
    const low = resample(sine(1000, 48000, 200), 48000, 8000);
    expect(low.length).toBe(1600);
    expect(rms(low.subarray(100, -100))).toBeCloseTo(12000 / Math.SQRT2, -3);
    const high = resample(sine(7000, 48000, 200), 48000, 8000);
    expect(rms(high.subarray(100, -100))).toBeLessThan(120);
    expect([...mixToMono({ sampleRate: 8000, channels: [Int16Array.of(100), Int16Array.of(300)] })]).toEqual([200]);
  });

  it.each([8001, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 47_999, 48_000])('keeps a tone as it is from %i Hz, and back', (rate) => {
    const tone = sine(800, rate, 100);
    const there = resample(tone, rate, 8000);
    expect(there.length).toBe(Math.floor((tone.length * 8000) / rate));
    const middle = (samples: Int16Array) => samples.subarray(samples.length / 4, (samples.length * 3) / 4);
    const wanted = sine(800, 8000, 200);
    for (const [i, sample] of there.entries()) if (i > 100 && i < 700) expect(Math.abs(sample - (wanted[i] ?? 0))).toBeLessThan(60);
    expect(rms(middle(resample(there, 8000, rate)))).toBeCloseTo(12000 / Math.SQRT2, -3);
  });

  it('tells what a file is without reading it, as reading it does', () => {
    const stereo = { sampleRate: 44_100, channels: [sine(440, 44_100, 100), sine(220, 44_100, 100)] };
    expect(inspectWav(writePcmWav(stereo))).toEqual({ sampleRate: 44_100, channels: 2, seconds: 0.1 });
    expect(() => inspectWav(wavOf(2, 4, 1, 8000, new Uint8Array(8)))).toThrow(/unsupported encoding/);
  });

  it.each<[string, number, number, number, number]>([
    ['no sound', 1, 16, 0, 8000],
    ['96000 Hz', 1, 16, 100, 96_000],
    ['4000 Hz', 1, 16, 100, 4000],
    ['6 channels', 6, 16, 100, 16_000],
    ['unsupported', 1, 12, 100, 16_000],
  ])('cannot be played as a callee: %s', (words, channels, bits, frames, rate) => {
    const file = wavOf(1, bits, channels, rate, new Uint8Array((frames * channels * bits) / 8));
    expect(() => checkCalleeAudio(file)).toThrow(words);
    expect(() => checkCalleeAudio(file)).toThrow(WavError);
  });

  it.each([
    [1, 16, 1, 8000],
    [1, 24, 2, 48_000],
    [3, 32, 2, 44_100],
    [7, 8, 1, 8000],
  ])('can be played as a callee: format %i of %i bits, %i channels, %i Hz', (code, bits, channels, rate) => {
    checkCalleeAudio(wavOf(code, bits, channels, rate, new Uint8Array(((bits * channels) / 8) * 10)));
  });
});
