/**
 * What must not be read: card numbers, social security numbers, telephone numbers and e-mail addresses, also when they are spoken as words.
 * Redaction is a layer: the text stays as it is, spans say what to hide, and every view, export and sound goes through them.
 */

export const REDACTION_KINDS = ['card', 'ssn', 'phone', 'email'] as const;
export type RedactionKind = (typeof REDACTION_KINDS)[number];

/** A stretch of text to hide: character positions, the end exclusive. */
export type RedactionSpan = { kind: RedactionKind; start: number; end: number };

/** What stands in a text for what is hidden. */
export const REDACTION_LABELS: Readonly<Record<RedactionKind, string>> = {
  card: '[card number]',
  ssn: '[social security number]',
  phone: '[phone number]',
  email: '[e-mail address]',
};

/** One spoken or written piece of a number: where it stands in the text, and its digits. */
type DigitToken = { start: number; end: number; digits: string };

const WORD_DIGITS: Record<string, string> = {
  zero: '0', oh: '0', o: '0', nought: '0', one: '1', two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7', eight: '8', nine: '9',
}; // prettier-ignore
const TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SPOKEN = new Map([
  ...Object.entries(WORD_DIGITS),
  ...TEENS.map((word, index) => [word, String(10 + index)] as const),
  ...TENS.map((word, index) => [word, String(20 + 10 * index)] as const),
]);
/** Most sentences hold no number and no address, and need no closer look. */
const NUMBER = new RegExp(`[0-9]|\\b(?:${[...SPOKEN.keys()].join('|')})\\b`, 'i');
const AT = /\sat\s/i;
const REPEAT: Record<string, number> = { double: 2, triple: 3 };

/** Words that people put between the parts of a number. */
const FILLERS = new Set('and dash hyphen space then next uh um er hmm okay ok yes yeah you know plus area code point hundred thousand'.split(' '));

/** Signs that do not end a number: people pause between its parts, and transcripts write pauses as ends of sentences. */
const PAUSE = /[-().,/+·…;!?–—‐‑]/;

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
/** Spoken letter by letter, too; the name of a provider may be two words, as in "g mail". */
const SPOKEN_EMAIL =
  /(?:(?<![\p{L}\p{N}])[\p{L}\p{N}]\s+)*[\p{L}\p{N}]+(?:(?:\s+(?:dot|underscore|dash|hyphen|plus)\s+|[._+-])[\p{L}\p{N}]+)*\s+at\s+(?:[\p{L}\p{N}-]+\s+)?[\p{L}\p{N}-]+(?:(?:\s+dot\s+|\.)[\p{L}\p{N}-]+)*(?:\s+dot\s+\p{L}{2,}|\.(?:com|org|net|edu|gov|io|co|uk|de|eu|me|info|biz|us|ca))(?![\p{L}\p{N}])/giu;
const UNFINISHED_EMAIL = /[^\s@]+@\S*$/u;

/**
 * The stretches of a text that must be hidden, in order and without overlaps.
 * A run of digits is a card number when 13 to 19 long and right by Luhn's check, a social security number when 9 long and of a possible
 * area, and a telephone number when 7 to 15 long; sources: ISO/IEC 7812-1, SSA's numbering rules, ITU-T E.164.
 */
export function findRedactions(text: string): RedactionSpan[] {
  const spans: RedactionSpan[] = [];
  for (const pattern of [...(text.includes('@') ? [EMAIL] : []), ...(AT.test(text) ? [SPOKEN_EMAIL] : [])]) {
    for (const match of text.matchAll(pattern)) spans.push({ kind: 'email', start: match.index, end: match.index + match[0].length });
  }
  for (const run of digitRuns(text)) {
    const kind = kindOf(run.map((token) => token.digits).join(''), text.slice(run[0]?.start ?? 0, run.at(-1)?.end ?? 0));
    const first = run[0];
    const last = run.at(-1);
    if (kind && first && last) spans.push({ kind, start: withSign(text, first.start), end: last.end });
  }
  return mergeSpans(spans);
}

/** Numbers of any length in a text, written or spoken: where each stands, and its digits. */
export function findNumbers(text: string): { start: number; end: number; digits: string }[] {
  return digitRuns(text).map((run) => ({
    start: withSign(text, run[0]?.start ?? 0),
    end: run.at(-1)?.end ?? 0,
    digits: run.map((token) => token.digits).join(''),
  }));
}

