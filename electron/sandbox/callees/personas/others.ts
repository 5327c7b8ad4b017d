/** Who answers without taking part in a talk, and who does not answer at all. */
import type { LineOutcome } from '../../types.ts';
import type { Range } from '../persona.ts';

type Entry = { id: string; name: string; description: string; number: string; ringMs: Range };

export type SilentPerson = Entry & {
  kind: 'person';
  voice: string;
  /** Said late, by some; the others say nothing at all. */
  line: string;
  sayAfterMs: Range;
  hangUpAfterMs: Range;
};

export type AnsweringMachine = Entry & {
  kind: 'machine';
  voice: string;
  greeting: string;
  greetAfterMs: Range;
  /** Records so long after the tone, and stops earlier after this much silence. */
  recordMs: number;
  silenceMs: number;
};

export type NoPerson = Entry & { kind: 'no-person'; outcome: Exclude<LineOutcome, 'answered'> };

export const silent: SilentPerson = {
  kind: 'person',
  id: 'silent',
  name: 'Silent',
  description: 'Picks up and says nothing, perhaps a late hello, then hangs up.',
  number: '+15005550115',
  voice: 'silent',
  ringMs: [3000, 6000],
  line: 'Hello?',
  sayAfterMs: [9000, 13_000],
  hangUpAfterMs: [17_000, 22_000],
};

export const voicemail: AnsweringMachine = {
  kind: 'machine',
  id: 'voicemail',
  name: 'Voicemail',
  description: 'A recorded greeting and a tone, then it records what you say.',
  number: '+15005550116',
  voice: 'voicemail',
  ringMs: [9000, 12_000],
  greeting: 'Hello, you have reached the voicemail of Pat Miller. I can not take your call at the moment. Please leave a message after the tone.',
  greetAfterMs: [1200, 1600],
  recordMs: 45_000,
  silenceMs: 6000,
};

export const NO_PERSONS: readonly NoPerson[] = [
  {
    kind: 'no-person',
    id: 'busy',
    name: 'Busy',
    description: 'The line is engaged.',
    number: '+15005550120',
    ringMs: [300, 800],
    outcome: 'busy',
  },
  {
    kind: 'no-person',
    id: 'no-answer',
    name: 'No answer',
    description: 'It rings and rings, and nobody picks up.',
    number: '+15005550121',
    ringMs: [20_000, 24_000],
    outcome: 'no-answer',
  },
  {
    kind: 'no-person',
    id: 'declined',
    name: 'Declined',
    description: 'Somebody looks at the number and presses the red button.',
    number: '+15005550122',
    ringMs: [2500, 5000],
    outcome: 'declined',
  },
  {
    kind: 'no-person',
    id: 'invalid',
    name: 'Invalid number',
    description: 'The number is in no plan: the network refuses the call.',
    number: '+15005550123',
    ringMs: [100, 300],
    outcome: 'invalid',
  },
];
