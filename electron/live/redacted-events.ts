/** Events as viewers may read them: numbers and addresses that are spoken are hidden, also while they are being said. */
import { findConversationRedactions, hideSpans } from '#shared/domain/conversation-redaction.ts';
import { redactCall, redactCallEvent } from '#shared/domain/redacted-call.ts';
import { findRedactionsAlone, redactText, redactUnfinished } from '#shared/domain/redaction.ts';
import type { Envelope } from '#shared/live/envelope.ts';

export function redactEvent(envelope: Envelope): Envelope {
  switch (envelope.type) {
    case 'utterance.partial':
      return { ...envelope, data: { ...envelope.data, text: redactUnfinished(envelope.data.text) } };
    case 'utterance.final': {
      const { text } = envelope.data;
      return { ...envelope, data: { ...envelope.data, text: redactText(text, findRedactionsAlone(text)) } };
    }
    case 'call.updated':
      return { ...envelope, data: redactCall(envelope.data) };
    case 'call.event':
      return { ...envelope, data: redactCallEvent(envelope.data) };
    case 'rehearsal.updated':
      return { ...envelope, data: { ...envelope.data, utterances: redactRehearsal(envelope.data.utterances) } };
    default:
      return envelope;
  }
}

/** Lines of a rehearsal name their speaker and no channel. */
function redactRehearsal<T extends { speaker: string; text: string }>(lines: readonly T[]): T[] {
  const spans = findConversationRedactions(lines.map(({ speaker, text }) => ({ channel: speaker === 'customer' ? 0 : 1, text })));
  return hideSpans(lines, spans);
}
