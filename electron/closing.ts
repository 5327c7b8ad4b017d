/** Closes what was opened, in the opposite order, each part once and all of it within a deadline. */
import type { Log } from '#core/ports/host.ts';

type Part = { name: string; close: () => Promise<void> };

export class Closing {
  readonly #parts: Part[] = [];
  readonly #log: Log;
  #running: Promise<void> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** @returns the same function, made safe to call more than once: another part may close this one before its turn. */
  add(name: string, close: () => Promise<void>): () => Promise<void> {
    let closed: Promise<void> | undefined;
    const once = () => (closed ??= close());
    this.#parts.unshift({ name, close: once });
    return once;
  }

  /** A part that fails or hangs does not keep the others from closing. */
  run(deadlineMs: number): Promise<void> {
    this.#running ??= this.#run(performance.now() + deadlineMs);
    return this.#running;
  }

  async #run(deadline: number): Promise<void> {
    for (const { name, close } of this.#parts) {
      const left = Math.max(0, deadline - performance.now());
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          this.#log.warn({ part: name }, 'a part did not close in time');
          resolve();
        }, left);
      });
      await Promise.race([close().catch((err: unknown) => this.#log.error({ err, part: name }, 'a part did not close in order')), late]);
      clearTimeout(timer);
    }
  }
}
