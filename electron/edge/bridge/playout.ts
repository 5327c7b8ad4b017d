/** Sends audio to the carrier a little ahead of its playing, in whole 20 ms frames, each piece with its mark. */
import { BYTES_PER_MS, FRAME_BYTES, MULAW_SILENCE } from '#shared/audio/mulaw.ts';
import type { Tuning } from '../options.ts';
import type { Interruption, PlaybackItem, PlaybackLedger } from './playback-ledger.ts';
import type { Timeline } from './timeline.ts';

/** The carrier's end of the line. */
export type Speaker = {
  play(mulaw: Buffer, mark: string): void;
  clear(): void;
};

type Entry = { item: PlaybackItem; chunks: Buffer[]; offset: number; bytes: number; ended: boolean };

export type PlayoutEvents = {
  /** The first sound of an item has gone out. */
  started(item: PlaybackItem): void;
};

export class Playout {
  private readonly queue: Entry[] = [];
  private readonly ledger: PlaybackLedger;
  private readonly timeline: Timeline;
  private readonly tuning: Tuning;
  private readonly events: PlayoutEvents;
  private speaker: Speaker | undefined;

  constructor(parts: { ledger: PlaybackLedger; timeline: Timeline; tuning: Tuning; events: PlayoutEvents }) {
    this.ledger = parts.ledger;
    this.timeline = parts.timeline;
    this.tuning = parts.tuning;
    this.events = parts.events;
  }

  /** Until a line is connected, audio waits. */
  connect(speaker: Speaker): void {
    this.speaker = speaker;
  }

  /** Something waits to be sent, or is being played. */
  get busy(): boolean {
    return this.queue.length > 0 || this.ledger.items.length > 0;
  }

  push(item: PlaybackItem, mulaw: Buffer): void {
    let entry = this.queue.findLast((candidate) => candidate.item === item);
    if (!entry) this.queue.push((entry = { item, chunks: [], offset: 0, bytes: 0, ended: false }));
    entry.chunks.push(mulaw);
    entry.bytes += mulaw.length;
  }

  /** No more audio comes for this item. */
  end(item: PlaybackItem): void {
    const entry = this.queue.findLast((candidate) => candidate.item === item);
    if (entry) entry.ended = true;
    else item.complete = true;
  }

  /** Sends what is due. */
  pump(now: number): void {
    const { speaker, tuning } = this;
    if (!speaker) return;
    for (let entry = this.queue[0]; entry; entry = this.queue[0]) {
      while (entry.bytes > 0) {
        if (this.ledger.endMs - now >= tuning.leadMs) return;
        const whole = entry.bytes - (entry.bytes % FRAME_BYTES);
        const size = Math.min(tuning.pieceBytes, whole || (entry.ended ? FRAME_BYTES : 0));
        if (size === 0) return;
        this.send(speaker, entry, size, now);
      }
      if (!entry.ended) return;
      entry.item.complete = true;
      this.queue.shift();
    }
  }

  /** Drops everything that was not heard; the caller of this decides what the model is told. */
  interrupt(now: number): Interruption {
    this.queue.length = 0;
    const sounding = this.ledger.pendingMarks > 0;
    const before = this.ledger.endMs;
    const interruption = this.ledger.interrupt(now);
    if (sounding) this.speaker?.clear();
    this.timeline.silence(1, Math.round(interruption.cutMs) * BYTES_PER_MS, Math.ceil(before) * BYTES_PER_MS);
    return interruption;
  }

  private send(speaker: Speaker, entry: Entry, size: number, now: number): void {
    const bytes = takeBytes(entry, size);
    const first = entry.item.sentMs === 0;
    const { mark, startMs } = this.ledger.sent(entry.item, size / BYTES_PER_MS, now);
    speaker.play(bytes, mark);
    this.timeline.write(1, Math.round(startMs * BYTES_PER_MS), bytes);
    if (first) this.events.started(entry.item);
  }
}

/** Takes exactly `size` bytes off the front, filled up with silence when there are fewer. */
function takeBytes(entry: Entry, size: number): Buffer {
  const head = entry.chunks[0];
  if (head && head.length - entry.offset >= size) {
    const bytes = head.subarray(entry.offset, entry.offset + size);
    entry.offset += size;
    entry.bytes -= size;
    if (entry.offset === head.length) dropHead(entry);
    return bytes;
  }
  const bytes = Buffer.allocUnsafe(size);
  let filled = 0;
  for (let chunk = entry.chunks[0]; chunk && filled < size; chunk = entry.chunks[0]) {
    const count = Math.min(size - filled, chunk.length - entry.offset);
    chunk.copy(bytes, filled, entry.offset, entry.offset + count);
    filled += count;
    entry.offset += count;
    if (entry.offset === chunk.length) dropHead(entry);
  }
  entry.bytes -= filled;
  return filled < size ? bytes.fill(MULAW_SILENCE, filled) : bytes;
}

function dropHead(entry: Entry): void {
  entry.chunks.shift();
  entry.offset = 0;
}
