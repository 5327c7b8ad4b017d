/** Reads an instruction text into what a caller needs to know: who they are, what to ask, what to answer, how to close. */
import { sentences } from '../../voices/spoken-text.ts';
import { quoted } from './brief-text.ts';
import { deriveFromFreeText, INTEREST } from './free-text.ts';

/** What follows an answer of yes or no. */
export type Branch = { say: string[]; close?: string };

export type Question = { text: string; yes?: Branch; no?: Branch };

/** Something to say when one of the keywords is heard. */
export type Rule = { label: string; keywords: string[]; say: string[]; close?: string };

export type Brief = {
  name: string;
  company: string;
  /** Whole sentences; empty: the other side speaks first. */
  opening: string[];
  goal: string;
  facts: string[];
  /** In order. The opening's own question is the first. */
  questions: Question[];
  answers: Rule[];
  objections: Rule[];
  /** By lower-case label. */
  closings: Map<string, string[]>;
  /** Said after the opening when the text is free: why we call. */
  pitch: string[];
};

type SectionKind =
  | 'persona'
  | 'afterOpening'
  | 'opening'
  | 'goal'
  | 'facts'
  | 'questions'
  | 'answers'
  | 'objections'
  | 'closing'
  | 'manners'
  | 'free';

const SECTION_NAMES: readonly [SectionKind, RegExp][] = [
  ['afterOpening', /after the (opening|greeting)/i],
  ['manners', /how to (talk|speak)|style|manners|tone|rules/i],
  ['persona', /who you are|persona|identity|your role|about you/i],
  ['opening', /opening|greeting|introduction/i],
  ['answers', /if they ask|faq|answers|common questions/i],
  ['objections', /objection|if they object|concerns|push ?back/i],
  ['closing', /closing|ending|wrap.?up|goodbye/i],
  ['questions', /questions|what to ask/i],
  ['goal', /goal|objective|purpose|\baim\b/i],
  ['facts', /facts|knowledge|background|details|information/i],
];

