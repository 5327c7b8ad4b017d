/** What our server queued for the far end: audio of any length is cut to 20 ms frames, marks come back when they have been heard. */
import { BYTES_PER_MS, FRAME_BYTES, FRAME_MS, MULAW_SILENCE } from '#shared/audio/mulaw.ts';

/** What was really heard, for tests and measurements. Positions are milliseconds of audio since the start of the stream. */
export type PlayoutTruth = {
  playedMs: number;
  queuedMs: number;
  /** Milliseconds of the line's time so far. */
  lineMs: number;
  /** Gaps inside speech: the queue ran dry and went on within half a second, with no clear between. */
  underruns: number;
  underrunMs: number;
  discardedMs: number;
  clears: { lineMs: number; playedMs: number; droppedMs: number }[];
  marks: { name: string; lineMs: number; playedMs: number; cleared: boolean }[];
};

const MAX_QUEUED_BYTES = 10 * 60_000 * BYTES_PER_MS;
const UNDERRUN_MS = 500;
/** Of clears and marks so many are remembered. */
const KEPT = 500;

type PendingMark = { name: string; at: number };

export class Playout {
  private readonly chunks: Uint8Array[] = [];
  private headOffset = 0;
  private queued = 0;
  private received = 0;
  private played = 0;
  private lineMs = 0;
  /** The last frame carried audio, which is still sounding until the next tick. */
  private sounding = false;
  private silentMs = Number.POSITIVE_INFINITY;
  private discarded = 0;
  private underruns = 0;
  private underrunMs = 0;
  private readonly pending: PendingMark[] = [];
  private readonly clears: PlayoutTruth['clears'] = [];
  private readonly marks: PlayoutTruth['marks'] = [];
  private readonly onMark: (name: string) => void;

  constructor(onMark: (name: string) => void) {
    this.onMark = onMark;
  }

  /** @returns how many bytes did not fit into the ten minutes that may wait. */
  push(audio: Uint8Array): number {
    const kept = audio.subarray(0, Math.max(0, MAX_QUEUED_BYTES - this.queued));
    if (kept.length > 0) {
      this.chunks.push(kept);
      this.queued += kept.length;
      this.received += kept.length;
    }
    const lost = audio.length - kept.length;
    this.discarded += lost;
    return lost;
  }

  mark(name: string): void {
    if (this.queued === 0 && !this.sounding && this.pending.length === 0) this.echo(name, false);
    else this.pending.push({ name, at: this.received });
  }

  clear(): void {
    record(this.clears, { lineMs: this.lineMs, playedMs: this.played / BYTES_PER_MS, droppedMs: this.queued / BYTES_PER_MS });
    this.chunks.length = 0;
    this.headOffset = 0;
    this.queued = 0;
    this.received = this.played;
    this.silentMs = Number.POSITIVE_INFINITY;
    for (const { name } of this.pending.splice(0)) this.echo(name, true);
  }

  /** The next 20 ms for the far end, or nothing when no audio waits. The frame belongs to the caller. */
  next(): Uint8Array | undefined {
    while (this.pending[0] && this.pending[0].at <= this.played) {
      const { name } = this.pending[0];
      this.pending.shift();
      this.echo(name, false);
    }
    this.lineMs += FRAME_MS;
    this.sounding = this.queued > 0;
    if (!this.sounding) {
      this.silentMs += FRAME_MS;
      return undefined;
    }
    if (this.silentMs > 0 && this.silentMs < UNDERRUN_MS) {
      this.underruns++;
      this.underrunMs += this.silentMs;
    }
    this.silentMs = 0;
    return this.cut();
  }

  truth(): PlayoutTruth {
    return {
      playedMs: this.played / BYTES_PER_MS,
      queuedMs: this.queued / BYTES_PER_MS,
      lineMs: this.lineMs,
      underruns: this.underruns,
      underrunMs: this.underrunMs,
      discardedMs: this.discarded / BYTES_PER_MS,
      clears: this.clears,
      marks: this.marks,
    };
  }

  private cut(): Uint8Array {
    const frame = new Uint8Array(FRAME_BYTES);
    let filled = 0;
    for (let head = this.chunks[0]; head && filled < FRAME_BYTES; head = this.chunks[0]) {
      const take = Math.min(FRAME_BYTES - filled, head.length - this.headOffset);
      frame.set(head.subarray(this.headOffset, this.headOffset + take), filled);
      filled += take;
      this.headOffset += take;
      if (this.headOffset === head.length) {
        this.chunks.shift();
        this.headOffset = 0;
      }
    }
    if (filled < FRAME_BYTES) frame.fill(MULAW_SILENCE, filled);
    this.queued -= filled;
    this.played += filled;
    return frame;
  }

  private echo(name: string, cleared: boolean): void {
    record(this.marks, { name, lineMs: this.lineMs, playedMs: this.played / BYTES_PER_MS, cleared });
    this.onMark(name);
  }
}

function record<T>(list: T[], entry: T): void {
  list.push(entry);
  if (list.length > KEPT) list.shift();
}
