/** Redaction over a conversation: a number that somebody spoke in several breaths stands in several lines, and is hidden in each of them. */
import { findRedactions, mergeSpans, redactText, type RedactionSpan } from './redaction.ts';

/** One line of a conversation; lines of one channel are one person's. */
export type SpokenLine = { channel: number; text: string };

/** What ends a sentence does not end a number that goes on in the next one. */
const LAST_PUNCTUATION = /[\s.…,;:!?–—-]+$/u;

/**
 * The stretches to hide in each line, by its place in `lines`: what stands in the line itself, and its part of what begins or ends in the lines that
 * the same person said before or after it.
 */
export function findConversationRedactions(lines: readonly SpokenLine[]): RedactionSpan[][] {
  return findAcrossLines(lines, findRedactions).map(mergeSpans);
}

/** What one person said as one text, and where in it each of their lines stands. */
type Whole = { text: string; own: { index: number; start: number; end: number }[] };

function wholesOf(lines: readonly SpokenLine[]): Whole[] {
  const wholes = new Map<number, Whole>();
  for (const [index, { channel, text }] of lines.entries()) {
    const whole = wholes.get(channel) ?? { text: '', own: [] };
    wholes.set(channel, whole);
    whole.own.push({ index, start: whole.text.length, end: whole.text.length + text.length });
    whole.text += `${text.replace(LAST_PUNCTUATION, (end) => ' '.repeat(end.length))} `;
  }
  return [...wholes.values()];
}

/** Whether `find` finds anything at all: most conversations need no closer look. @param find what it finds in a part, it finds in the whole */
export function isFoundIn(lines: readonly SpokenLine[], find: (text: string) => readonly unknown[]): boolean {
  return wholesOf(lines).some(({ text }) => find(text).length > 0);
}

/** What `find` finds in each line, and in the lines of one person taken together; by its place in `lines`, in no order. */
export function findAcrossLines<T extends { start: number; end: number }>(lines: readonly SpokenLine[], find: (text: string) => readonly T[]): T[][] {
  const spans = lines.map((line) => [...find(line.text)]);
  for (const { text: whole, own } of wholesOf(lines)) {
    for (const span of find(whole)) {
      const { start, end } = span;
      const parts = own.filter((line) => line.start < end && start < line.end);
      if (parts.length < 2) continue;
      for (const line of parts) {
        const text = lines[line.index]?.text ?? '';
        const from = Math.max(0, start - line.start);
        const to = Math.min(text.trimEnd().length, end - line.start);
        if (from < to) spans[line.index]?.push({ ...span, start: from, end: to });
      }
    }
  }
  return spans;
}

/** The same lines as they may be read. */
export function redactConversation<T extends SpokenLine>(lines: readonly T[]): T[] {
  return hideSpans(lines, findConversationRedactions(lines));
}

/** @param spans what to hide in each line, by its place; one without anything to hide stays the same object */
export function hideSpans<T extends { text: string }>(lines: readonly T[], spans: readonly (readonly RedactionSpan[])[]): T[] {
  return lines.map((line, index) => {
    const hidden = spans[index] ?? [];
    return hidden.length === 0 ? line : { ...line, text: redactText(line.text, hidden) };
  });
}
