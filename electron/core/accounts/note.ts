import type { Log } from '../ports/host.ts';
import type { Audit, AuditRecord } from './audit.ts';

/** Records a deed that is done: that it could not be recorded must not make it look undone. */
export async function note({ audit, log }: { audit: Audit; log: Log }, entry: AuditRecord): Promise<void> {
  try {
    await audit.record(entry);
  } catch (err) {
    log.error({ err, action: entry.action, subject_id: entry.subject.id }, 'what somebody did could not be written into the audit');
  }
}
