/** Transcripts with the record of who saw what redaction hides. */
import type { Audit } from '#core/accounts/audit.ts';
import { createViewings } from '#core/accounts/viewings.ts';
import type { Log } from '#core/ports/host.ts';
import type { TranscriptDocuments } from './documents.ts';
import { mustRedact } from './must-redact.ts';

/** The transcript is shown even when the record fails: that is logged. */
export function auditDocuments(documents: TranscriptDocuments, { audit, log }: { audit: Audit; log: Log }): TranscriptDocuments {
  const viewings = createViewings();
  return {
    ...documents,
    async get(actor, id, options = {}) {
      const document = await documents.get(actor, id, options);
      const callId = document.call_id;
      if (!mustRedact(actor, options) && document.redactions.length > 0 && viewings.isNew(actor, callId)) {
        await audit
          .record({ org_id: actor.org_id, actor, action: 'transcript.viewed', subject: { type: 'call', id: callId }, detail: { redacted: false } })
          .catch((err: unknown) => log.error({ err, call_id: callId }, 'who saw a transcript could not be written into the audit'));
      }
      return document;
    },
  };
}
