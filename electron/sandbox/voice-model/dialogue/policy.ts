/** How to answer what the other side said. */
import { sentences } from '../../voices/spoken-text.ts';
import type { Branch, Brief, Question, Rule } from './brief.ts';
import { contentWords, plainWords } from './brief-text.ts';
import { intentOf, mentions, polarityOf } from './intents.ts';
import type { Intent } from './intents.ts';
import { closingLines, identification, LINES } from './lines.ts';
import type { Memory } from './memory.ts';

/** `ask` is said last: the question with which the turn is handed over. A label in `closed` ends the call. */
export type Draft = { say: string[]; ask?: string[]; closed?: string; handOver?: boolean };

/** A conversation that goes in circles is ended politely. */
const MOST_REPLIES = 40;
const MOST_REPEATS = 3;
const LONG_WORDS = 16;
/** To an offer, no interest is simply a no. */
const OFFER = /\bwould (?:you like|it help)\b/i;
const YES_NO = /^(?:do|does|did|is|are|was|were|can|could|would|will|have|has|had|may|shall|should|am|might)\b/;

export function close(brief: Brief, label: string, before: readonly string[] = []): Draft {
  return { say: [...before, ...closingLines(brief, label)], closed: label };
}

/** The next question, or the end when all are asked. */
export function askNext(brief: Brief, memory: Memory, before: readonly string[]): Draft {
  const pitch = brief.pitch.flatMap((text) => (memory.said(text) === 0 ? sentences(text) : []));
  const lead = [...before, ...(memory.replies <= 1 ? pitch : [])];
  if (memory.next) return { say: lead, ask: sentences(memory.next.text) };
  if (brief.questions.length === 0) {
    const open = LINES.openQuestions.find((line) => memory.said(line) === 0);
    if (open) return { say: lead, ask: [open] };
  }
  return close(brief, 'goal met', lead);
}

export function answerUtterance(brief: Brief, memory: Memory): Draft {
  const utterance = memory.utterance ?? '';
  const intent = intentOf(utterance);
  if (intent === 'voicemail' && memory.replies <= 2) return close(brief, 'voicemail');
  if (memory.over) return afterGoodbye(brief, utterance, intent);
  if (memory.replies >= MOST_REPLIES) return close(brief, 'bad time');
  return answerIntent({ brief, memory, utterance, intent });
}

type Heard = { brief: Brief; memory: Memory; utterance: string; intent: Intent };

function answerIntent(heard: Heard): Draft {
  const { brief, memory, utterance, intent } = heard;
  switch (intent) {
    case 'unintelligible':
      return unclear(heard);
    case 'silence':
      return memory.saidLast(LINES.stillThere) ? close(brief, 'bad time') : { say: [LINES.stillThere] };
    case 'opt-out':
      return close(brief, 'do not call');
    case 'wrong-number':
      return objection(heard) ?? close(brief, 'wrong person');
    case 'robot':
      return goOn(heard, [...LINES.robot]);
    case 'human':
      return { ...close(brief, 'handed over', rule(brief.answers, utterance)?.say ?? [...LINES.human]), handOver: true };
    case 'repeat':
      return repeat(heard);
    case 'hold':
      return { say: [LINES.hold] };
    case 'quick':
      return isOpening(brief, memory.pending) ? askNext(brief, memory, [LINES.brief]) : goOn(heard, [LINES.brief]);
    case 'hello':
      return hello(heard);
    case 'who':
      return goOn(heard, [identification(brief), ...(rule(brief.answers, utterance)?.say ?? [])]);
    case 'number':
      return goOn(heard, rule(brief.answers, utterance)?.say ?? [LINES.number]);
    case 'purpose':
      return goOn(heard, rule(brief.answers, utterance)?.say ?? [LINES.purpose]);
    case 'decline':
      return memory.pending && isYesNo(memory.pending) ? (afterRefusal(heard) ?? answered(heard)) : refusal(heard);
    case 'refusal':
      return refusal(heard);
    case 'busy':
      return (
        objection(heard) ??
        (isOpening(brief, memory.pending) || memory.saidLast(LINES.brief) ? close(brief, 'bad time') : askAgainOrNext(heard, [LINES.brief]))
      );
    case 'goodbye':
      return close(brief, memory.next ? 'declined' : 'goal met');
    case 'why':
      return information(heard) ?? goOn(heard, brief.pitch.length > 0 ? brief.pitch.flatMap(sentences) : [LINES.reason]);
    case 'price':
    case 'question':
      return information(heard) ?? objection(heard) ?? unknown(heard);
    case 'thanks':
      return memory.next ? answered(heard, [LINES.welcome]) : close(brief, 'goal met', [LINES.welcome]);
    case 'yes':
    case 'no':
    case 'statement':
      return afterRefusal(heard) ?? objection(heard) ?? offTopic(heard) ?? answered(heard);
    case 'voicemail':
      return answered(heard);
  }
}

