/** Retention: after how many days sound and words are deleted, and which calls a legal hold keeps. */
import type { Audit } from '#core/accounts/audit.ts';
import type { Exports } from '#core/exports/service.ts';
import type { Log } from '#core/ports/host.ts';
import type { LegalHold, RetentionPolicy, RetentionRun } from '#shared/contract/transcripts.ts';
import { TERMINAL_CALL_STATES } from '#shared/domain/call-state.ts';
import { AppError, notFound } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Connections } from '#store/schema.ts';
import { deleteCall, deleteRecording, leaveNoTrace, removeBackups } from './deletion.ts';

export type Retention = {
  policy(actor: Actor): Promise<RetentionPolicy>;
  setPolicy(actor: Actor, policy: RetentionPolicy): Promise<RetentionPolicy>;
  /** Deletes what is due in every organization, or in one. */
  run(orgId?: string): Promise<RetentionRun>;
  hold(actor: Actor, callId: string, reason: string): Promise<LegalHold>;
  release(actor: Actor, callId: string): Promise<void>;
  holds(actor: Actor): Promise<LegalHold[]>;
  /** @throws AppError LEGAL_HOLD */
  requireNotHeld(callId: string): Promise<void>;
};

const DAY_MS = 24 * 3_600_000;
const KEEP_FOR_EVER: RetentionPolicy = { recordings_days: null, transcripts_days: null };

type Deps = Connections & {
  dataDir: string;
  backupsDir: string;
  audit: Audit;
  exports: Pick<Exports, 'eraseOlderThan'>;
  log: Log;
  now: () => number;
};

export function createRetention({ read, write, dataDir, backupsDir, audit, exports, log, now }: Deps): Retention {
  const policyOf = async (orgId: string): Promise<RetentionPolicy> => {
    const row = await read.selectFrom('retention').select(['recordings_days', 'transcripts_days']).where('org_id', '=', orgId).executeTakeFirst();
    return row ?? KEEP_FOR_EVER;
  };

  const due = (orgId: string, days: number) =>
    read
      .selectFrom('calls')
      .leftJoin('legal_holds', 'legal_holds.call_id', 'calls.id')
      .leftJoin('recordings', (on) => on.onRef('recordings.call_id', '=', 'calls.id').on('recordings.state', '!=', 'none'))
      .select(['calls.id', 'legal_holds.call_id as held', 'recordings.call_id as recorded'])
      .where('calls.org_id', '=', orgId)
      .where('calls.state', 'in', [...TERMINAL_CALL_STATES])
      .where('calls.created_at', '<', now() - days * DAY_MS)
      .execute();

  async function runFor(orgId: string, total: RetentionRun): Promise<void> {
    const { recordings_days, transcripts_days } = await policyOf(orgId);
    const held = new Set<string>();
    const before = { ...total };
    if (recordings_days !== null) {
      for (const call of await due(orgId, recordings_days)) {
        if (call.held !== null) held.add(call.id);
        else if (call.recorded !== null) total.recordings_deleted += await deleteRecording(write, dataDir, call.id);
      }
    }
    if (transcripts_days !== null) {
      for (const call of await due(orgId, transcripts_days)) {
        if (call.held !== null) {
          held.add(call.id);
          continue;
        }
        const deleted = await deleteCall(write, dataDir, call.id);
        total.calls_deleted += 1;
        total.recordings_deleted += deleted.recordings;
      }
      total.exports_deleted += await exports.eraseOlderThan(orgId, now() - transcripts_days * DAY_MS);
      // All that a copy of that age holds of this organization is due.
      await removeBackups(backupsDir, now() - transcripts_days * DAY_MS);
    }
    total.held += held.size;
    const detail = {
      recordings_deleted: total.recordings_deleted - before.recordings_deleted,
      calls_deleted: total.calls_deleted - before.calls_deleted,
      exports_deleted: total.exports_deleted - before.exports_deleted,
    };
    if (Object.values(detail).some((count) => count > 0)) {
      await audit.record({ org_id: orgId, actor: undefined, action: 'retention.deleted', subject: { type: 'organization', id: orgId }, detail });
    }
  }

  const holdOf = async (actor: Actor, callId: string) => {
    const call = await read.selectFrom('calls').select('id').where('id', '=', callId).where('org_id', '=', actor.org_id).executeTakeFirst();
    if (!call) throw notFound('call');
  };

  return {
    policy: (actor) => policyOf(actor.org_id),

    async setPolicy(actor, policy) {
      const row = { ...policy, updated_at: now() };
      await write
        .insertInto('retention')
        .values({ org_id: actor.org_id, ...row })
        .onConflict((conflict) => conflict.column('org_id').doUpdateSet(row))
        .execute();
      await audit.record({
        org_id: actor.org_id,
        actor,
        action: 'retention.changed',
        subject: { type: 'organization', id: actor.org_id },
        detail: policy,
      });
      return policyOf(actor.org_id);
    },

    async run(orgId) {
      const total: RetentionRun = { recordings_deleted: 0, calls_deleted: 0, exports_deleted: 0, held: 0 };
      const organizations = orgId ? [{ org_id: orgId }] : await read.selectFrom('retention').select('org_id').execute();
      for (const one of organizations) await runFor(one.org_id, total);
      if (total.calls_deleted > 0) await leaveNoTrace(write);
      if (total.calls_deleted + total.recordings_deleted + total.exports_deleted > 0)
        log.info({ ...total }, 'old calls were deleted as the retention says');
      return total;
    },

    async hold(actor, callId, reason) {
      await holdOf(actor, callId);
      const row = { call_id: callId, org_id: actor.org_id, user_id: actor.user_id, reason, created_at: now() };
      await write
        .insertInto('legal_holds')
        .values(row)
        .onConflict((conflict) => conflict.column('call_id').doUpdateSet({ reason }))
        .execute();
      await audit.record({ org_id: actor.org_id, actor, action: 'legal_hold.set', subject: { type: 'call', id: callId } });
      return { call_id: callId, reason, user_id: actor.user_id, created_at: new Date(row.created_at).toISOString() };
    },

    async release(actor, callId) {
      await holdOf(actor, callId);
      await write.deleteFrom('legal_holds').where('call_id', '=', callId).where('org_id', '=', actor.org_id).execute();
      await audit.record({ org_id: actor.org_id, actor, action: 'legal_hold.released', subject: { type: 'call', id: callId } });
    },

    async holds(actor) {
      const rows = await read.selectFrom('legal_holds').selectAll().where('org_id', '=', actor.org_id).orderBy('created_at', 'desc').execute();
      return rows.map((row) => ({
        call_id: row.call_id,
        reason: row.reason,
        user_id: row.user_id,
        created_at: new Date(row.created_at).toISOString(),
      }));
    },

    async requireNotHeld(callId) {
      const held = await read.selectFrom('legal_holds').select('reason').where('call_id', '=', callId).executeTakeFirst();
      if (held) throw new AppError('LEGAL_HOLD', 'A legal hold keeps this call.', { details: 'Nothing was deleted. Release the hold first.' });
    },
  };
}
