/** The people and machines that answer in the sandbox. */
import type { Clock } from '#shared/domain/clock.ts';
import type { Answering, Studio } from '../types.ts';
import { linesOfPerson } from './mind.ts';
import type { Person } from './persona.ts';
import { answerAs } from './person.ts';
import { friendly } from './personas/friendly.ts';
import { hurried } from './personas/hurried.ts';
import { createRandom } from './random.ts';

export const PEOPLE: readonly Person[] = [friendly, hurried];

export type CalleeEntry = { id: string; name: string; description: string; number: string; kind: 'person' | 'machine' | 'no-person' };

export type Callees = {
  list(): CalleeEntry[];
  byNumber(e164: string): string | undefined;
  /**
   * What happens when this persona is called.
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

/** A human is told from a machine shortly after the greeting. */
const DETECTION_MS = 300;

export function createCallees(deps: CalleesDeps): Callees {
  const { studio } = deps;
  const chance = createRandom(deps.seed ?? Math.floor(deps.clock.wallTime()));
  return {
    list: () => PEOPLE.map(({ id, name, description, number, kind }) => ({ id, name, description, number, kind })),
    byNumber: (e164) => PEOPLE.find((person) => person.number === e164)?.id,
    async answer(personaId, options = {}) {
      const person = PEOPLE.find(({ id }) => id === personaId);
      if (!person) throw new RangeError(`there is no persona "${personaId}"`);
      const seed = options.seed ?? Math.floor(chance.next() * 2 ** 31);
      const ringMs = createRandom(seed).within(person.ringMs);
      const { callee, greetAfterMs, greetingMs } = await answerAs(person, linesOfPerson(person), studio, seed);
      return { outcome: 'answered', ringMs, detection: { answeredBy: 'human', afterMs: greetAfterMs + greetingMs + DETECTION_MS }, callee };
    },
  };
}
