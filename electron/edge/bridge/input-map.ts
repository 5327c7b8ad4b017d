/** Translates positions in a model session's input audio to positions on the line: they part wherever audio was padded, lost or replayed. */
type Step = { modelMs: number; shift: number };

export class InputMap {
  private readonly steps: Step[] = [];
  private appended = 0;

  /** Milliseconds of audio that the session has been given. */
  get appendedMs(): number {
    return this.appended;
  }

  /** Audio of this length, which began at `lineMs`, was given to the session. */
  append(lineMs: number, ms: number): void {
    const shift = lineMs - this.appended;
    if (this.steps.at(-1)?.shift !== shift) this.steps.push({ modelMs: this.appended, shift });
    this.appended += ms;
  }

  /** Silence was given that has no place on the line. */
  pad(ms: number): void {
    this.appended += ms;
  }

  toLine(modelMs: number): number {
    const step = this.steps.findLast((candidate) => candidate.modelMs <= modelMs) ?? this.steps[0];
    return Math.max(0, modelMs + (step?.shift ?? 0));
  }
}
