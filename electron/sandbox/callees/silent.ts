/** Somebody who picks up and hardly says a word. */
import { FRAME_MS } from '#shared/audio/mulaw.ts';
import type { Callee, Studio } from '../types.ts';
import { createMouth } from './mouth.ts';
import type { SilentPerson } from './personas/others.ts';
import { createRandom } from './random.ts';

/** How many of them say a late hello. */
const SPEAKING_PART = 0.6;

export async function answerSilently(person: SilentPerson, studio: Studio, seed: number): Promise<Callee> {
  const { mulaw } = await studio.speak(person.line, person.voice);
  const random = createRandom(seed);
  const sayAtMs = random.next() < SPEAKING_PART ? random.within(person.sayAfterMs) : Infinity;
  const hangUpAtMs = random.within(person.hangUpAfterMs);
  const mouth = createMouth(createRandom(seed ^ 0x2545f491));
  let nowMs = 0;
  return {
    tick() {
      if (nowMs < sayAtMs && nowMs + FRAME_MS >= sayAtMs) mouth.say(mulaw);
      nowMs += FRAME_MS;
      return { frame: mouth.frame(), hangUp: nowMs >= hangUpAtMs };
    },
    close() {},
  };
}
