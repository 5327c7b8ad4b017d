/** Calls as they may be read by people who must not see numbers and addresses that were spoken. */
import type { Call, CallDetail, CallEvent } from '#shared/contract/calls.ts';
import { findConversationRedactions, hideSpans } from './conversation-redaction.ts';
import { findRedactionsAlone, findRedactionsUnfinished, mergeSpans, redactText } from './redaction.ts';

/** A sentence without its neighbours. */
const redactAlone = (text: string) => redactText(text, findRedactionsAlone(text));

/** What was said, and what people noted of it. */
export function redactCall<T extends Pick<Call, 'tail' | 'notes'>>(call: T): T {
  return { ...call, tail: redactAlone(call.tail), notes: redactText(call.notes) };
}

/** What was made of it: summaries quote what was said, and a model may make a topic of it. */
export function redactAnalysis<T extends { summary: string; key_topics: readonly string[]; tags: readonly string[] }>(analysis: T): T {
  const all = (texts: readonly string[]) => texts.map((text) => redactText(text));
  return { ...analysis, summary: redactText(analysis.summary), key_topics: all(analysis.key_topics), tags: all(analysis.tags) };
}

/** The whole conversation too. */
export function redactDetail(call: CallDetail): CallDetail {
  return { ...redactCall(call), utterances: hideSpans(call.utterances, spansOf(call)), redacted: true };
}

/** While a call lives, what was said last may be the beginning of a number. */
function spansOf({ utterances, ended_at }: Pick<CallDetail, 'utterances' | 'ended_at'>) {
  const spans = findConversationRedactions(utterances);
  if (ended_at !== null) return spans;
  return utterances.map(({ text, final }, index) =>
    mergeSpans([...(spans[index] ?? []), ...(final ? findRedactionsAlone(text) : findRedactionsUnfinished(text))]),
  );
}

/** A number by its last four digits. */
function maskNumber(number: string): string {
  return `…${number.replaceAll(/\D/g, '').slice(-4)}`;
}

/** For files, which leave the program: the numbers of both sides as well. */
export function redactForFile(call: CallDetail): CallDetail {
  return { ...redactDetail(call), to: maskNumber(call.to), from: maskNumber(call.from) };
}

/** Keys are pressed in several goes, down to one by one, each of which is a part of a number. */
const hideKeys = (keys: string) => redactAlone(keys).replaceAll(/\d/g, '•');

/** An entry of a call's ledger: what people wrote into it or dialled can hold a number, too. */
export function redactCallEvent<T extends Pick<CallEvent, 'text' | 'data'>>(event: T): T {
  const hide = (name: string, value: unknown) => {
    if (typeof value !== 'string') return value;
    return name === 'digits' ? hideKeys(value) : name === 'text' ? redactText(value) : value;
  };
  const { digits } = event.data;
  const at = typeof digits === 'string' ? event.text.lastIndexOf(digits) : -1;
  // The name of whoever pressed them stands before them.
  const text =
    typeof digits === 'string' && at >= 0
      ? event.text.slice(0, at) + hideKeys(digits) + event.text.slice(at + digits.length)
      : redactText(event.text);
  return { ...event, text, data: Object.fromEntries(Object.entries(event.data).map(([name, value]) => [name, hide(name, value)])) };
}
