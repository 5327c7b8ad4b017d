/**
 * The line's own time, from the time stamps of the carrier's frames: 0 is the beginning of the first frame.
 * A frame cannot arrive before it was spoken, so the earliest arrival so far sets the clock; it yields slowly, to follow a drifting carrier.
 */
import { FRAME_MS } from '#shared/audio/mulaw.ts';

const YIELD = 0.0005;

export class LineClock {
  private origin: number | undefined;
  private firstStamp: number | undefined;

  /** The stream began. */
  start(now: number): void {
    this.origin ??= now;
  }

  /** Position of a frame with this time stamp. */
  frame(stamp: number, now: number): number {
    this.firstStamp ??= stamp;
    const position = stamp - this.firstStamp;
    const late = now - (position + FRAME_MS) - (this.origin ?? now);
    this.origin = (this.origin ?? now) + (late < 0 ? late : late * YIELD);
    return position;
  }

  /** Where the line is now. 0 before the stream began. */
  position(now: number): number {
    return this.origin === undefined ? 0 : Math.max(0, now - this.origin);
  }
}
