/** Between the wire's audio formats and the µ-law 8 kHz that everything inside is made of. */
import { BYTES_PER_MS, decodeMulaw, encodeMulaw, MULAW_SAMPLE_RATE } from '#shared/audio/mulaw.ts';
import { resample } from '#shared/audio/wav.ts';
import type { AudioFormat } from './session-schema.ts';

const PCM_RATE = 24000;

/** Turns appended audio into µ-law. PCM pieces may be of any size: what is too short for a whole block waits for the next. */
export function createDecoder(format: AudioFormat): (bytes: Uint8Array) => Uint8Array {
  if (format.type === 'audio/pcmu') return (bytes) => bytes;
  /** 20 ms: pieces of one size resample alike, so that seams are no louder than the telephone's own noise. */
  const block = PCM_RATE / 50;
  let waiting = Buffer.alloc(0);
  return (bytes) => {
    waiting = Buffer.concat([waiting, bytes]);
    const whole = Math.floor(waiting.length / (block * 2)) * block;
    const samples = new Int16Array(whole);
    for (let i = 0; i < whole; i++) samples[i] = waiting.readInt16LE(i * 2);
    waiting = waiting.subarray(whole * 2);
    return encodeMulaw(resample(samples, PCM_RATE, MULAW_SAMPLE_RATE));
  };
}

/** Speech in the wire's format, cut by milliseconds. */
export type WireAudio = { durationMs: number; base64(fromMs: number, toMs: number): string };

export function toWire(mulaw: Uint8Array, format: AudioFormat): WireAudio {
  const durationMs = mulaw.length / BYTES_PER_MS;
  const bytes = format.type === 'audio/pcmu' ? Buffer.from(mulaw.buffer, mulaw.byteOffset, mulaw.length) : toPcm(mulaw);
  const perMs = bytes.length / Math.max(1, durationMs);
  const align = format.type === 'audio/pcmu' ? 1 : 2;
  const at = (ms: number) => Math.min(bytes.length, Math.round((ms * perMs) / align) * align);
  return { durationMs, base64: (fromMs, toMs) => bytes.subarray(at(fromMs), at(toMs)).toString('base64') };
}

function toPcm(mulaw: Uint8Array): Buffer {
  const samples = resample(decodeMulaw(mulaw), MULAW_SAMPLE_RATE, PCM_RATE);
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}
