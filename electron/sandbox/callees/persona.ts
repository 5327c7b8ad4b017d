/** What is written down about a person who answers: how they talk, and what they say to what they hear. */
import type { Meaning } from './meaning.ts';

/** From … to: one value is drawn for each use. Milliseconds, or a count. */
export type Range = readonly [from: number, to: number];

export type Manner = {
  /** From the answer to the first word. */
  greetAfterMs: Range;
  /** From the end of the other side's turn, once it is taken for an end, to the answer. */
  thinkMs: Range;
  /** Talks on for so long while the other side talks too, then gives way. */
  yieldAfterMs: number;
  /** Waits so long for the other side, then asks whether anybody is there. */
  patienceMs: number;
  /** Answers so often, then takes leave. */
  exchanges: Range;
  /** Takes leave at the next turn after so much talk. */
  talkMs: Range;
  /** Louder or softer than others. */
  gainDb?: number;
  /** Cuts in this long after the other side began a turn, this many times in a call. */
  interrupts?: { afterMs: Range; times: Range };
  /** The line goes dead in the middle of this utterance (1 is the greeting). */
  dropsDuring?: { utterance: number; afterMs: Range };
};

/** One is chosen each time; none is used twice before all were. */
export type Lines = readonly string[];

export type Person = {
  kind: 'person';
  id: string;
  name: string;
  description: string;
  number: string;
  voice: string;
  ringMs: Range;
  manner: Manner;
  /** First words on the line. */
  opening: Lines;
  /** Answers to what was meant; what is missing here is answered as its broader meaning. */
  answers: Partial<Record<Meaning, Lines>> & Record<'yes-no' | 'open-question' | 'statement' | 'unclear', Lines>;
  /** Said once in a call, in front of everything else, when this is meant. */
  asides?: readonly { to: Meaning; say: string }[];
  /** When nobody says anything. */
  nudges: Lines;
  /** When they cut in. */
  interruptions?: Lines;
  /** In return for a goodbye. */
  goodbyes: Lines;
  /** Of their own accord, to end the call. */
  leaves: Lines;
};