function afterGoodbye(brief: Brief, utterance: string, intent: Intent): Draft {
  const asks = intent === 'question' || intent === 'price' || intent === 'why';
  const known = asks ? (rule(brief.answers, utterance)?.say ?? []) : [];
  if (intent === 'opt-out') return close(brief, 'do not call');
  return { say: [...known, LINES.goodbye], closed: 'goal met' };
}

function rule(rules: readonly Rule[], utterance: string): Rule | undefined {
  return rules.find((candidate) => mentions(utterance, candidate.keywords));
}

function unclear({ brief, memory, utterance, intent }: Heard): Draft {
  const times = memory.said(LINES.unclear[0]) + memory.said(LINES.unclearAgain) + memory.said(LINES.unclearGoOn);
  if (times === 0) return { say: [...LINES.unclear] };
  if (times === 1) return askAgainOrNext({ brief, memory, utterance, intent }, [LINES.unclearAgain]);
  if (times === 2) return askNext(brief, memory, [LINES.unclearGoOn]);
  return close(brief, 'bad time', [LINES.poorLine]);
}

function repeat(heard: Heard): Draft {
  const { brief, memory } = heard;
  if (memory.said(LINES.again) >= MOST_REPEATS) return close(brief, 'bad time', [LINES.poorLine]);
  const again = isOpening(brief, memory.pending) || !memory.pending ? [identification(brief)] : [];
  const question = memory.pending ?? memory.next;
  return { say: [LINES.again, ...again], ask: question ? sentences(question.text) : [] };
}

/** "Hello?" right after the greeting comes from someone who may have missed it. */
function hello(heard: Heard): Draft {
  const { brief, memory } = heard;
  if (memory.replies > 1) return memory.pending && !isOpening(brief, memory.pending) ? answered(heard) : askNext(brief, memory, []);
  const first = brief.opening[0] ?? '';
  const missed = first !== '' && memory.said(first) === 0 ? [identification(brief)] : [];
  return askAgainOrNext(heard, [LINES.hello, ...missed]);
}

function refusal(heard: Heard): Draft {
  const { brief, memory, utterance } = heard;
  if (memory.pending && OFFER.test(memory.pending.text)) return answered(heard);
  if (memory.pending?.no?.close !== undefined) return close(brief, memory.pending.no.close, memory.pending.no.say);
  const own = rule(brief.objections, utterance);
  const say = own?.close === undefined && own ? own.say : [...LINES.refusal];
  if (own?.close !== undefined) return close(brief, own.close, own.say);
  if (memory.said(say[0] ?? '') > 0) return close(brief, 'declined');
  return say.at(-1)?.endsWith('?') ? { say } : askAgainOrNext(heard, say);
}

/** No after "May I ask one short thing?" is the second no. */
function afterRefusal({ brief, memory, utterance }: Heard): Draft | undefined {
  const lines = [LINES.refusal[1], ...brief.objections.flatMap((one) => one.say.filter((text) => text.endsWith('?')))];
  if (!lines.some((line) => memory.saidLast(line))) return undefined;
  return polarityOf(utterance) === 'no' ? close(brief, 'declined') : askNext(brief, memory, []);
}

function objection(heard: Heard): Draft | undefined {
  const { brief, memory, utterance } = heard;
  const found = rule(brief.objections, utterance);
  const first = found?.say[0];
  if (!found || (first !== undefined && memory.said(first) > 0)) return undefined;
  if (found.close !== undefined) return close(brief, found.close, found.say);
  if (found.say.at(-1)?.endsWith('?')) return { say: found.say };
  return isOpening(brief, memory.pending) ? goOn(heard, found.say) : askNext(brief, memory, found.say);
}

