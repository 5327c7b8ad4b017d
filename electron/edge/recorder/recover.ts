/** Makes a recording whole that a killed process left behind. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingClosed } from '#core/ports/voice-edge.ts';
import { MULAW_SAMPLE_RATE } from '#shared/audio/mulaw.ts';
import { Peaks, writePeaks } from './peaks.ts';
import { BLOCK_BYTES, PEAKS_FILE, RECORDING_FILE, recordingHeader, sha256File, WAV_HEADER_BYTES } from './wav-file.ts';

const PIECE_BYTES = 256 * 1024;

/**
 * Repairs the header of `call.wav` in a call's folder to the audio that is there, and writes its peaks.
 * A recording that is whole comes out unchanged, so it may be called at any time after the call.
 * @returns undefined when the folder holds no recording.
 */
export async function recoverRecording(dir: string): Promise<Omit<RecordingClosed, 'call_id'> | undefined> {
  const path = join(dir, RECORDING_FILE);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const dataBytes = Math.max(0, found.size - WAV_HEADER_BYTES);
  const whole = dataBytes - (dataBytes % BLOCK_BYTES);
  const peaks = new Peaks();
  const file = await open(path, 'r+');
  try {
    await file.truncate(WAV_HEADER_BYTES + whole);
    await file.write(recordingHeader(whole), 0, WAV_HEADER_BYTES, 0);
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let at = 0; at < whole;) {
      const { bytesRead } = await file.read(piece, 0, Math.min(PIECE_BYTES, whole - at), WAV_HEADER_BYTES + at);
      if (bytesRead === 0) break;
      const count = bytesRead - (bytesRead % BLOCK_BYTES) || bytesRead;
      peaks.add(new Int16Array(piece.buffer, piece.byteOffset, count >> 1));
      at += count;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  const peaksPath = join(dir, PEAKS_FILE);
  await writePeaks(peaksPath, peaks.document());
  return {
    path,
    channels: 2,
    seconds: whole / BLOCK_BYTES / MULAW_SAMPLE_RATE,
    sha256: await sha256File(path),
    bytes: WAV_HEADER_BYTES + whole,
    peaks_path: peaksPath,
  };
}
