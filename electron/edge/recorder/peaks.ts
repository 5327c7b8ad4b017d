/**
 * The outline of a recording, for drawing: `call.peaks.json` is `{"step_ms":50,"seconds":12.3,"channels":[[…customer…],[…agent…]]}`, each number
 * the loudest sample of its 50 ms as 0 … 1.
 */
import { writeFile } from 'node:fs/promises';

export const PEAK_STEP_MS = 50;
const STEP_SAMPLES = PEAK_STEP_MS * 8;

export type PeaksDocument = { step_ms: number; seconds: number; channels: [number[], number[]] };

export class Peaks {
  private readonly channels: [number[], number[]] = [[], []];
  private left = 0;
  private right = 0;
  private samples = 0;
  private total = 0;

  /** @param interleaved customer and agent samples in turn. */
  add(interleaved: Int16Array): void {
    for (let i = 0; i + 1 < interleaved.length; i += 2) {
      const left = Math.abs(interleaved[i] ?? 0);
      const right = Math.abs(interleaved[i + 1] ?? 0);
      if (left > this.left) this.left = left;
      if (right > this.right) this.right = right;
      if (++this.samples === STEP_SAMPLES) this.step();
    }
    this.total += interleaved.length >> 1;
  }

  document(): PeaksDocument {
    if (this.samples > 0) this.step();
    return { step_ms: PEAK_STEP_MS, seconds: this.total / 8000, channels: this.channels };
  }

  private step(): void {
    this.channels[0].push(Math.round((this.left / 32768) * 1000) / 1000);
    this.channels[1].push(Math.round((this.right / 32768) * 1000) / 1000);
    this.left = 0;
    this.right = 0;
    this.samples = 0;
  }
}

export function writePeaks(path: string, document: PeaksDocument): Promise<void> {
  return writeFile(path, JSON.stringify(document));
}
