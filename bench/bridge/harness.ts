/** What model and legs share: the calls, the numbers of their frames, and the measures. */
import { counts, type Measures, newMeasures } from './measures.ts';
import type { Item } from './model.ts';
import { FRAME_MS } from './tags.ts';
import { Ticker } from './ticker.ts';

export type Call = {
  number: number;
  sid: string;
  firstFrame: number;
  item: Item | undefined;
  /** An answer is being played and is not at its end. */
  sounding: boolean;
  speechStartedAt: number | undefined;
};

const FRAMES_A_CALL = 100_000;

export class Harness {
  readonly measures: Measures = newMeasures();
  readonly ticker = new Ticker();
  readonly items = new Map<string, Item>();
  private readonly calls: Call[] = [];
  private readonly byFrame = new Map<number, Item>();
  private readonly sentAt = new Map<number, number>();
  private nextFrame = 1;

  newCall(): Call {
    const number = this.calls.length;
    const call = {
      number,
      sid: `CA${String(number).padStart(32, '0')}`,
      firstFrame: number * FRAMES_A_CALL,
      item: undefined,
      sounding: false,
      speechStartedAt: undefined,
    };
    this.calls.push(call);
    return call;
  }

  callOf(frame: number): Call | undefined {
    return this.calls[Math.floor(frame / FRAMES_A_CALL)];
  }

  sent(frame: number, at: number): void {
    if (!counts(this.measures, at)) return;
    this.sentAt.set(frame, at);
    this.measures.framesIn.sent++;
  }

  heard(frame: number, at: number): void {
    const sentAt = this.sentAt.get(frame);
    if (sentAt === undefined) return;
    this.sentAt.delete(frame);
    this.measures.framesIn.seen++;
    this.measures.inbound.push(at - sentAt);
  }

  newItem(call: Call, id: string, frames: number): Item {
    const item: Item = {
      id,
      call,
      firstFrame: this.nextFrame,
      frames,
      sentFrames: 0,
      firstSentAt: 0,
      complete: false,
      cleared: false,
      truthMs: undefined,
      claimedMs: undefined,
      seenFrames: 0,
    };
    this.nextFrame += frames;
    for (let i = 0; i < frames; i++) this.byFrame.set(item.firstFrame + i, item);
    this.items.set(id, item);
    call.item = item;
    return item;
  }

  itemOf(frame: number): Item | undefined {
    return this.byFrame.get(frame);
  }

  arrived(frame: number, at: number): void {
    const item = this.byFrame.get(frame);
    if (!item || !counts(this.measures, item.firstSentAt)) return;
    if (item.seenFrames === 0) this.measures.outbound.push(at - item.firstSentAt);
    item.seenFrames++;
  }

  compareTruncation(item: Item): void {
    if (!item.cleared || item.claimedMs === undefined || !counts(this.measures, item.firstSentAt)) return;
    this.measures.truncation.push(Math.abs(item.claimedMs - (item.truthMs ?? 0)));
  }

  /** Counts the frames of answers that were meant to be heard whole, and were due before the end. */
  count(): void {
    const { framesOut, until } = this.measures;
    for (const item of this.items.values()) {
      const due = item.firstSentAt + item.frames * FRAME_MS;
      if (!item.complete || item.cleared || !counts(this.measures, item.firstSentAt) || due > until) continue;
      framesOut.made += item.frames;
      framesOut.seen += item.seenFrames;
    }
  }
}
