/** RIFF/WAVE reading and writing, and resampling to the 8 kHz of the telephone. Source: RFC 2361, Microsoft multimedia registration. */
import { decodeMulaw } from './mulaw.ts';

export type WavAudio = {
  sampleRate: number;
  /** One array of linear 16-bit samples a channel. */
  channels: Int16Array[];
};

export class WavError extends Error {
  override name = 'WavError';
}

const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_MULAW = 7;
const FORMAT_EXTENSIBLE = 0xfffe;

type WavFormat = { code: number; channels: number; sampleRate: number; bits: number };

type WavData = WavFormat & { start: number; frames: number };

/**
 * Reads a WAV file: PCM 8/16/24/32 bit, float 32 bit or µ-law; any channel count.
 * A data chunk that claims more than the file holds (a recorder that was killed) is read up to the end of the file.
 * @throws WavError when it is no WAV, or of an encoding that is not named above.
 */
export function parseWav(file: Uint8Array): WavAudio {
  const view = viewOf(file);
  const { code, bits, channels, sampleRate, start, frames } = findSamples(file, view);
  const width = bits / 8;
  const read = sampleReader(view, code, bits);
  const out = Array.from({ length: channels }, () => new Int16Array(frames));
  for (let i = 0; i < frames; i++) {
    for (let c = 0; c < channels; c++) out[c]![i] = read(start + (i * channels + c) * width);
  }
  return { sampleRate, channels: out };
}

/**
 * What a WAV file is, without reading its samples: takes no time, however long it is.
 * @throws WavError as `parseWav` does
 */
export function inspectWav(file: Uint8Array): { sampleRate: number; channels: number; seconds: number } {
  const view = viewOf(file);
  const { code, bits, channels, sampleRate, frames } = findSamples(file, view);
  sampleReader(view, code, bits);
  return { sampleRate, channels, seconds: frames / sampleRate };
}

function viewOf(file: Uint8Array): DataView {
  return new DataView(file.buffer, file.byteOffset, file.byteLength);
}

