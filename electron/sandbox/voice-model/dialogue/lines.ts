/** What any caller says besides the words of its own brief. Every line is a whole sentence, so that all of them can be rendered ahead. */
import { sentences } from '../../voices/spoken-text.ts';
import type { Brief } from './brief.ts';

export const LINES = {
  hello: 'Hello.',
  goodbye: 'Goodbye.',
  acknowledge: ['Thank you.', 'I see, thank you.', 'All right.', 'That is good to know.'],
  yes: ['Great.', 'Very good.'],
  no: ['That is no problem.', 'All right, thank you.'],
  welcome: 'You are welcome.',
  again: 'Of course, I will say it again.',
  unclear: ['I am sorry, I did not catch that.', 'Could you say it again?'],
  unclearAgain: 'I am sorry, the line is not very clear.',
  unclearGoOn: 'I did not understand that either, so let us go on.',
  poorLine: 'I am sorry, I cannot understand you on this line.',
  stillThere: 'Are you still there?',
  hold: 'Of course, take your time.',
  brief: 'I will be brief.',
  robot: ['Yes, I am an AI assistant.', 'A person can call you back if you prefer.'],
  human: ['Of course.', 'I will ask a colleague to call you back.'],
  unknown: ['I do not know that, and I would rather not guess.', 'A colleague can tell you more.'],
  interesting: 'Thank you for telling me that.',
  comingBack: 'Coming back to my question.',
  refusal: ['I understand.', 'May I ask one short question before I let you go?'],
  duration: 'It takes only a minute or two.',
  number: 'Your number is on our list, and I can take it off if you like.',
  purpose: 'It helps me to ask only what matters to you.',
  reason: 'I have a few short questions for you.',
  interrupted: 'Please go on.',
  openQuestions: ['How can I help you today?', 'Is there anything else that you would like to know?'],
} as const;

/** Closings for a brief that has none of its own, by lower-case label. */
const CLOSINGS: Record<string, readonly string[]> = {
  'goal met': ['That is all I wanted to ask.', 'Thank you very much for your time.', 'Goodbye.'],
  declined: ['That is quite all right.', 'Thank you for your time.', 'Goodbye.'],
  'bad time': ['I will not keep you.', 'Thank you, and goodbye.'],
  'wrong person': ['I am sorry to have disturbed you.', 'Goodbye.'],
  'do not call': ['Of course.', 'We will not call you again.', 'Goodbye.'],
  'handed over': ['Thank you for your patience.', 'Goodbye.'],
};

/** Who is calling, in one sentence. */
export function identification(brief: Brief): string {
  const who = brief.name ? `This is ${brief.name}, an AI assistant` : 'I am an AI assistant';
  return brief.company ? `${who} calling for ${brief.company}.` : `${who}.`;
}

export function closingLines(brief: Brief, label: string): string[] {
  const own = brief.closings.get(label);
  if (own) return own;
  if (label === 'voicemail') return [identification(brief), 'I will try again another time.', 'Goodbye.'];
  return [...(CLOSINGS[label] ?? CLOSINGS['goal met'] ?? [LINES.goodbye])];
}

/** Every sentence that a caller with this brief can say, apart from hidden instructions and its own reading aloud of foreign facts. */
export function linesOf(brief: Brief): string[] {
  const branches = brief.questions.flatMap((question) => [...(question.yes?.say ?? []), ...(question.no?.say ?? [])]);
  const rules = [...brief.answers, ...brief.objections].flatMap((rule) => rule.say);
  const labels = new Set([...brief.closings.keys(), ...Object.keys(CLOSINGS), 'voicemail']);
  return [
    ...new Set([
      ...brief.opening,
      identification(brief),
      ...brief.pitch.flatMap(sentences),
      ...brief.questions.flatMap((question) => sentences(question.text)),
      ...branches,
      ...rules,
      ...brief.facts.flatMap(sentences),
      ...[...labels].flatMap((label) => closingLines(brief, label)),
      ...Object.values(LINES).flat(),
    ]),
  ];
}
