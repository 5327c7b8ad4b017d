/** Transcripts and call logs with the record of who saw what redaction hides. */
import type { Audit } from '#core/accounts/audit.ts';
import { note } from '#core/accounts/note.ts';
import { createViewings } from '#core/accounts/viewings.ts';
import type { Log } from '#core/ports/host.ts';
import { findConversationRedactions } from '#shared/domain/conversation-redaction.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { CallLog } from './call-log.ts';
import type { TranscriptDocuments } from './documents.ts';
import { mustRedact } from './must-redact.ts';

type Views = { documents: TranscriptDocuments; log: CallLog };

/** @param deps.log is the program's own, not that of the calls */
export function auditViews({ documents, log }: Views, deps: { audit: Audit; log: Log }): Views {
  const viewings = createViewings();
  const record = async (actor: Actor, callId: string) => {
    if (!viewings.isNew(actor, callId)) return;
    const subject = { type: 'call' as const, id: callId };
    await note(deps, { org_id: actor.org_id, actor, action: 'transcript.viewed', subject, detail: { redacted: false } });
  };
  return {
    documents: {
      ...documents,
      async get(actor, id, options = {}) {
        const document = await documents.get(actor, id, options);
        if (!mustRedact(actor, options) && document.redactions.length > 0) await record(actor, document.call_id);
        return document;
      },
    },
    log: {
      ...log,
      async get(actor, callId, view) {
        const entry = await log.get(actor, callId, view);
        const lines = entry.transcript.map(({ speaker, message }) => ({ channel: speaker === 'customer' ? 0 : 1, text: message }));
        const hides = !mustRedact(actor, view) && findConversationRedactions(lines).some((spans) => spans.length > 0);
        if (hides) await record(actor, callId);
        return entry;
      },
    },
  };
}
