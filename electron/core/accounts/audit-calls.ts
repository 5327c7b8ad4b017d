/** Calls and scenarios as the doors see them, with the record of what people did that others may ask about. What was said stays out of it. */
import { findConversationRedactions } from '#shared/domain/conversation-redaction.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { CallsApp } from '../app-types.ts';
import type { Log } from '../ports/host.ts';
import { mustRedact } from '../transcripts/must-redact.ts';
import type { Audit } from './audit.ts';
import { note } from './note.ts';
import { createViewings } from './viewings.ts';

type Deps = { audit: Audit; log: Log };

const subject = (id: string) => ({ type: 'call' as const, id });

/** Records who saw or heard calls unredacted, listens, hidden instructions to the AI, hang-ups of somebody else's call, and exports. */
export function auditCalls(calls: CallsApp, deps: Deps): CallsApp {
  const viewings = createViewings();

  return {
    ...calls,
    async get(actor, callId, view) {
      const call = await calls.get(actor, callId, view);
      const hides = !call.redacted && call.ended_at !== null && findConversationRedactions(call.utterances).some((spans) => spans.length > 0);
      if (hides && viewings.isNew(actor, callId)) {
        await note(deps, { org_id: actor.org_id, actor, action: 'transcript.viewed', subject: subject(callId), detail: { redacted: false } });
      }
      return call;
    },
    async recordingFile(actor, callId, view) {
      const file = await calls.recordingFile(actor, callId, view);
      // What is there of a call that goes on is heard nearly as it is said.
      const action = file.complete ? 'recording.played' : 'call.listen';
      if (!file.hidden && viewings.isNew(actor, `${action} ${callId}`)) {
        await note(deps, { org_id: actor.org_id, actor, action, subject: subject(callId), detail: { redacted: false } });
      }
      return file;
    },
    async listen(actor, callId, onFrame, onEnd) {
      const stop = await calls.listen(actor, callId, onFrame, onEnd);
      try {
        await deps.audit.record({ org_id: actor.org_id, actor, action: 'call.listen', subject: subject(callId) });
      } catch (error) {
        // Nobody listens unrecorded.
        stop();
        throw error;
      }
      return stop;
    },
    async act(actor, callId, action) {
      const call = await calls.act(actor, callId, action);
      const org_id = actor.org_id;
      if (action.action === 'whisper') await note(deps, { org_id, actor, action: 'call.whisper', subject: subject(callId) });
      if (action.action === 'hangup' && call.placed_by.user_id !== actor.user_id) {
        await note(deps, { org_id, actor, action: 'call.hangup', subject: subject(callId), detail: { placed_by: call.placed_by.user_id } });
      }
      return call;
    },
    async exportTranscript(actor, callId, format, view = {}) {
      const file = await calls.exportTranscript(actor, callId, format, view);
      const detail = { format, redacted: mustRedact(actor, { redacted: view.redacted ?? true }) };
      await note(deps, { org_id: actor.org_id, actor, action: 'transcript.exported', subject: subject(callId), detail });
      return file;
    },
  };
}

/** Records deletions of scenarios, or of assistants. */
export function auditDeletions<A extends unknown[], R, T extends { remove(actor: Actor, id: string, ...more: A): Promise<R> }>(
  kind: 'scenario' | 'assistant',
  rows: T,
  deps: Deps,
): T {
  return {
    ...rows,
    async remove(actor: Actor, id: string, ...more: A) {
      const removed = await rows.remove(actor, id, ...more);
      await note(deps, { org_id: actor.org_id, actor, action: `${kind}.deleted`, subject: { type: kind, id } });
      return removed;
    },
  };
}
