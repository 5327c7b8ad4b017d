/**
 * A two-channel WAV file that grows. Each block is on the disk before the next is written, and then the header's sizes are made true, so that
 * whatever a killed process leaves behind plays. Everything is asynchronous and in order; nothing here blocks the thread that carries the calls.
 */
import { createHash } from 'node:crypto';
import { close, constants, createReadStream, open, write } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { MULAW_SAMPLE_RATE } from '#shared/audio/mulaw.ts';
import { pcmWavHeader } from '#shared/audio/wav.ts';

export const WAV_HEADER_BYTES = 44;
export const BLOCK_BYTES = 4;
export const RECORDING_FILE = 'call.wav';
export const PEAKS_FILE = 'call.peaks.json';

const openFile = promisify(open);
const closeFile = promisify(close);

/** A disk that is this far behind will not catch up: better a broken-off recording than a process without memory. */
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;

export const recordingHeader = (dataBytes: number): Uint8Array => pcmWavHeader(dataBytes, MULAW_SAMPLE_RATE, 2);

export class WavFile {
  private readonly onFailure: (error: Error) => void;
  private queue: Promise<void>;
  /** The header's; writes to it need not reach the disk at once, because recovery can compute it. */
  private header: number | undefined;
  /** The audio's: a write to it returns when the disk has it. */
  private audio: number | undefined;
  private written = 0;
  private backlog = 0;
  private failed = false;

  /** @param onFailure called once, when the disk refuses. */
  constructor(path: string, onFailure: (error: Error) => void) {
    this.onFailure = onFailure;
    this.queue = this.open(path).catch((error: unknown) => this.fail(error));
  }

  /** Adds a block of interleaved samples. */
  append(block: Uint8Array): void {
    if (this.failed) return;
    this.backlog += block.length;
    if (this.backlog > MAX_BACKLOG_BYTES) return this.fail(new Error('the disk does not keep up with the recording'));
    this.queue = this.queue.then(() => (this.failed ? undefined : this.put(block))).catch((error: unknown) => this.fail(error));
  }

  /** Writes what is left and closes. @returns bytes of audio, or undefined when there is no usable file. */
  async close(): Promise<number | undefined> {
    await this.queue;
    const { header, audio } = this;
    if (header === undefined || audio === undefined) return undefined;
    // A disk that is full still takes the sizes of what it has.
    if (this.failed) await writeAll(header, recordingHeader(this.written), 0).catch(() => undefined);
    this.header = undefined;
    this.audio = undefined;
    await Promise.all([closeFile(header), closeFile(audio)]);
    return this.written;
  }

  private async open(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    this.header = await openFile(path, 'w');
    // Where there is no O_DSYNC (Windows), blocks still leave the process at once.
    this.audio = await openFile(path, constants.O_WRONLY | (constants.O_DSYNC ?? 0));
    await writeAll(this.header, recordingHeader(0), 0);
  }

  private async put(block: Uint8Array): Promise<void> {
    if (this.header === undefined || this.audio === undefined) return;
    await writeAll(this.audio, block, WAV_HEADER_BYTES + this.written);
    this.written += block.length;
    this.backlog -= block.length;
    await writeAll(this.header, recordingHeader(this.written), 0);
  }

  private fail(error: unknown): void {
    if (this.failed) return;
    this.failed = true;
    this.onFailure(error instanceof Error ? error : new Error(String(error)));
  }
}

function writeAll(fd: number, bytes: Uint8Array, position: number): Promise<void> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, 0, bytes.length, position, (error, count) => {
      if (error) reject(error);
      else if (count < bytes.length) reject(new Error('the disk is full'));
      else resolve();
    });
  });
}

/** SHA-256 of a file in hexadecimal, read piece by piece. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
