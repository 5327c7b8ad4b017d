/** What a person's end of the line sounds like: room tone always, and their speech over it, frame by frame. */
import { decodeMulawSample, encodeMulawSample, FRAME_BYTES, FRAME_MS } from '#shared/audio/mulaw.ts';
import type { Random } from './random.ts';

/** About −62 dBFS: heard as a live line, far below every voice. */
const ROOM_PEAK = 45;
const ROOM_SAMPLES = 8000;
/** Breaking off takes a moment: a cut in the middle of a wave is a click. */
const FADE_FRAMES = 2;

export type Mouth = {
  say(mulaw: Uint8Array): void;
  /** Breaks off. */
  stop(): void;
  readonly speaking: boolean;
  /** Milliseconds said of the present utterance. */
  readonly saidMs: number;
  frame(): Uint8Array;
};

export function createMouth(random: Random, gainDb = 0): Mouth {
  const room = Int16Array.from({ length: ROOM_SAMPLES }, () => (random.next() + random.next() - 1) * ROOM_PEAK * Math.SQRT2);
  const gain = 10 ** (gainDb / 20);
  let roomAt = 0;
  let speech: Uint8Array | undefined;
  let at = 0;
  let fading = 0;

  return {
    say(mulaw) {
      speech = mulaw;
      at = 0;
      fading = 0;
    },
    stop() {
      if (speech && fading === 0) fading = FADE_FRAMES;
    },
    get speaking() {
      return speech !== undefined;
    },
    get saidMs() {
      return speech ? (at / FRAME_BYTES) * FRAME_MS : 0;
    },
    frame() {
      const frame = new Uint8Array(FRAME_BYTES);
      const level = fading > 0 ? gain * (fading / (FADE_FRAMES + 1)) : gain;
      for (let i = 0; i < FRAME_BYTES; i++) {
        const tone = room[roomAt]!;
        roomAt = (roomAt + 1) % ROOM_SAMPLES;
        const code = speech?.[at + i];
        frame[i] = encodeMulawSample(code === undefined ? tone : clip(decodeMulawSample(code) * level + tone));
      }
      if (speech) at += FRAME_BYTES;
      if (speech && (at >= speech.length || (fading > 0 && --fading === 0))) speech = undefined;
      return frame;
    },
  };
}

function clip(sample: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(sample)));
}