/** The text with every hidden stretch replaced by a word that says what stood there. */
export function redactText(text: string, spans: readonly RedactionSpan[] = findRedactions(text)): string {
  let out = '';
  let at = 0;
  for (const span of spans) {
    out += text.slice(at, span.start) + REDACTION_LABELS[span.kind];
    at = span.end;
  }
  return out + text.slice(at);
}

/** A sentence that is still being said: any three digits may be the beginning of a number. */
export function redactUnfinished(text: string): string {
  return redactText(text, findRedactionsUnfinished(text));
}

/** What must be hidden in it. */
export function findRedactionsUnfinished(text: string): RedactionSpan[] {
  const address = UNFINISHED_EMAIL.exec(text);
  const begun = address ? [{ kind: 'email' as const, start: address.index, end: text.length }] : [];
  return mergeSpans([...findRedactions(text), ...partsOfNumbers(text).map(asNumber), ...begun]);
}

/**
 * What must be hidden in a sentence whose neighbours are not known: also three digits and more at its beginning or end, which may be a part of a
 * number that was spoken in several breaths.
 */
export function findRedactionsAlone(text: string): RedactionSpan[] {
  const atAnEdge = partsOfNumbers(text).filter(
    ({ start, end }) => !/[\p{L}\p{N}]/u.test(text.slice(0, start)) || !/[\p{L}\p{N}]/u.test(text.slice(end)),
  );
  return mergeSpans([...findRedactions(text), ...atAnEdge.map(asNumber)]);
}

function partsOfNumbers(text: string): { start: number; end: number }[] {
  return digitRuns(text)
    .filter((run) => run.reduce((sum, token) => sum + token.digits.length, 0) >= 3)
    .map((run) => ({ start: run[0]?.start ?? 0, end: run.at(-1)?.end ?? 0 }));
}

const asNumber = (part: { start: number; end: number }): RedactionSpan => ({ kind: 'phone', ...part });

function kindOf(digits: string, written: string): RedactionKind | undefined {
  if (digits.length >= 13 && digits.length <= 19 && luhn(digits)) return 'card';
  if (digits.length === 9 && !/^(000|666|9)/.test(digits) && !/^...00/.test(digits) && !digits.endsWith('0000')) return 'ssn';
  // Seven bare digits are more often an order number; a grouped or spoken seven is a local telephone number.
  if (digits.length === 7) return /\D/.test(written) ? 'phone' : undefined;
  if (digits.length >= 8 && digits.length <= 15) return 'phone';
  // Longer than any number that exists: a card number with a digit misheard is still not to be read.
  return digits.length > 15 ? 'card' : undefined;
}

/** Luhn's check of a digit string. Source: ISO/IEC 7812-1 annex B. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Runs of digit tokens with nothing but punctuation and filler words between them. */
function digitRuns(text: string): DigitToken[][] {
  if (!NUMBER.test(text)) return [];
  const runs: DigitToken[][] = [];
  let run: DigitToken[] = [];
  let repeat = 1;
  let pendingTens: DigitToken | undefined;
  const close = () => {
    if (run.length > 0) runs.push(run);
    run = [];
    repeat = 1;
    pendingTens = undefined;
  };
  for (const match of text.matchAll(/\p{N}+|\p{L}+|[^\p{L}\p{N}\s]/gu)) {
    const word = match[0].toLowerCase();
    const place = { start: match.index, end: match.index + match[0].length };
    const digits = digitsOf(word);
    if (digits !== undefined) {
      const unit = WORD_DIGITS[word];
      if (pendingTens && unit && unit !== '0') {
        // "forty two" is 42, not 402.
        pendingTens.digits = `${pendingTens.digits[0]}${unit}`;
        pendingTens.end = place.end;
        pendingTens = undefined;
        continue;
      }
      const token = { ...place, digits: digits.repeat(repeat) };
      pendingTens = TENS.includes(word) ? token : undefined;
      repeat = 1;
      run.push(token);
    } else if (REPEAT[word] !== undefined) {
      repeat = REPEAT[word];
    } else if (/^\p{L}+$/u.test(word) ? !FILLERS.has(word) || run.length === 0 : !PAUSE.test(word)) {
      close();
    }
  }
  close();
  return runs;
}

function digitsOf(word: string): string | undefined {
  return /^[0-9]+$/.test(word) ? word : SPOKEN.get(word);
}

function withSign(text: string, start: number): number {
  const before = /[+(]+\s?$/.exec(text.slice(Math.max(0, start - 3), start));
  return before ? start - before[0].length : start;
}

/** In order and without overlaps. */
export function mergeSpans(spans: readonly RedactionSpan[]): RedactionSpan[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: RedactionSpan[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}
