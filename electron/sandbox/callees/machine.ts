/** An answering machine: greeting, tone, then it listens until the caller has nothing more to say. */
import { encodeMulaw, FRAME_MS, MULAW_SAMPLE_RATE } from '#shared/audio/mulaw.ts';
import type { Callee, Studio } from '../types.ts';
import { createEar } from './ear.ts';
import { createMouth } from './mouth.ts';
import type { AnsweringMachine } from './personas/others.ts';
import { createRandom } from './random.ts';

const TONE_HZ = 1000;
const TONE_MS = 450;
const TONE_PEAK = 9000;
/** Between the last word and the tone. */
const PAUSE_MS = 400;

const TONE = encodeMulaw(
  Int16Array.from({ length: TONE_MS * 8 }, (_, i) => {
    const fade = Math.min(1, i / 40, (TONE_MS * 8 - i) / 40);
    return Math.round(TONE_PEAK * fade * Math.sin((2 * Math.PI * TONE_HZ * i) / MULAW_SAMPLE_RATE));
  }),
);

export type MachineOnLine = { callee: Callee; greetingEndMs: number };

export async function answerAsMachine(machine: AnsweringMachine, studio: Studio, seed: number): Promise<MachineOnLine> {
  const { mulaw } = await studio.speak(machine.greeting, machine.voice);
  const greetAfterMs = createRandom(seed).within(machine.greetAfterMs);
  const toneAfterMs = greetAfterMs + mulaw.length / 8 + PAUSE_MS;
  const greetingEndMs = Math.round(toneAfterMs + TONE_MS);
  const mouth = createMouth(createRandom(seed ^ 0x2545f491));
  const ear = createEar();
  let nowMs = 0;
  let quietSinceMs = greetingEndMs;
  let greeted = false;
  let beeped = false;

  const callee: Callee = {
    tick(heard) {
      nowMs += FRAME_MS;
      ear.tick(heard);
      if (ear.theySpeak) quietSinceMs = Math.max(nowMs, greetingEndMs);
      if (!greeted && nowMs >= greetAfterMs) {
        greeted = true;
        mouth.say(mulaw);
      }
      if (!beeped && nowMs >= toneAfterMs) {
        beeped = true;
        mouth.say(TONE);
      }
      const recordedMs = nowMs - greetingEndMs;
      return { frame: mouth.frame(), hangUp: recordedMs >= machine.recordMs || nowMs - quietSinceMs >= machine.silenceMs };
    },
    close() {},
  };
  return { callee, greetingEndMs };
}
