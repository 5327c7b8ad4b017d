/**
 * Carries the caller's audio to the voice model, untouched. Missing time is filled with silence, so that the model's sense of time stays
 * true and a turn can end when the line goes quiet in the middle of it.
 */
import { BYTES_PER_MS, FRAME_MS, mulawSilence } from '#shared/audio/mulaw.ts';
import { InputMap } from './input-map.ts';
import { type Timeline, TIMELINE_MS } from './timeline.ts';

const MAX_GAP_MS = 10_000;
const INACTIVITY_MS = 750;
const INACTIVITY_SILENCE_MS = 1000;
const REPLAY_PIECE_MS = 500;
const MAX_REPLAY_MS = TIMELINE_MS - 2000;

export class CallerEar {
  private readonly timeline: Timeline;
  private readonly append: (base64: string) => boolean;
  private map = new InputMap();
  private connected = false;
  /** Position up to which the line was heard. */
  private next = 0;
  /** Position from which a session that is absent has missed the line. */
  private missedFrom = 0;
  private lastFrameAt: number | undefined;
  private padded = false;

  /** @param append gives audio to the model session; false when there is none to take it. */
  constructor(timeline: Timeline, append: (base64: string) => boolean) {
    this.timeline = timeline;
    this.append = append;
  }

  toLine(modelMs: number): number {
    return this.map.toLine(modelMs);
  }

  get positionMs(): number {
    return this.next;
  }

  frame(positionMs: number, payload: string, bytes: Buffer, now: number): void {
    this.timeline.write(0, positionMs * BYTES_PER_MS, bytes);
    const gap = positionMs - this.next;
    if (this.connected) {
      if (gap > 0 && !this.padded) this.silence(this.next, Math.min(gap, MAX_GAP_MS));
      this.give(positionMs, bytes.length / BYTES_PER_MS, payload);
    }
    this.padded = false;
    this.next = Math.max(this.next, positionMs + bytes.length / BYTES_PER_MS);
    this.lastFrameAt = now;
  }

  /** To be called now and then: a caller who fell silent because the frames stopped is given an end of turn. */
  checkInactivity(now: number, speaking: boolean): void {
    if (!speaking || this.padded || !this.connected) return;
    if (this.lastFrameAt === undefined || now - this.lastFrameAt < INACTIVITY_MS) return;
    this.append(Buffer.from(mulawSilence(INACTIVITY_SILENCE_MS)).toString('base64'));
    this.map.pad(INACTIVITY_SILENCE_MS);
    this.padded = true;
  }

  /** The session is gone. Audio is kept for the next one. */
  disconnect(): void {
    if (this.connected) this.missedFrom = this.next;
    this.connected = false;
  }

  /** A fresh session listens: it is given what was missed, from `fromMs` on when that is earlier. */
  connect(fromMs: number = Number.POSITIVE_INFINITY): void {
    this.map = new InputMap();
    this.connected = true;
    const start = Math.max(0, this.next - MAX_REPLAY_MS, Math.min(this.missedFrom, fromMs));
    for (let at = start; at < this.next; at += REPLAY_PIECE_MS) {
      const ms = Math.min(REPLAY_PIECE_MS, this.next - at);
      const bytes = Buffer.allocUnsafe(ms * BYTES_PER_MS);
      this.timeline.read(0, at * BYTES_PER_MS, bytes);
      this.give(at, ms, bytes.toString('base64'));
    }
  }

  private silence(positionMs: number, ms: number): void {
    this.give(positionMs, ms, Buffer.from(mulawSilence(ms)).toString('base64'));
  }

  private give(positionMs: number, ms: number, payload: string): void {
    if (this.append(payload)) this.map.append(positionMs, ms);
    else if (ms > FRAME_MS) this.padded = false;
  }
}
