/**
 * G.711 µ-law, 8 kHz: the one audio form between carrier, edge and voice model.
 * One byte is one sample, 8 bytes are one millisecond, one 20 ms frame is 160 bytes.
 * Source: ITU-T G.711, bias 0x84, complemented bits.
 */
export const MULAW_SAMPLE_RATE = 8000;
export const BYTES_PER_MS = 8;
export const FRAME_MS = 20;
export const FRAME_BYTES = FRAME_MS * BYTES_PER_MS;
/** Digital silence. 0x00 would be full-scale negative: a loud click. */
export const MULAW_SILENCE = 0xff;

const BIAS = 0x84;
const CLIP = 32635;

const DECODE = Int16Array.from({ length: 256 }, (_, code) => {
  const inverted = ~code & 0xff;
  const exponent = (inverted >> 4) & 7;
  const mantissa = inverted & 0x0f;
  const magnitude = (((mantissa << 3) + BIAS) << exponent) - BIAS;
  return inverted & 0x80 ? -magnitude : magnitude;
});

/** Encodes one 16-bit linear sample. Vectors: 0 → 0xFF, 32767 → 0x80, −32768 → 0x00. */
export function encodeMulawSample(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(CLIP, sign ? -sample : sample) + BIAS;
  let exponent = 7;
  for (let mask = 0x4000; exponent > 0 && !(magnitude & mask); mask >>= 1) exponent--;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

/** Decodes one µ-law byte to a 16-bit linear sample. */
export function decodeMulawSample(code: number): number {
  return DECODE[code & 0xff]!;
}

/** Encodes linear 16-bit samples; the result has one byte a sample. */
export function encodeMulaw(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) bytes[i] = encodeMulawSample(samples[i]!);
  return bytes;
}

/** Decodes µ-law bytes; the result has one sample a byte. */
export function decodeMulaw(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) samples[i] = DECODE[bytes[i]!]!;
  return samples;
}

/** `ms` milliseconds of digital silence. */
export function mulawSilence(ms: number): Uint8Array {
  return new Uint8Array(Math.round(ms * BYTES_PER_MS)).fill(MULAW_SILENCE);
}

/** Root mean square of µ-law audio in linear units, 0 … 32124. Empty audio is 0. */
export function mulawRms(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0;
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) {
    const sample = DECODE[bytes[i]!]!;
    sum += sample * sample;
  }
  return Math.sqrt(sum / bytes.length);
}

/** Level of µ-law audio in dBFS, −90 (silence) … 0. */
export function mulawDbfs(bytes: Uint8Array): number {
  const rms = mulawRms(bytes);
  return rms < 1 ? -90 : Math.max(-90, 20 * Math.log10(rms / 32768));
}
