/** Events as viewers may read them: numbers and addresses that are spoken are hidden, also while they are being said. */
import { redactCall, redactCallEvent } from '#shared/domain/redacted-call.ts';
import { redactText, redactUnfinished } from '#shared/domain/redaction.ts';
import type { Envelope } from '#shared/live/envelope.ts';

export function redactEvent(envelope: Envelope): Envelope {
  switch (envelope.type) {
    case 'utterance.partial':
      return { ...envelope, data: { ...envelope.data, text: redactUnfinished(envelope.data.text) } };
    case 'utterance.final':
      return { ...envelope, data: { ...envelope.data, text: redactText(envelope.data.text) } };
    case 'call.updated':
      return { ...envelope, data: redactCall(envelope.data) };
    case 'call.event':
      return { ...envelope, data: redactCallEvent(envelope.data) };
    case 'rehearsal.updated':
      return { ...envelope, data: { ...envelope.data, utterances: envelope.data.utterances.map((one) => ({ ...one, text: redactText(one.text) })) } };
    default:
      return envelope;
  }
}
