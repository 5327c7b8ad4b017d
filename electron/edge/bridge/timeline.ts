/**
 * The last eight seconds of the line, both channels side by side, by position since the stream began.
 * Recorder, meters and listeners read here, and a fresh model session is given what it missed.
 */
import { BYTES_PER_MS, MULAW_SILENCE } from '#shared/audio/mulaw.ts';
import type { Channel } from '#core/ports/voice-edge.ts';

const CAPACITY = 1 << 16;
const WRAP = CAPACITY - 1;
export const TIMELINE_MS = CAPACITY / BYTES_PER_MS;

export class Timeline {
  private readonly rings = [new Uint8Array(CAPACITY).fill(MULAW_SILENCE), new Uint8Array(CAPACITY).fill(MULAW_SILENCE)] as const;
  /** Everything before this byte position is defined; what nobody wrote is silence. */
  private end = 0;

  /** Writes audio at a byte position. What lies further back than the timeline reaches is dropped. */
  write(channel: Channel, at: number, bytes: Uint8Array): void {
    this.reach(at + bytes.length);
    const from = Math.max(at, this.end - CAPACITY, 0);
    this.copyIn(this.rings[channel], from, from > at ? bytes.subarray(from - at) : bytes);
  }

  /** Makes a stretch of one channel silent. */
  silence(channel: Channel, from: number, to: number): void {
    const ring = this.rings[channel];
    const start = Math.max(from, this.end - CAPACITY, 0);
    this.fill(ring, start, Math.min(to, this.end));
  }

  /** Copies a stretch into `into`; what was never written, or is gone, is silence. */
  read(channel: Channel, from: number, into: Uint8Array): void {
    this.reach(from + into.length);
    const start = Math.max(from, this.end - CAPACITY, 0);
    const gone = Math.min(into.length, Math.max(0, start - from));
    if (gone > 0) into.fill(MULAW_SILENCE, 0, gone);
    const ring = this.rings[channel];
    const offset = (from + gone) & WRAP;
    const first = Math.min(into.length - gone, CAPACITY - offset);
    into.set(ring.subarray(offset, offset + first), gone);
    if (gone + first < into.length) into.set(ring.subarray(0, into.length - gone - first), gone + first);
  }

  private reach(end: number): void {
    if (end <= this.end) return;
    const from = Math.max(this.end, end - CAPACITY);
    this.end = end;
    this.fill(this.rings[0], from, end);
    this.fill(this.rings[1], from, end);
  }

  private fill(ring: Uint8Array, from: number, to: number): void {
    if (to <= from) return;
    const a = from & WRAP;
    const length = to - from;
    const first = Math.min(length, CAPACITY - a);
    ring.fill(MULAW_SILENCE, a, a + first);
    if (first < length) ring.fill(MULAW_SILENCE, 0, length - first);
  }

  private copyIn(ring: Uint8Array, at: number, bytes: Uint8Array): void {
    const offset = at & WRAP;
    const first = Math.min(bytes.length, CAPACITY - offset);
    ring.set(first === bytes.length ? bytes : bytes.subarray(0, first), offset);
    if (first < bytes.length) ring.set(bytes.subarray(first), 0);
  }
}
