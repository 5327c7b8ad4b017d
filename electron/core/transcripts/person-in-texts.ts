/** Finds one person in texts: their number in any spelling, spoken too, and the names and addresses that were given. */
import { findAcrossLines, isFoundIn, type SpokenLine } from '#shared/domain/conversation-redaction.ts';
import { nationalDigits, parsePhone } from '#shared/domain/phone.ts';
import { findNumbers } from '#shared/domain/redaction.ts';

/** Who is to be found: a telephone number, and further texts such as a name or an e-mail address. */
export type Person = { phone: string; texts: readonly string[] };

export type PersonInTexts = {
  /** The lines of one conversation without the person; a line without them is the same string. */
  outOfLines(lines: readonly SpokenLine[]): string[];
  outOfText(text: string): string;
  /** Of every string in a JSON text. */
  outOfJson(json: string): string;
};

const ERASED = '[erased]';

type Span = { start: number; end: number };

/** @throws AppError NUMBER_MALFORMED, NUMBER_NOT_IN_PLAN */
export function findPerson({ phone, texts }: Person): PersonInTexts {
  const number = nationalDigits(parsePhone(phone));
  const words = texts.map((text) => text.trim()).filter((text) => text.length >= 3);
  const spelled = words
    .toSorted((a, b) => b.length - a.length)
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+'))
    .join('|');
  // Whole words: who is called Ann is not in "planned".
  const named = words.length > 0 ? new RegExp(`(?<![\\p{L}\\p{N}])(?:${spelled})(?:['’]?s)?(?![\\p{L}\\p{N}])`, 'giu') : undefined;

  const find = (text: string): Span[] => [
    ...(named ? Array.from(text.matchAll(named), (match) => ({ start: match.index, end: match.index + match[0].length })) : []),
    ...findNumbers(text).filter(({ digits }) => digits.includes(number)),
  ];
  const outOfText = (text: string) => without(text, find(text));
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return outOfText(value);
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, clean(one)]));
  };

  return {
    outOfLines(lines) {
      // A name that ends with a full stop is not in the whole, where sentences lose theirs.
      const isNamed = named !== undefined && lines.some(({ text }) => text.search(named) >= 0);
      if (!isNamed && !isFoundIn(lines, find)) return lines.map(({ text }) => text);
      const spans = findAcrossLines(lines, find);
      return lines.map(({ text }, index) => without(text, spans[index] ?? []));
    },
    outOfText,
    outOfJson(json) {
      const cleaned = JSON.stringify(clean(JSON.parse(json)));
      return cleaned === JSON.stringify(JSON.parse(json)) ? json : cleaned;
    },
  };
}

function without(text: string, spans: readonly Span[]): string {
  let out = '';
  let at = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (start >= at) out += text.slice(at, start) + ERASED;
    at = Math.max(at, end);
  }
  return out + text.slice(at);
}
