/** DTMF keys as sound, and the beep of `<Record>`. Frequencies: ITU-T Q.23. */
import { BYTES_PER_MS, encodeMulaw } from '#shared/audio/mulaw.ts';

const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const KEYS = ['123A', '456B', '789C', '*0#D'];
const KEY_MS = 100;
const GAP_MS = 60;
const RATE = BYTES_PER_MS * 1000;

/** `digits`: 0-9, A-D, #, *, `w` waits half a second, `W` a whole one. Anything else is passed over. */
export function dialTones(digits: string): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const digit of digits) {
    if (digit === 'w' || digit === 'W') {
      parts.push(tone([], digit === 'w' ? 500 : 1000));
      continue;
    }
    const row = KEYS.findIndex((keys) => keys.includes(digit.toUpperCase()));
    const column = KEYS[row]?.indexOf(digit.toUpperCase()) ?? -1;
    const pair = [ROWS[row], COLUMNS[column]].filter((hertz) => hertz !== undefined);
    if (pair.length === 2) parts.push(tone(pair, KEY_MS), tone([], GAP_MS));
  }
  return Buffer.concat(parts);
}

export function beep(): Uint8Array {
  return tone([1000], 400);
}

function tone(frequencies: number[], ms: number): Uint8Array {
  const samples = new Int16Array(ms * BYTES_PER_MS);
  for (let i = 0; i < samples.length; i++) {
    for (const hertz of frequencies) samples[i] = (samples[i] ?? 0) + 6000 * Math.sin((2 * Math.PI * hertz * i) / RATE);
  }
  return encodeMulaw(samples);
}
