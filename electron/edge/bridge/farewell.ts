/**
 * How a call ends that the AI ends: its goodbye is heard to the end, then the line stays open for the caller's own, which nobody answers.
 * Pure. All times are milliseconds of the line.
 */

/** Who is told goodbye is given so long to begin to say it too … */
const BEGIN_MS = 2000;
/** … and so long to say it. */
const MOST_MS = 6000;

export class Farewell {
  private intended = false;
  private partedMs: number | undefined;
  private callerStoppedMs = 0;

  /** The AI has decided to end the call. */
  intend(): void {
    this.intended = true;
  }

  /** The talk goes on after all. */
  cancel(): void {
    this.intended = false;
    this.partedMs = undefined;
  }

  get coming(): boolean {
    return this.intended;
  }

  /** The goodbye has been heard. */
  get parted(): boolean {
    return this.partedMs !== undefined;
  }

  callerStopped(nowMs: number): void {
    this.callerStoppedMs = nowMs;
  }

  /** Nothing more of the AI is to be heard. @returns whether that is news. */
  part(nowMs: number): boolean {
    const news = this.partedMs === undefined;
    this.partedMs ??= nowMs;
    return news;
  }

  isOver(nowMs: number, callerSpeaks: boolean): boolean {
    if (this.partedMs === undefined) return false;
    const sinceMs = nowMs - this.partedMs;
    return callerSpeaks ? sinceMs >= MOST_MS : sinceMs >= BEGIN_MS || this.callerStoppedMs >= this.partedMs;
  }
}
