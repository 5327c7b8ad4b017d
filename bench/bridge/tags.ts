/** Numbers hidden in 160-byte frames, so that a frame is recognised wherever it comes out. */
const MAGIC = 0x5a17c0de;
export const FRAME_BYTES = 160;
export const FRAME_MS = 20;

export function tag(frame: Buffer, number: number): void {
  frame.writeUInt32BE(MAGIC, 0);
  frame.writeUInt32BE(number, 4);
}

/** The number at a frame's beginning, or -1. */
export function readTag(bytes: Buffer, at: number): number {
  if (at + 8 > bytes.length || bytes.readUInt32BE(at) !== MAGIC) return -1;
  return bytes.readUInt32BE(at + 4);
}
