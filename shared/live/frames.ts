/**
 * The binary frame that carries call audio to a console: a 16-byte header, then µ-law 8 kHz.
 *
 * | bytes | field |
 * |---|---|
 * | 0 | version, 1 |
 * | 1 | channel: 0 customer, 1 agent (AI or human), 2 supervisor |
 * | 2–3 | reserved, 0 |
 * | 4–7 | stream: the number that `listen.started` gave, unsigned, little endian |
 * | 8–11 | sequence within the stream and channel, unsigned, little endian |
 * | 12–15 | position in the call in milliseconds, unsigned, little endian |
 */
export const AUDIO_FRAME_VERSION = 1;
export const AUDIO_HEADER_BYTES = 16;

export type AudioFrame = {
  channel: 0 | 1 | 2;
  stream: number;
  sequence: number;
  positionMs: number;
  /** µ-law bytes; 160 of them are 20 ms. */
  mulaw: Uint8Array;
};

export function encodeAudioFrame(frame: AudioFrame): Uint8Array {
  const bytes = new Uint8Array(AUDIO_HEADER_BYTES + frame.mulaw.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = AUDIO_FRAME_VERSION;
  bytes[1] = frame.channel;
  view.setUint32(4, frame.stream, true);
  view.setUint32(8, frame.sequence, true);
  view.setUint32(12, frame.positionMs, true);
  bytes.set(frame.mulaw, AUDIO_HEADER_BYTES);
  return bytes;
}

/** The frame, or undefined for bytes that are none (too short, another version, an unknown channel). `mulaw` is a view of the input. */
export function decodeAudioFrame(bytes: Uint8Array): AudioFrame | undefined {
  if (bytes.length < AUDIO_HEADER_BYTES || bytes[0] !== AUDIO_FRAME_VERSION) return undefined;
  const channel = bytes[1];
  if (channel !== 0 && channel !== 1 && channel !== 2) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    channel,
    stream: view.getUint32(4, true),
    sequence: view.getUint32(8, true),
    positionMs: view.getUint32(12, true),
    mulaw: bytes.subarray(AUDIO_HEADER_BYTES),
  };
}
