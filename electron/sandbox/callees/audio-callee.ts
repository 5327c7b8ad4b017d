/** A callee who plays a WAV file instead of talking as a persona. */
import { encodeMulaw, FRAME_MS, MULAW_SAMPLE_RATE } from '#shared/audio/mulaw.ts';
import { mixToMono, parseWav, resample } from '#shared/audio/wav.ts';
import type { Callee } from '../types.ts';
import { createEar } from './ear.ts';
import { createMouth } from './mouth.ts';
import { createRandom } from './random.ts';

/** Starts after the other side's greeting, or after this much silence. */
const NO_GREETING_MS = 4000;
/** Hangs up when the other side has answered and been quiet for so long … */
const DONE_MS = 8000;
/** … or has not answered at all. */
const NO_ANSWER_MS = 30_000;

/** @throws WavError when the file cannot be read. */
export function answerWithAudio(file: Uint8Array, seed: number): Callee {
  const wav = parseWav(file);
  const audio = encodeMulaw(resample(mixToMono(wav), wav.sampleRate, MULAW_SAMPLE_RATE));
  const mouth = createMouth(createRandom(seed ^ 0x2545f491));
  const ear = createEar();
  let nowMs = 0;
  let quietSinceMs = 0;
  let stage: 'waiting' | 'playing' | 'listening' = 'waiting';
  let answered = false;

  return {
    tick(heard) {
      nowMs += FRAME_MS;
      const event = ear.tick(heard);
      if (ear.theySpeak || mouth.speaking) quietSinceMs = nowMs;
      if (stage === 'waiting' && (event?.type === 'ended' || nowMs - quietSinceMs >= NO_GREETING_MS)) {
        stage = 'playing';
        mouth.say(audio);
      } else if (stage === 'playing' && !mouth.speaking) {
        stage = 'listening';
        quietSinceMs = nowMs;
      }
      answered ||= stage === 'listening' && ear.theySpeak;
      const quietMs = nowMs - quietSinceMs;
      return { frame: mouth.frame(), hangUp: stage === 'listening' && quietMs >= (answered ? DONE_MS : NO_ANSWER_MS) };
    },
    close() {},
  };
}
