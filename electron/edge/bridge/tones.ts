/** Telephone keys as µ-law dual tones. Source: ITU-T Q.23, Q.24. */
import { encodeMulawSample, MULAW_SAMPLE_RATE, mulawSilence } from '#shared/audio/mulaw.ts';

const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const KEYS = ['123A', '456B', '789C', '*0#D'];

const TONE_MS = 100;
const GAP_MS = 80;
const AMPLITUDE = 7000;

function tone(row: number, column: number): Uint8Array {
  const out = new Uint8Array((TONE_MS * MULAW_SAMPLE_RATE) / 1000);
  for (let i = 0; i < out.length; i++) {
    const turn = (2 * Math.PI * i) / MULAW_SAMPLE_RATE;
    out[i] = encodeMulawSample(Math.round(AMPLITUDE * (Math.sin(turn * row) + Math.sin(turn * column))));
  }
  return out;
}

/** The sound of a sequence of keys: 0–9 A–D * #, `w` half a second of silence, `W` a whole one. Other characters are skipped. */
export function dtmfTones(digits: string): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const key of digits) {
    if (key === 'w' || key === 'W') parts.push(mulawSilence(key === 'w' ? 500 : 1000));
    const row = KEYS.findIndex((keys) => keys.includes(key.toUpperCase()));
    const column = KEYS[row]?.indexOf(key.toUpperCase()) ?? -1;
    if (row >= 0 && column >= 0) parts.push(tone(ROWS[row] ?? 0, COLUMNS[column] ?? 0), mulawSilence(GAP_MS));
  }
  return Buffer.concat(parts);
}
