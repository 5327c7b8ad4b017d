import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AUDIO_HEADER_BYTES, type AudioFrame, decodeAudioFrame, encodeAudioFrame } from './frames.ts';

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const frame = fc.record<AudioFrame>({
  channel: fc.constantFrom(0 as const, 1 as const, 2 as const),
  stream: uint32,
  sequence: uint32,
  positionMs: uint32,
  mulaw: fc.uint8Array({ maxLength: 400 }),
});

test('every frame comes back as it went in, also from the middle of a larger buffer', () => {
  fc.assert(
    fc.property(frame, fc.nat({ max: 20 }), (one, offset) => {
      const bytes = encodeAudioFrame(one);
      expect(bytes.length).toBe(AUDIO_HEADER_BYTES + one.mulaw.length);
      expect(decodeAudioFrame(bytes)).toEqual(one);
      const larger = new Uint8Array(bytes.length + offset);
      larger.set(bytes, offset);
      expect(decodeAudioFrame(larger.subarray(offset))).toEqual(one);
    }),
  );
});

test('the layout is the documented one', () => {
  const bytes = encodeAudioFrame({ channel: 1, stream: 0x01020304, sequence: 5, positionMs: 256, mulaw: Uint8Array.of(9) });
  expect([...bytes]).toEqual([1, 1, 0, 0, 4, 3, 2, 1, 5, 0, 0, 0, 0, 1, 0, 0, 9]);
});

test('bytes that are no frame are told apart, and no bytes throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const decoded = decodeAudioFrame(bytes);
      const plausible = bytes.length >= AUDIO_HEADER_BYTES && bytes[0] === 1 && bytes[1]! <= 2;
      expect(decoded !== undefined).toBe(plausible);
    }),
  );
});
