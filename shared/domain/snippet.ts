/** The stretch of a text around what was looked for, with what matched between \u0002 and \u0003. */
import { REDACTION_LABELS, type RedactionSpan } from './redaction.ts';

/** One word or phrase that was looked for; `prefix`: its last word is the beginning of one. */
export type Sought = { words: string; prefix: boolean };

type Token = { start: number; end: number; folded: string };

const WORDS_SHOWN = 24;
const WORDS_BEFORE = 6;

/**
 * Words match as the search index compares them: without case and without diacritics. Words of the text are shown whole.
 * @param hidden stretches that must not be read: a label stands for each, and nothing in it is marked.
 */
export function snippetOf(text: string, sought: readonly Sought[], hidden: readonly RedactionSpan[] = []): string {
  const tokens = tokensOf(text);
  const open = (one: { start: number; end: number }) => !hidden.some((span) => one.start < span.end && span.start < one.end);
  const marked = matches(tokens, sought).filter(open);
  const first = marked[0] ? tokens.findIndex((token) => token.start === marked[0]?.start) : 0;
  const from = Math.max(0, Math.min(first - WORDS_BEFORE, tokens.length - WORDS_SHOWN));
  const shown = tokens.slice(from, from + WORDS_SHOWN);
  const whole = { start: from === 0 ? 0 : (shown[0]?.start ?? 0), end: from + WORDS_SHOWN >= tokens.length ? text.length : (shown.at(-1)?.end ?? 0) };

  // A label is never cut in two: what it stands for is shown as hidden when any part of it is in sight.
  const pieces = [
    ...marked.map((one) => ({ ...one, shown: `\u0002${text.slice(one.start, one.end)}\u0003` })),
    ...hidden.map((span) => ({ start: span.start, end: span.end, shown: REDACTION_LABELS[span.kind] })),
  ]
    .filter((one) => one.start < whole.end && whole.start < one.end)
    .toSorted((a, b) => a.start - b.start);
  let out = whole.start > 0 ? '…' : '';
  let at = whole.start;
  for (const piece of pieces) {
    out += text.slice(at, Math.max(at, piece.start)) + piece.shown;
    at = Math.max(at, piece.end);
  }
  return out + text.slice(at, Math.max(at, whole.end)) + (whole.end < text.length ? '…' : '');
}

/** Whether everything that was looked for stands in the text outside the stretches that must not be read. */
export function standsOpenly(text: string, sought: readonly Sought[], hidden: readonly RedactionSpan[]): boolean {
  const tokens = tokensOf(text);
  const open = (one: { start: number; end: number }) => !hidden.some((span) => one.start < span.end && span.start < one.end);
  return sought.every((one) => matches(tokens, [one], true).some(open));
}

function fold(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

function tokensOf(text: string): Token[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}\p{M}\p{Co}]+/gu), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    folded: fold(match[0]),
  }));
}

/** Every place where a sought word or phrase stands, in order; of overlapping ones the first, unless all are asked for. */
function matches(tokens: readonly Token[], sought: readonly Sought[], all = false): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const { words, prefix } of sought) {
    const wanted = words.split(' ').map(fold);
    for (let at = 0; at + wanted.length <= tokens.length; at++) {
      const fits = wanted.every((word, i) => {
        const token = tokens[at + i]?.folded ?? '';
        return prefix && i === wanted.length - 1 ? token.startsWith(word) : token === word;
      });
      const [start, end] = [tokens[at]?.start, tokens[at + wanted.length - 1]?.end];
      if (fits && start !== undefined && end !== undefined) found.push({ start, end });
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  return all ? found : found.filter((one, index) => !found.slice(0, index).some((before) => before.end > one.start));
}
