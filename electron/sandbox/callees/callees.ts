/** The people and machines that answer in the sandbox. */
import type { Clock } from '#shared/domain/clock.ts';
import type { Answering, Studio } from '../types.ts';
import { answerWithAudio } from './audio-callee.ts';
import { answerAsMachine } from './machine.ts';
import { linesOfPerson } from './mind.ts';
import type { Person } from './persona.ts';
import { answerAs } from './person.ts';
import { chatty } from './personas/chatty.ts';
import { friendly } from './personas/friendly.ts';
import { hangsUp } from './personas/hangs-up.ts';
import { hardOfHearing } from './personas/hard-of-hearing.ts';
import { hurried } from './personas/hurried.ts';
import { interrupter } from './personas/interrupter.ts';
import { type AnsweringMachine, NO_PERSONS, type NoPerson, silent, type SilentPerson, voicemail } from './personas/others.ts';
import { sceptical } from './personas/sceptical.ts';
import { createRandom } from './random.ts';
import { answerSilently } from './silent.ts';

export const PEOPLE: readonly Person[] = [friendly, hurried, sceptical, hardOfHearing, chatty, interrupter, hangsUp];
const ALL: readonly (Person | SilentPerson | AnsweringMachine | NoPerson)[] = [...PEOPLE, silent, voicemail, ...NO_PERSONS];

export type CalleeEntry = { id: string; name: string; description: string; number: string; kind: 'person' | 'machine' | 'no-person' };

export type Callees = {
  list(): CalleeEntry[];
  byNumber(e164: string): string | undefined;
  /**
   * What happens when this persona is called.
   * @param options.audio a WAV file that is played instead of what the persona would say.
   * @throws RangeError when there is no such persona; WavError when the audio cannot be read.
   */
  answer(personaId: string, options?: { seed?: number; audio?: Uint8Array }): Promise<Answering>;
};

export type CalleesDeps = {
  studio: Studio;
  /** Gives calls that nobody arranged a chance of their own. */
  clock: Clock;
  /** Makes those repeatable too. */
  seed?: number;
};

/** A human is told from a machine shortly after the greeting … */
const DETECTION_MS = 300;
/** … a long greeting is taken for a machine's after so much speech … */
const MACHINE_SPEECH_MS = 2400;
/** … and silence says nothing. Source: the carrier's default detection thresholds. */
const SILENCE_MS = 5000;
const AUDIO_DETECTION_MS = 1500;

export function createCallees(deps: CalleesDeps): Callees {
  const { studio } = deps;
  const chance = createRandom(deps.seed ?? Math.floor(deps.clock.wallTime()));

  return {
    list: () => ALL.map(({ id, name, description, number, kind }) => ({ id, name, description, number, kind })),
    byNumber: (e164) => ALL.find((persona) => persona.number === e164)?.id,
    async answer(personaId, options = {}) {
      const persona = ALL.find(({ id }) => id === personaId);
      if (!persona) throw new RangeError(`there is no persona "${personaId}"`);
      const seed = options.seed ?? Math.floor(chance.next() * 2 ** 31);
      const ringMs = createRandom(seed).within(persona.ringMs);
      if (persona.kind === 'no-person') return { outcome: persona.outcome, ringMs, detection: { answeredBy: 'unknown', afterMs: 0 } };
      if (options.audio) {
        const callee = answerWithAudio(options.audio, seed);
        return { outcome: 'answered', ringMs, detection: { answeredBy: 'human', afterMs: AUDIO_DETECTION_MS }, callee };
      }
      return { outcome: 'answered', ringMs, ...(await pickUp(persona, studio, seed)) };
    },
  };
}

async function pickUp(
  persona: Person | SilentPerson | AnsweringMachine,
  studio: Studio,
  seed: number,
): Promise<Pick<Answering, 'detection' | 'callee'>> {
  if (persona.kind === 'machine') {
    const { callee, greetingEndMs } = await answerAsMachine(persona, studio, seed);
    const afterMs = persona.greetAfterMs[1] + MACHINE_SPEECH_MS;
    return { detection: { answeredBy: 'machine', afterMs, greetingEndMs }, callee };
  }
  if ('line' in persona) {
    return { detection: { answeredBy: 'unknown', afterMs: SILENCE_MS }, callee: await answerSilently(persona, studio, seed) };
  }
  const { callee, greetAfterMs, greetingMs } = await answerAs(persona, linesOfPerson(persona), studio, seed);
  return { detection: { answeredBy: 'human', afterMs: Math.round(greetAfterMs + greetingMs + DETECTION_MS) }, callee };
}

/** Everything that is said on the callees' side, by voice: what is rendered ahead. */
export function calleeLines(): { voice: string; text: string }[] {
  const people = PEOPLE.flatMap((person) => linesOfPerson(person).map((text) => ({ voice: person.voice, text })));
  return [...people, { voice: silent.voice, text: silent.line }, { voice: voicemail.voice, text: voicemail.greeting }];
}
