/** What has happened so far, read from what was heard: nothing else is kept, so a replayed conversation goes on where it was. */
import { sentences } from '../../voices/spoken-text.ts';
import type { Brief, Question } from './brief.ts';
import { plainWords, quoted } from './brief-text.ts';
import { spokenForm } from './imperative.ts';
import type { Spoken } from './imperative.ts';
import type { Turn } from './turn.ts';
import { UNINTELLIGIBLE } from './turn.ts';

export type Ending = { say: readonly string[]; close: string };

export type Memory = {
  /** How often our side has spoken so that something was heard. */
  replies: number;
  /** In how many of our turns a sentence was heard whole. */
  said(sentence: string): number;
  saidLast(sentence: string): boolean;
  /** All that the other side said since we spoke last. */
  utterance: string | undefined;
  /** The question that is to be answered now; none when our last turn was cut off before its question. */
  pending: Question | undefined;
  askedCount(question: Question): number;
  /** What would have ended the call, and was cut off. */
  unfinished: Ending | undefined;
  /** The first question that is still to be asked. */
  next: Question | undefined;
  whispers: Spoken[];
  /** Goodbye was said. */
  over: boolean;
  called: ReadonlySet<string>;
  /** A tool has just answered. */
  afterTool: boolean;
};

/** A question that was cut off this often counts as asked. */
const MOST_ATTEMPTS = 2;
const ATTEMPT_WORDS = 4;

export function remember(brief: Brief, turns: readonly Turn[]): Memory {
  const ours = turns
    .filter((turn) => turn.role === 'assistant')
    .map((turn) => plainWords(turn.text))
    .filter(Boolean);
  const last = ours.at(-1) ?? '';
  const said = (sentence: string) => count(ours, plainWords(sentence));
  const key = (question: Question) => plainWords(sentences(question.text).at(-1) ?? question.text);
  const asked = (question: Question) => count(ours, key(question));
  const attempts = (question: Question) => count(ours, key(question).split(' ').slice(0, ATTEMPT_WORDS).join(' '));
  const lastOurs = turns.findLastIndex((turn) => turn.role === 'assistant' && turn.text.trim() !== '');
  const lastTurn = turns[lastOurs];
  const brokeOff = lastTurn?.role === 'assistant' && lastTurn.cut;
  const since = turns.slice(lastOurs + 1);
  const heard = since.flatMap((turn) => (turn.role === 'user' ? [turn.text] : []));
  return {
    replies: ours.length,
    said,
    saidLast: (sentence) => contains(last, plainWords(sentence)),
    utterance: heard.length === 0 ? undefined : joined(heard),
    pending: latest(brief.questions, brokeOff ? ours.slice(-1) : ours, key),
    askedCount: asked,
    unfinished: unfinished(brief, turns),
    next: brief.questions.find((question) => asked(question) === 0 && attempts(question) < MOST_ATTEMPTS),
    whispers: pendingWhispers(turns),
    over: /\bgood ?bye\b/.test(last),
    called: new Set(turns.flatMap((turn) => (turn.role === 'call' ? [turn.name] : []))),
    afterTool: since.at(-1)?.role === 'tool',
  };
}

/** The other side cut in, perhaps more than once, since we began to answer in a way that ends the call. */
function unfinished(brief: Brief, turns: readonly Turn[]): Ending | undefined {
  const endings = brief.questions.flatMap(({ yes, no }) =>
    [yes, no].flatMap((branch) => (branch?.close !== undefined && branch.say.length > 0 ? [{ say: branch.say, close: branch.close }] : [])),
  );
  for (const turn of turns.toReversed()) {
    if (turn.role !== 'assistant' || turn.text.trim() === '') continue;
    if (!turn.cut) return undefined;
    const begun = plainWords(turn.text);
    const found = begun.includes(' ') && endings.find(({ say }) => plainWords(say.join(' ')).startsWith(begun));
    if (found) return found;
  }
  return undefined;
}

function contains(heard: string, words: string): boolean {
  return words !== '' && ` ${heard} `.includes(` ${words} `);
}

function count(ours: readonly string[], words: string): number {
  return ours.filter((heard) => contains(heard, words)).length;
}

/** What could not be understood does not hide what could. */
function joined(heard: readonly string[]): string {
  const understood = heard.filter((text) => text !== UNINTELLIGIBLE && text !== '');
  return understood.length > 0 ? understood.join(' ') : (heard.find((text) => text === UNINTELLIGIBLE) ?? '');
}

function latest(questions: readonly Question[], ours: readonly string[], key: (question: Question) => string): Question | undefined {
  for (const heard of ours.toReversed()) {
    const found = questions
      .map((question) => ({ question, at: ` ${heard} `.lastIndexOf(` ${key(question)} `) }))
      .filter(({ at, question }) => at >= 0 && key(question) !== '')
      .toSorted((a, b) => b.at - a.at)[0];
    if (found) return found.question;
  }
  return undefined;
}

/** Words that a console puts before an instruction. */
const PREFIX = /^[^:"“.]{0,100}\b(?:instruction|supervisor|whisper|note|hint)s?\b[^:"“.]{0,80}:\s*/i;

/** What system messages in the middle of the call ask for and we have not done yet. */
function pendingWhispers(turns: readonly Turn[]): Spoken[] {
  return turns.flatMap((turn, index) => {
    if (turn.role !== 'system') return [];
    const before = turns.slice(0, index).some((earlier) => earlier.role === 'assistant' && earlier.text !== '');
    const later = turns.slice(index + 1).flatMap((after) => (after.role === 'assistant' && after.text !== '' ? [plainWords(after.text)] : []));
    const text = turn.text.replace(PREFIX, '').trim();
    // Only a supervisor's plain sentence is meant to be said; any other one tells how things are.
    const plain = PREFIX.test(turn.text);
    const parts = quoted(text) === undefined ? sentences(text) : [text];
    return parts.flatMap((part) => {
      const spoken = spokenForm(part, plain);
      // What comes before our first word belongs to the setting, unless a machine has answered.
      if (!spoken || (!before && spoken.kind !== 'voicemail')) return [];
      const done = 'text' in spoken ? later.length > 1 || count(later, plainWords(spoken.text)) > 0 : later.length > 0;
      return done ? [] : [spoken];
    });
  });
}
