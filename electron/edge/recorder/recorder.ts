/** Writes a call's two channels to disk as they pass: customer left, agent right as it was heard. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingClosed } from '#core/ports/voice-edge.ts';
import { BYTES_PER_MS, decodeMulawSample, MULAW_SAMPLE_RATE, MULAW_SILENCE } from '#shared/audio/mulaw.ts';
import type { Timeline } from '../bridge/timeline.ts';
import { Peaks, writePeaks } from './peaks.ts';
import { BLOCK_BYTES, PEAKS_FILE, RECORDING_FILE, sha256File, WavFile } from './wav-file.ts';

const LINEAR = Int16Array.from({ length: 256 }, (_, code) => decodeMulawSample(code));

/** The line is written down this late, so that frames which jitter still find their place. */
const SETTLE_MS = 120;
/** With the delay above, what a killed process has not written is less than a second. */
const WRITE_EVERY_MS = 850;
const MAX_BLOCK_MS = 4000;

const scratch = [new Uint8Array(MAX_BLOCK_MS * BYTES_PER_MS), new Uint8Array(MAX_BLOCK_MS * BYTES_PER_MS)] as const;

export class Recorder {
  private readonly dir: string;
  private readonly timeline: Timeline;
  private readonly file: WavFile;
  private readonly peaks = new Peaks();
  private writtenMs = 0;
  private paused = false;

  /** @param onFailure called once; the call goes on without a recording. */
  constructor(dir: string, timeline: Timeline, onFailure: (error: Error) => void) {
    this.dir = dir;
    this.timeline = timeline;
    this.file = new WavFile(join(dir, RECORDING_FILE), onFailure);
  }

  /** Writes what has settled. To be called at each beat. */
  beat(lineMs: number): void {
    const settled = Math.floor(lineMs - SETTLE_MS);
    if (settled - this.writtenMs >= WRITE_EVERY_MS) this.writeTo(settled);
  }

  /** What passes while the recording is paused is silence in the file; positions stay true. */
  pause(paused: boolean, lineMs: number): void {
    this.writeTo(Math.floor(lineMs));
    this.paused = paused;
  }

  /** @param endMs where the line ended. @returns undefined when the disk had refused the file. */
  async close(endMs: number): Promise<Omit<RecordingClosed, 'call_id'> | undefined> {
    this.writeTo(Math.floor(endMs));
    const dataBytes = await this.file.close();
    if (dataBytes === undefined) return undefined;
    const path = join(this.dir, RECORDING_FILE);
    const peaksPath = join(this.dir, PEAKS_FILE);
    await writePeaks(peaksPath, this.peaks.document());
    return {
      path,
      channels: 2,
      seconds: dataBytes / BLOCK_BYTES / MULAW_SAMPLE_RATE,
      sha256: await sha256File(path),
      bytes: (await stat(path)).size,
      peaks_path: peaksPath,
    };
  }

  private writeTo(untilMs: number): void {
    while (this.writtenMs < untilMs) {
      const ms = Math.min(MAX_BLOCK_MS, untilMs - this.writtenMs);
      const samples = this.decode(this.writtenMs * BYTES_PER_MS, ms * BYTES_PER_MS);
      this.peaks.add(samples);
      this.file.append(new Uint8Array(samples.buffer));
      this.writtenMs += ms;
    }
  }

  private decode(from: number, count: number): Int16Array {
    const customer = scratch[0].subarray(0, count);
    const agent = scratch[1].subarray(0, count);
    if (this.paused) {
      customer.fill(MULAW_SILENCE);
      agent.fill(MULAW_SILENCE);
    } else {
      this.timeline.read(0, from, customer);
      this.timeline.read(1, from, agent);
    }
    const out = new Int16Array(count * 2);
    for (let i = 0; i < count; i++) {
      out[2 * i] = LINEAR[customer[i] ?? MULAW_SILENCE] ?? 0;
      out[2 * i + 1] = LINEAR[agent[i] ?? MULAW_SILENCE] ?? 0;
    }
    return out;
  }
}
