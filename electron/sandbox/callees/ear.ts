/** Listens to the other side: when it speaks, when its turn is over, and what the turn sounded like. */
import { BYTES_PER_MS, FRAME_MS } from '#shared/audio/mulaw.ts';
import { createVad } from '../voices/vad.ts';

/** So much silence ends a turn; sentences of one turn lie closer together. */
const TURN_END_MS = 500;
/** A little before the first sound belongs to it. */
const LEAD_MS = 200;
/** Of a long turn the end is what is answered; to understand more would take longer than a tick. */
const MAX_TURN_MS = 5000;

/** `voiceMs` is how long they spoke. */
export type EarEvent = { type: 'began' } | { type: 'ended'; voiceMs: number };

export type Ear = {
  tick(heard: Uint8Array): EarEvent | undefined;
  readonly theySpeak: boolean;
  /** How long they have been speaking. */
  readonly theySpokeMs: number;
  /** Takes everything they said since it was taken last, its end at least. */
  takeTurn(): Uint8Array;
};

export function createEar(): Ear {
  const vad = createVad({ threshold: 0.5, prefixPaddingMs: 0, silenceMs: TURN_END_MS });
  let frames: Uint8Array[] = [];
  let bytes = 0;
  let startedMs = 0;
  let inTurn = false;

  const forgetOver = (ms: number): void => {
    while (bytes - (frames[0]?.length ?? 0) >= ms * BYTES_PER_MS) bytes -= frames.shift()?.length ?? 0;
  };

  return {
    tick(heard) {
      frames.push(heard.slice());
      bytes += heard.length;
      let event: EarEvent | undefined;
      for (const decided of vad.push(heard)) {
        if (decided.type === 'speech_started') {
          startedMs = decided.voiceStartMs;
          inTurn = true;
          event = { type: 'began' };
        } else {
          event = { type: 'ended', voiceMs: decided.voiceEndMs - startedMs };
        }
      }
      forgetOver(inTurn ? MAX_TURN_MS : LEAD_MS);
      return event;
    },
    get theySpeak() {
      return vad.speaking;
    },
    get theySpokeMs() {
      return vad.speaking ? vad.nowMs - startedMs + FRAME_MS : 0;
    },
    takeTurn() {
      const turn = new Uint8Array(Buffer.concat(frames));
      frames = [];
      bytes = 0;
      inTurn = false;
      return turn;
    },
  };
}
