/** Runs many 20 ms clocks in one timer, each with its own phase, with monotonic catch-up. */
import { FRAME_MS } from './tags.ts';

type Clockwork = { due: number; step: () => void };

export class Ticker {
  private readonly works = new Set<Clockwork>();
  private timer: NodeJS.Timeout | undefined;

  /** @returns a function that catches up by hand, and one that ends the clock. */
  join(firstDue: number, step: () => void): { catchUp: () => void; leave: () => void } {
    const work = { due: firstDue, step };
    this.works.add(work);
    this.plan();
    return { catchUp: () => advance(work), leave: () => void this.works.delete(work) };
  }

  private plan(): void {
    clearTimeout(this.timer);
    let next = Number.POSITIVE_INFINITY;
    for (const work of this.works) next = Math.min(next, work.due);
    if (next < Number.POSITIVE_INFINITY) this.timer = setTimeout(() => this.run(), Math.max(0, next - performance.now()));
  }

  private run(): void {
    for (const work of this.works) advance(work);
    this.plan();
  }
}

function advance(work: Clockwork): void {
  const now = performance.now();
  while (work.due <= now) {
    work.due += FRAME_MS;
    work.step();
  }
}