const HEADING = /^\s*(?:#{1,6}\s+(.{1,80}?)\s*:?|([A-Z][A-Za-z ]{2,30}):)\s*$/;

/** Splits a text at its headings; what comes before the first is free text. */
function sectionsOf(text: string): { kind: SectionKind; lines: string[] }[] {
  const sections: { kind: SectionKind; lines: string[] }[] = [{ kind: 'free', lines: [] }];
  for (const line of text.split(/\r?\n/)) {
    const match = HEADING.exec(line);
    const title = match?.[1] ?? match?.[2];
    const kind = title === undefined ? undefined : SECTION_NAMES.find(([, pattern]) => pattern.test(title))?.[0];
    if (kind !== undefined || match?.[1] !== undefined) sections.push({ kind: kind ?? 'free', lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

function branchOf(text: string): Branch {
  const close = /close with\s+["“]([^"”]+)["”]/i.exec(text)?.[1]?.toLowerCase();
  const said = quoted(text.replace(/close with\s+["“][^"”]*["”]/i, ''));
  return { say: said === undefined ? [] : sentences(said), ...(close === undefined ? {} : { close }) };
}

const BULLET = /^\s*(?:[-*•]|\d{1,3}[.)])\s+/;
const NUMBERED = /^\s*(?:\d{1,3}[.)])\s+/;
const BRANCH = /^\s*(?:[-*•]\s+)?if (yes|no|they say yes|they say no)\s*[:,]\s*/i;

function readBranch(line: string, question: Question): boolean {
  const match = BRANCH.exec(line);
  if (!match) return false;
  const branch = branchOf(line.slice(match[0].length));
  if (/no$/i.test(match[1] ?? '')) question.no = branch;
  else question.yes = branch;
  return true;
}

function readQuestions(lines: readonly string[]): Question[] {
  const questions: Question[] = [];
  for (const line of lines) {
    const last = questions.at(-1);
    if (last && readBranch(line, last)) continue;
    const text = line.replace(NUMBERED, '').replace(BULLET, '').trim();
    if (text === '') continue;
    if (BULLET.test(line) || questions.length === 0) questions.push({ text: quoted(text) ?? text });
    else if (last) last.text += ` ${text}`;
  }
  return questions;
}

/** `- Label (keyword, keyword): "What to say." Then close with "Label".` */
function readRules(lines: readonly string[]): Rule[] {
  return lines.flatMap((line) => {
    const match = /^\s*[-*•]\s+([^("“:]+?)\s*(?:\(([^)]*)\))?\s*:\s*(.+)$/.exec(line);
    if (!match) return [];
    const [, label = '', keywords, text = ''] = match;
    const branch = branchOf(text);
    const say = branch.say.length > 0 || branch.close !== undefined ? branch.say : sentences(text);
    const words = (keywords ?? label)
      .toLowerCase()
      .split(/\s*,\s*/)
      .filter(Boolean);
    return [{ label: label.trim(), keywords: words, ...branch, say }];
  });
}

function readClosings(lines: readonly string[]): Map<string, string[]> {
  return new Map(readRules(lines).map((rule) => [rule.label.toLowerCase(), rule.say]));
}

const bulletTexts = (lines: readonly string[]) => lines.map((line) => line.replace(BULLET, '').trim()).filter(Boolean);

const NAMED = /\b(?:name is|named|called|name:|I am|You are|I'm|This is)\s+([A-Z][\p{L}'-]+)(?=[\s,.;!]|$)/u;
const NOT_A_NAME = /^(An?|The|AI|Aggressive|Friendly|Calling|Not|Very|Also|Now|Here|In|On|From)$/;
const COMPANY =
  /\b(?:of|for|from|at|with|representing|behalf of)\s+((?:the\s+)?[A-Z][\p{L}\d&]*(?:[ -](?:(?:and|of|&)\s+)?[A-Z][\p{L}\d&]*)*)(?='s|’s|[\s,.;!]|$)/u;

export function nameIn(text: string): string | undefined {
  for (const match of text.matchAll(new RegExp(NAMED, 'gu'))) {
    const name = match[1]?.replace(/['’]s$/, '');
    if (name && !NOT_A_NAME.test(name)) return name;
  }
  return undefined;
}

export function companyIn(text: string): string | undefined {
  const found = COMPANY.exec(text.replace(/\bAI\b/g, 'ai'))?.[1];
  return found && !/^(I|You|The)$/.test(found) ? found : undefined;
}

const briefs = new Map<string, Brief>();
const KEPT = 200;

/** Reads an instruction text of any shape. Never throws; the same text gives the same brief. */
export function readBrief(instructions: string): Brief {
  const known = briefs.get(instructions);
  if (known) return known;
  const brief = parse(instructions);
  if (briefs.size >= KEPT) briefs.clear();
  briefs.set(instructions, brief);
  return brief;
}

function parse(instructions: string): Brief {
  const sections = sectionsOf(instructions);
  const linesOf = (kind: SectionKind) => sections.filter((section) => section.kind === kind).flatMap((section) => section.lines);
  const textOf = (kind: SectionKind) => linesOf(kind).join('\n').trim();
  const persona = textOf('persona') || textOf('free');
  const openingText = textOf('opening');
  const openingWords = quoted(openingText) ?? (/wait until|speak first/i.test(openingText) ? '' : openingText.replace(BULLET, ''));
  const opening = sentences(openingWords);
  const company = companyIn(persona) ?? companyIn(openingWords) ?? companyIn(instructions) ?? '';
  const brief: Brief = {
    name: nameIn(persona) ?? nameIn(openingWords) ?? nameIn(instructions) ?? '',
    company,
    opening,
    goal: textOf('goal').replace(/\s+/g, ' '),
    facts: bulletTexts(linesOf('facts')),
    questions: readQuestions(linesOf('questions')),
    answers: readRules(linesOf('answers')),
    objections: readRules(linesOf('objections')),
    closings: readClosings(linesOf('closing')),
    pitch: [],
  };
  if (brief.questions.length === 0) {
    const free = [brief.goal, textOf('free')].filter(Boolean).join('\n');
    const derived = deriveFromFreeText(free);
    brief.pitch = derived.statements;
    brief.questions = derived.questions.map((text) => (text === INTEREST ? { text, no: { say: [], close: 'declined' } } : { text }));
    brief.facts.push(...derived.facts);
  }
  const asked = opening.at(-1);
  if (asked?.endsWith('?')) {
    const first: Question = { text: asked };
    for (const line of linesOf('afterOpening')) readBranch(line, first);
    brief.questions.unshift(first);
  }
  return brief;
}
