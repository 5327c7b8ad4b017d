/** Calls as they may be read by people who must not see numbers and addresses that were spoken. */
import type { Call, CallDetail, CallEvent } from '#shared/contract/calls.ts';
import { redactConversation } from './conversation-redaction.ts';
import { redactText } from './redaction.ts';

/** What was said, and what people noted of it. */
export function redactCall<T extends Pick<Call, 'tail' | 'notes'>>(call: T): T {
  return { ...call, tail: redactText(call.tail), notes: redactText(call.notes) };
}

/** The whole conversation too. */
export function redactDetail(call: CallDetail): CallDetail {
  return { ...redactCall(call), utterances: redactConversation(call.utterances), redacted: true };
}

/** A number by its last four digits. */
function maskNumber(number: string): string {
  return `…${number.replaceAll(/\D/g, '').slice(-4)}`;
}

/** For files, which leave the program: the numbers of both sides as well. */
export function redactForFile(call: CallDetail): CallDetail {
  return { ...redactDetail(call), to: maskNumber(call.to), from: maskNumber(call.from) };
}

/** An entry of a call's ledger: what people wrote into it or dialled can hold a number, too. */
export function redactCallEvent<T extends Pick<CallEvent, 'text' | 'data'>>(event: T): T {
  const written = Object.entries(event.data).map(([name, value]) => [
    name,
    (name === 'text' || name === 'digits') && typeof value === 'string' ? redactText(value) : value,
  ]);
  return { ...event, text: redactText(event.text), data: Object.fromEntries(written) };
}
