/**
 * A two-channel WAV file that grows: whole blocks are appended, and the header's sizes are made true at each sync, so that whatever a killed
 * process leaves behind plays. Everything is asynchronous and in order; nothing here blocks the thread that carries the calls.
 */
import { createHash } from 'node:crypto';
import { close, createReadStream, fdatasync, open, write } from 'node:fs';
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
const syncFile = promisify(fdatasync);

export const recordingHeader = (dataBytes: number): Uint8Array => pcmWavHeader(dataBytes, MULAW_SAMPLE_RATE, 2);

/** A disk that is this far behind will not catch up: better a broken-off recording than a process without memory. */
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;

export class WavFile {
  private readonly onFailure: (error: Error) => void;
  private queue: Promise<void>;
  private fd: number | undefined;
  private written = 0;
  private backlog = 0;
  private syncing = false;
  private failed = false;

  /** @param onFailure called once, when the disk refuses. */
  constructor(path: string, onFailure: (error: Error) => void) {
    this.onFailure = onFailure;
    this.queue = mkdir(dirname(path), { recursive: true })
      .then(() => openFile(path, 'w'))
      .then((fd) => {
        this.fd = fd;
        return this.put(recordingHeader(0), 0);
      })
      .catch((error: unknown) => this.fail(error));
  }

  append(block: Uint8Array): void {
    if (this.failed) return;
    this.backlog += block.length;
    if (this.backlog > MAX_BACKLOG_BYTES) return this.fail(new Error('the disk does not keep up with the recording'));
    this.enqueue(async () => {
      await this.put(block, WAV_HEADER_BYTES + this.written);
      this.written += block.length;
      this.backlog -= block.length;
    });
  }

  /** Makes the header true and waits for the disk. A sync that is still under way is enough. */
  sync(): void {
    if (this.failed || this.syncing) return;
    this.syncing = true;
    this.enqueue(async () => {
      await this.put(recordingHeader(this.written), 0);
      if (this.fd !== undefined) await syncFile(this.fd);
      this.syncing = false;
    });
  }

  /** Writes what is left and closes. @returns bytes of audio, or undefined when there is no usable file. */
  async close(): Promise<number | undefined> {
    this.syncing = false;
    this.sync();
    await this.queue;
    const { fd } = this;
    if (fd === undefined) return undefined;
    // A disk that is full still takes the sizes of what it has.
    if (this.failed) await this.put(recordingHeader(this.written), 0).catch(() => undefined);
    this.fd = undefined;
    await closeFile(fd);
    return this.written;
  }

  private enqueue(step: () => Promise<void>): void {
    this.queue = this.queue.then(() => (this.failed ? undefined : step())).catch((error: unknown) => this.fail(error));
  }

  private put(bytes: Uint8Array, position: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.fd === undefined) return reject(new Error('the recording is not open'));
      write(this.fd, bytes, 0, bytes.length, position, (error, count) => {
        if (error) reject(error);
        else if (count < bytes.length) reject(new Error('the disk is full'));
        else resolve();
      });
    });
  }

  private fail(error: unknown): void {
    if (this.failed) return;
    this.failed = true;
    this.onFailure(error instanceof Error ? error : new Error(String(error)));
  }
}

/** SHA-256 of a file in hexadecimal, read piece by piece. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