function findSamples(file: Uint8Array, view: DataView): WavData {
  const tag = (at: number) => String.fromCharCode(...file.subarray(at, at + 4));
  if (file.byteLength < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') throw new WavError('not a RIFF/WAVE file');
  let format: WavFormat | undefined;
  for (let at = 12; at + 8 <= file.byteLength;) {
    const id = tag(at);
    const size = Math.min(view.getUint32(at + 4, true), file.byteLength - at - 8);
    const body = at + 8;
    if (id === 'fmt ' && size >= 16) {
      let code = view.getUint16(body, true);
      if (code === FORMAT_EXTENSIBLE && size >= 26) code = view.getUint16(body + 24, true);
      format = {
        code,
        channels: view.getUint16(body + 2, true),
        sampleRate: view.getUint32(body + 4, true),
        bits: view.getUint16(body + 14, true),
      };
    } else if (id === 'data') {
      if (!format) throw new WavError('the data chunk comes before its format');
      if (format.channels < 1 || format.sampleRate < 1) throw new WavError('the format chunk is broken');
      return { ...format, start: body, frames: Math.floor(size / ((format.bits / 8) * format.channels)) };
    }
    at = body + size + (size & 1);
  }
  throw new WavError('there is no data chunk');
}

function sampleReader(view: DataView, code: number, bits: number): (at: number) => number {
  if (code === FORMAT_MULAW && bits === 8) {
    const byte = new Uint8Array(1);
    return (at) => {
      byte[0] = view.getUint8(at);
      return decodeMulaw(byte)[0]!;
    };
  }
  if (code === FORMAT_FLOAT && bits === 32) {
    return (at) => Math.round(Math.max(-1, Math.min(1, view.getFloat32(at, true))) * 32767);
  }
  if (code === FORMAT_PCM) {
    if (bits === 8) return (at) => (view.getUint8(at) - 128) << 8;
    if (bits === 16) return (at) => view.getInt16(at, true);
    if (bits === 24) return (at) => view.getInt16(at + 1, true);
    if (bits === 32) return (at) => view.getInt16(at + 2, true);
  }
  throw new WavError(`unsupported encoding (format ${code}, ${bits} bits)`);
}

/** The mean of all channels. */
export function mixToMono(audio: WavAudio): Int16Array {
  if (audio.channels.length === 1) return audio.channels[0]!;
  const first = audio.channels[0]!;
  const mono = new Int16Array(first.length);
  for (let i = 0; i < mono.length; i++) {
    let sum = 0;
    for (const channel of audio.channels) sum += channel[i]!;
    mono[i] = Math.round(sum / audio.channels.length);
  }
  return mono;
}

const LOBES = 16;
/** With more phases than this (rates that share no common step) the nearest one is taken: 1/4096 of a sample is far below the noise. */
const MAX_PHASES = 4096;

/**
 * Resamples with a windowed-sinc low-pass (Hann, 16 lobes a side), so that nothing above the lower Nyquist frequency folds back. The filter
 * is computed once for each of the few phases at which the two rates meet: minutes of sound take a moment, not the time of their playing.
 * Source: J. O. Smith, "Digital Audio Resampling".
 */
export function resample(samples: Int16Array, fromRate: number, toRate: number): Int16Array {
  if (fromRate === toRate) return samples;
  const out = new Int16Array(Math.floor((samples.length * toRate) / fromRate));
  const cutoff = Math.min(1, toRate / fromRate) * 0.95;
  const reach = Math.ceil(LOBES / cutoff);
  const phases = Math.min(MAX_PHASES, toRate / greatestCommonDivisor(fromRate, toRate));
  const filters = Array.from({ length: phases }, (_, phase) => sincTaps(phase / phases, cutoff, reach));
  const last = samples.length - 1;
  for (let i = 0; i < out.length; i++) {
    const centre = (i * fromRate) / toRate;
    let at = Math.floor(centre);
    let phase = Math.round((centre - at) * phases);
    if (phase === phases) {
      phase = 0;
      at++;
    }
    const taps = filters[phase] ?? [];
    let sum = 0;
    if (at - reach >= 0 && at + reach <= last) {
      for (let k = 0; k < taps.length; k++) sum += (samples[at - reach + k] ?? 0) * (taps[k] ?? 0);
    } else {
      let weight = 0;
      for (let k = Math.max(0, reach - at); k < taps.length && at - reach + k <= last; k++) {
        sum += (samples[at - reach + k] ?? 0) * (taps[k] ?? 0);
        weight += taps[k] ?? 0;
      }
      if (weight !== 0) sum /= weight;
    }
    out[i] = Math.max(-32768, Math.min(32767, Math.round(sum)));
  }
  return out;
}

/** The weights of the samples from `reach` before to `reach` after one, for a point `phase` of a sample behind it. They add up to 1. */
function sincTaps(phase: number, cutoff: number, reach: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * reach + 1 }, (_, k) => {
    const distance = k - reach - phase;
    if (Math.abs(distance) >= reach) return 0;
    const x = distance * cutoff;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * 0.5 * (1 + Math.cos((Math.PI * distance) / reach));
  });
  const weight = taps.reduce((sum, tap) => sum + tap, 0);
  return taps.map((tap) => tap / weight);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A 16-bit PCM header for `dataBytes` of interleaved samples. 44 bytes. */
export function pcmWavHeader(dataBytes: number, sampleRate: number, channels: number): Uint8Array {
  const header = new Uint8Array(44);
  const view = new DataView(header.buffer);
  const put = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) header[at + i] = text.charCodeAt(i);
  };
  const block = channels * 2;
  put(0, 'RIFF');
  view.setUint32(4, Math.min(0xffffffff, 36 + dataBytes), true);
  put(8, 'WAVE');
  put(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_PCM, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * block, true);
  view.setUint16(32, block, true);
  view.setUint16(34, 16, true);
  put(36, 'data');
  view.setUint32(40, Math.min(0xffffffff, dataBytes), true);
  return header;
}

/** A whole 16-bit PCM WAV file; all channels must be of one length. */
export function writePcmWav(audio: WavAudio): Uint8Array {
  const count = audio.channels.length;
  const frames = audio.channels[0]?.length ?? 0;
  const file = new Uint8Array(44 + frames * count * 2);
  file.set(pcmWavHeader(frames * count * 2, audio.sampleRate, count));
  const view = new DataView(file.buffer);
  for (let i = 0; i < frames; i++) {
    for (let c = 0; c < count; c++) view.setInt16(44 + (i * count + c) * 2, audio.channels[c]![i]!, true);
  }
  return file;
}
