/** A recording as it may be heard: a tone lies over what must not be. Positions are those of the recording, so nothing moves. */
import { open } from 'node:fs/promises';

/** Parts of one channel to cover, in milliseconds. */
export type HiddenSound = { channel: 0 | 1; from_ms: number; to_ms: number };

const HEADER_BYTES = 44;
const SAMPLE_RATE = 8000;
const BYTES_PER_SAMPLE = 2;
const CHANNELS = 2;
const FRAME_BYTES = BYTES_PER_SAMPLE * CHANNELS;
const TONE_HZ = 440;
const TONE_LEVEL = 0.12 * 32767;
const PIECE_FRAMES = 16_384;

const tone = (frame: number) => Math.round(TONE_LEVEL * Math.sin((2 * Math.PI * TONE_HZ * frame) / SAMPLE_RATE));

/** Writes the tone over samples that begin at frame `first` of the recording. Stereo 16-bit, changed in place. */
function coverWithTone(pcm: Uint8Array, first: number, hidden: readonly HiddenSound[]): void {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const frames = Math.floor(pcm.byteLength / FRAME_BYTES);
  for (const { channel, from_ms, to_ms } of hidden) {
    const from = Math.max(first, Math.floor((from_ms * SAMPLE_RATE) / 1000));
    const to = Math.min(first + frames, Math.ceil((to_ms * SAMPLE_RATE) / 1000));
    for (let frame = from; frame < to; frame++) view.setInt16((frame - first) * FRAME_BYTES + channel * BYTES_PER_SAMPLE, tone(frame), true);
  }
}

/** Bytes `start` to `end` (inclusive) of the covered file, whatever range is asked for. */
export async function* coveredBytes(path: string, hidden: readonly HiddenSound[], start: number, end: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    let at = start;
    if (at < HEADER_BYTES) {
      const header = new Uint8Array(Math.min(HEADER_BYTES, end + 1) - at);
      await file.read(header, 0, header.length, at);
      yield header;
      at += header.length;
    }
    while (at <= end) {
      // Whole frames are read, so that a range may begin inside of one.
      const firstFrame = Math.floor((at - HEADER_BYTES) / FRAME_BYTES);
      const begin = HEADER_BYTES + firstFrame * FRAME_BYTES;
      const piece = new Uint8Array(PIECE_FRAMES * FRAME_BYTES);
      const { bytesRead } = await file.read(piece, 0, piece.length, begin);
      if (bytesRead === 0) return;
      const pcm = piece.subarray(0, bytesRead);
      coverWithTone(pcm, firstFrame, hidden);
      const wanted = pcm.subarray(at - begin, Math.min(bytesRead, end + 1 - begin));
      yield wanted;
      at += wanted.length;
    }
  } finally {
    await file.close();
  }
}
