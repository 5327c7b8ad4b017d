/** Chooses a person's words. The same seed and the same things heard give the same words. */
import { broader, type Meaning, meaningOf } from './meaning.ts';
import type { Lines, Person } from './persona.ts';
import type { Random } from './random.ts';

export type Reply = {
  text: string;
  /** How it goes on: the talk, a farewell that was asked for, or leaving of one's own accord. */
  next: 'talk' | 'farewell' | 'leave';
};

export type Mind = {
  opening(): string | undefined;
  /** @param heard what was understood of the other side's turn. */
  reply(heard: string | undefined): Reply;
  /** When nobody speaks: asks for the other side, and leaves at last. */
  nudge(): Reply;
  interruption(): string | undefined;
  leave(): Reply;
};

const MOST_NUDGES = 2;
/** Asked to repeat so often in a row, a person gives up. */
const MOST_UNCLEAR = 2;

export function createMind(person: Person, random: Random): Mind {
  const exchanges = random.within(person.manner.exchanges);
  const left = new Map<Lines, string[]>();
  const asides = new Set(person.asides ?? []);
  let answered = 0;
  let nudges = 0;
  let unclear = 0;
  let lastSaid = '';

  const pick = (lines: Lines): string => {
    const rest = left.get(lines);
    const pool = rest && rest.length > 0 ? rest : [...lines];
    const [line = ''] = pool.splice(Math.floor(random.next() * pool.length), 1);
    left.set(lines, pool);
    return line;
  };

  const answerTo = (meaning: Meaning): string => {
    const aside = [...asides].find((one) => one.to === meaning);
    if (aside) {
      asides.delete(aside);
      return aside.say;
    }
    for (let at: Meaning | undefined = meaning; at; at = broader(at)) {
      const lines = person.answers[at];
      if (lines && lines.length > 0) return pick(lines);
    }
    return pick(person.answers.statement);
  };

  const leave = (): Reply => ({ text: pick(person.leaves), next: 'leave' });

  return {
    opening: () => (person.opening.length > 0 ? pick(person.opening) : undefined),
    reply(heard) {
      nudges = 0;
      const meaning = meaningOf(heard);
      if (meaning === 'farewell') return { text: pick(person.goodbyes), next: 'farewell' };
      unclear = meaning === 'unclear' ? unclear + 1 : 0;
      answered++;
      if (answered > exchanges || unclear > MOST_UNCLEAR) return leave();
      if (meaning === 'say-again' && lastSaid !== '') return { text: lastSaid, next: 'talk' };
      const text = answerTo(meaning);
      if (meaning !== 'unclear') lastSaid = text;
      return { text, next: 'talk' };
    },
    nudge() {
      nudges++;
      return nudges > MOST_NUDGES ? leave() : { text: pick(person.nudges), next: 'talk' };
    },
    interruption: () => (person.interruptions ? pick(person.interruptions) : undefined),
    leave,
  };
}

/** Everything that a person can say. */
export function linesOfPerson(person: Person): string[] {
  return [
    ...new Set([
      ...person.opening,
      ...Object.values(person.answers).flat(),
      ...(person.asides ?? []).map((aside) => aside.say),
      ...person.nudges,
      ...(person.interruptions ?? []),
      ...person.goodbyes,
      ...person.leaves,
    ]),
  ];
}