/** An answer from the brief: a prepared one, else the fact that shares most words with the question. */
function information(heard: Heard): Draft | undefined {
  const { brief, utterance } = heard;
  const found = rule(brief.answers, utterance);
  if (found?.close !== undefined) return close(brief, found.close, found.say);
  if (found) return goOn(heard, found.say);
  const words = contentWords(utterance);
  const best = brief.facts
    .map((fact) => ({ fact, shared: contentWords(fact).filter((word) => words.some((other) => stem(other) === stem(word))).length }))
    .toSorted((a, b) => b.shared - a.shared)[0];
  return best && best.shared > 0 ? goOn(heard, sentences(best.fact)) : undefined;
}

const stem = (word: string) => word.replace(/(?:ing|ed|es|s)$/, '').slice(0, 7);

function unknown(heard: Heard): Draft {
  if (/\bhow long\b/.test(plainWords(heard.utterance))) return goOn(heard, [LINES.duration]);
  return heard.memory.saidLast(LINES.unknown[0]) ? answered(heard) : goOn(heard, [...LINES.unknown]);
}

/** After an answer of ours: their yes or no counts, else the question at hand is asked again. */
function goOn(heard: Heard, say: readonly string[]): Draft {
  return pendingAnswered(heard) ? answered(heard, say) : askAgainOrNext(heard, say);
}

/** "I own it, why do you ask?" answers before it asks. */
function pendingAnswered({ memory, utterance }: Heard): boolean {
  if (!memory.pending) return false;
  if (isYesNo(memory.pending)) return /^(yes|yeah|yep|sure|no|nope|okay|ok)\b/.test(plainWords(utterance));
  const [first = '', second] = utterance.split(/(?<=[,.;!])\s+/);
  const intent = intentOf(first);
  return second !== undefined && (intent === 'statement' || intent === 'yes' || intent === 'no');
}

function askAgainOrNext({ brief, memory }: Heard, say: readonly string[]): Draft {
  const { pending, unfinished } = memory;
  if (!pending && unfinished) return close(brief, unfinished.close, [...say, ...unfinished.say]);
  const open = pending && memory.askedCount(pending) <= MOST_REPEATS;
  return open ? { say: [...say], ask: sentences(pending.text) } : askNext(brief, memory, say);
}

/** Much was said and nothing of it answers: thank, and ask once more. */
function offTopic({ memory, utterance, intent }: Heard): Draft | undefined {
  const { pending } = memory;
  if (intent !== 'statement' || !pending || !isYesNo(pending) || polarityOf(utterance) !== undefined) return undefined;
  const words = contentWords(utterance);
  const shared = contentWords(pending.text).some((word) => words.includes(word));
  if (shared || plainWords(utterance).split(' ').length < LONG_WORDS || memory.askedCount(pending) > 1) return undefined;
  return { say: [LINES.interesting, LINES.comingBack], ask: sentences(pending.text) };
}

/** The question at hand is answered: react, then go on. */
function answered({ brief, memory, utterance }: Heard, instead?: readonly string[]): Draft {
  const { pending } = memory;
  const polarity = pending && isYesNo(pending) ? polarityOf(utterance) : undefined;
  const branch: Branch | undefined = polarity === 'yes' ? pending?.yes : polarity === 'no' ? pending?.no : undefined;
  const last = memory.next === undefined;
  const say = instead ?? (branch && branch.say.length > 0 ? branch.say : last ? [] : acknowledgement(memory, utterance, polarity));
  if (branch?.close !== undefined) return close(brief, branch.close, say);
  if (polarity === 'no' && !branch && isOpening(brief, pending)) return close(brief, 'bad time');
  return askNext(brief, memory, say);
}

function acknowledgement(memory: Memory, utterance: string, polarity: 'yes' | 'no' | undefined): string[] {
  if (plainWords(utterance) === '') return [];
  const choices = polarity === 'yes' ? LINES.yes : polarity === 'no' ? LINES.no : LINES.acknowledge;
  const line = choices[memory.replies % choices.length];
  return line === undefined ? [] : [line];
}

function isYesNo(question: Question): boolean {
  if (question.yes ?? question.no) return true;
  const last = plainWords(sentences(question.text).at(-1) ?? '');
  return YES_NO.test(last) && !/ or | (?:tell|give) me /.test(last);
}

function isOpening(brief: Brief, question: Question | undefined): boolean {
  return question !== undefined && question.text === brief.opening.at(-1);
}
