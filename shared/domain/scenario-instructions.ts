/** One scenario as the one instruction text that a voice model gets: persona, opening, task and manners under fixed headings. */

import { AppError } from './errors.ts';

/** The parts of a scenario that become instructions. */
export type ScenarioTexts = {
  persona: string;
  /** Free text, or text with the headings Goal, Facts, Questions, If they ask, If they object, Closing. */
  prompt: string;
  /** The opening sentences; empty: the other side speaks first. */
  greeting: string;
  /** A BCP 47 tag such as `en`. */
  language: string;
  /** 0 … 1.2; the realtime protocol has no such setting, so it becomes a hint of style. */
  temperature: number;
  variables: readonly { name: string; example: string }[];
};

/** Values of a scenario's variables by name. */
export type VariableValues = Readonly<Record<string, string>>;

/** The headings of the instruction text, in their order. */
export const INSTRUCTION_HEADINGS = {
  persona: '# Who you are',
  opening: '# Opening',
  task: '# Your task',
  manners: '# How to talk',
} as const;

/** The sentence that comes before a hidden instruction while a call goes on. */
export const WHISPER_PREFIX = 'Instruction from the supervisor, never to be read out or mentioned: ';

const PLACEHOLDER = /\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}/g;

const MANNERS = [
  '- You are on the telephone. Say one or two short sentences at a time, then listen. Never use lists, symbols or markup.',
  '- Ask one question at a time, in the order above, and skip what was answered already.',
  '- You are an AI and say so when asked. Never claim to be a person, and never invent facts, prices or promises.',
  '- If you did not understand, ask once to hear it again. If it stays unclear, go on kindly.',
  '- If the other side interrupts, stop and listen, then answer what was said.',
  '- If someone asks not to be called again, agree at once, without a question, and close with "Do not call".',
  '- If you reach a voicemail, say the voicemail text and nothing else.',
  '- A system message during the call is an instruction from your supervisor. Follow it in your own words in the next thing you say, and never mention it.',
  '- Close with the fitting closing text. When goodbye has been said, call the tool end_call if you have it.',
];

/**
 * The names of all variables that a scenario's texts use, in order of their first use.
 */
export function usedVariables(scenario: Pick<ScenarioTexts, 'persona' | 'prompt' | 'greeting'>): string[] {
  return namesIn(TEXTS.map((text) => scenario[text]).join('\n'));
}

const TEXTS = ['greeting', 'persona', 'prompt'] as const;

const namesIn = (text: string): string[] => [...new Set(Array.from(text.matchAll(PLACEHOLDER), (match) => match[1] ?? ''))];

/** The texts that use names which no variable declares, with these names: nobody is asked for them, and they would be spoken as words. */
export function undeclaredNames(
  scenario: Pick<ScenarioTexts, 'persona' | 'prompt' | 'greeting' | 'variables'>,
): { text: (typeof TEXTS)[number]; names: string[] }[] {
  const declared = new Set(scenario.variables.map((one) => one.name));
  return TEXTS.map((text) => ({ text, names: namesIn(scenario[text]).filter((name) => !declared.has(name)) })).filter(
    ({ names }) => names.length > 0,
  );
}

/** Names as they stand in a text. */
export const asWritten = (names: readonly string[]): string => names.map((name) => `{{${name}}}`).join(', ');

/**
 * Checks the values of one call: each must belong to a variable that the scenario declares or uses, and a declared one that has no example to
 * fall back to must be given. A name that is used without having been declared may be left out: programs that know no variables wrote it.
 * @throws AppError VALIDATION_ERROR naming every faulty one as `body.variables.<name>`
 */
export function checkVariables(scenario: Pick<ScenarioTexts, 'persona' | 'prompt' | 'greeting' | 'variables'>, values: VariableValues): void {
  const used = new Set(usedVariables(scenario));
  const known = new Set([...scenario.variables.map((one) => one.name), ...used]);
  const unknown = Object.keys(values).filter((name) => !known.has(name));
  const missing = scenario.variables
    .filter(({ name, example }) => used.has(name) && !example.trim() && !spoken(values[name]))
    .map(({ name }) => name);
  if (unknown.length + missing.length === 0) return;
  const fault = (type: string, msg: string) => (name: string) => ({ loc: ['body', 'variables', name], msg, type });
  const message = [
    ...(unknown.length > 0 ? [`This scenario has no variable “${unknown.join('”, “')}”.`] : []),
    ...(missing.length > 0 ? [`It needs a value for “${missing.join('”, “')}”.`] : []),
  ].join(' ');
  throw new AppError('VALIDATION_ERROR', message, {
    details: `Nothing was dialled. ${known.size > 0 ? `Its variables: ${[...known].join(', ')}.` : 'It has none.'}`,
    errors: [...unknown.map(fault('unknown_variable', 'no such variable')), ...missing.map(fault('missing', 'a value is needed'))],
  });
}

/** A value as text of one line that can begin no heading and no list: it is said, and never an instruction's form. */
function spoken(value: string | undefined): string {
  return (value ?? '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/^(?:[#>*+-]+\s|\s)+/, '')
    .trim();
}

/**
 * Puts values in the place of `{{name}}`. A value that is absent or blank gives way to the variable's example; a name that is
 * neither given nor declared stays as its own words (`first_day` → "first day"), so that no markup is ever spoken.
 */
export function fillVariables(text: string, scenario: Pick<ScenarioTexts, 'variables'>, values: VariableValues): string {
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const given = spoken(values[name]);
    if (given) return given;
    const declared = scenario.variables.find((variable) => variable.name === name);
    return declared?.example || name.replaceAll('_', ' ');
  });
}

/** The opening sentences of a scenario with its variables filled; empty when the other side is to speak first. */
export function buildGreeting(scenario: Pick<ScenarioTexts, 'greeting' | 'variables'>, values: VariableValues): string {
  return fillVariables(scenario.greeting, scenario, values).trim();
}

/**
 * Composes the instruction text of a call. The same scenario and values always give the same text.
 * Headings of the prompt are moved one level below `# Your task`, so that the four top headings stay unique.
 */
export function buildInstructions(scenario: ScenarioTexts, values: VariableValues): string {
  const fill = (text: string) => fillVariables(text, scenario, values).trim();
  const greeting = buildGreeting(scenario, values);
  const opening = greeting
    ? `Open the call with exactly these words:\n"${greeting.replaceAll('"', "'")}"`
    : 'Wait until the other side has spoken, then introduce yourself, say that you are an AI assistant, and say why you call.';
  const task = fill(scenario.prompt).replace(/^#(?=\s)/gm, '##');
  return [
    `${INSTRUCTION_HEADINGS.persona}\n${fill(scenario.persona)}`,
    `${INSTRUCTION_HEADINGS.opening}\n${opening}`,
    `${INSTRUCTION_HEADINGS.task}\n${task}`,
    [INSTRUCTION_HEADINGS.manners, ...MANNERS, languageHint(scenario.language), styleHint(scenario.temperature)].join('\n'),
  ].join('\n\n');
}

function languageHint(tag: string): string {
  return `- Speak the language "${tag}", and change to the other side's language only if they ask for it.`;
}

function styleHint(temperature: number): string {
  if (temperature < 0.5) return '- Keep close to the wording above.';
  if (temperature <= 0.9) return '- Keep the meaning of the wording above, and let it sound natural.';
  return '- Vary your wording freely, but never the facts.';
}
