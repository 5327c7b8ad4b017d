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

/** What `find` finds in each line, and in the lines of one person taken together; by its place in `lines`, in no order. */
export function findAcrossLines<T extends { start: number; end: number }>(lines: readonly SpokenLine[], find: (text: string) => readonly T[]): T[][] {
  const spans = lines.map((line) => [...find(line.text)]);
  for (const channel of new Set(lines.map((line) => line.channel))) {
    const own: { index: number; start: number; end: number }[] = [];
    let whole = '';
    for (const [index, line] of lines.entries()) {
      if (line.channel !== channel) continue;
      own.push({ index, start: whole.length, end: whole.length + line.text.length });
      whole += `${line.text.replace(LAST_PUNCTUATION, (end) => ' '.repeat(end.length))} `;
    }
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
