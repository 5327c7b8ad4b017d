/** Transcripts with the record of who saw what redaction hides. */
import type { Audit } from '#core/accounts/audit.ts';
import { note } from '#core/accounts/note.ts';
import { createViewings } from '#core/accounts/viewings.ts';
import type { Log } from '#core/ports/host.ts';
import type { TranscriptDocuments } from './documents.ts';
import { mustRedact } from './must-redact.ts';

export function auditDocuments(documents: TranscriptDocuments, deps: { audit: Audit; log: Log }): TranscriptDocuments {
  const viewings = createViewings();
  return {
    ...documents,
    async get(actor, id, options = {}) {
      const document = await documents.get(actor, id, options);
      const callId = document.call_id;
      if (!mustRedact(actor, options) && document.redactions.length > 0 && viewings.isNew(actor, callId)) {
        const subject = { type: 'call' as const, id: callId };
        await note(deps, { org_id: actor.org_id, actor, action: 'transcript.viewed', subject, detail: { redacted: false } });
      }
      return document;
    },
  };
}
