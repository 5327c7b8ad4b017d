/** The append-only ledger of calls. An entry and the row that is its projection are written in one transaction. */
import type { CallEvent } from '#shared/contract/calls.ts';
import type { CallState } from '#shared/domain/call-state.ts';
import { notFound } from '#shared/domain/errors.ts';
import { newId } from '#shared/domain/ids.ts';
import type { Db } from '#store/schema.ts';
import { type CallRecord, type LedgerEntry, project, toCallEvent } from './model.ts';
import { findCall } from './repo.ts';

export type Appended = { record: CallRecord; event: CallEvent; previous: CallState; changed: boolean };

export type Ledger = {
  /** Writes one entry, then tells the live plane. @throws AppError NOT_FOUND */
  append(callId: string, entry: LedgerEntry): Promise<Appended>;
};

/** Writes an entry inside a transaction that the caller holds. */
export async function appendWithin(trx: Db, callId: string, entry: LedgerEntry, now: number): Promise<Appended> {
  const row = await trx.selectFrom('calls').selectAll().where('id', '=', callId).executeTakeFirst();
  if (!row) throw notFound('call');
  const at = entry.at ?? now;
  const { state, changed, patch } = project(row, entry, at);
  const last = await trx
    .selectFrom('call_events')
    .where('call_id', '=', callId)
    .select((eb) => eb.fn.max('sequence').as('sequence'))
    .executeTakeFirst();
  const event = {
    id: newId('evt', at),
    org_id: row.org_id,
    call_id: callId,
    sequence: Number(last?.sequence ?? 0) + 1,
    at,
    type: entry.type,
    text: entry.text,
    state: changed ? state : null,
    signal: entry.signal ? JSON.stringify(entry.signal) : null,
    data: JSON.stringify(entry.data ?? {}),
  };
  await trx.insertInto('call_events').values(event).execute();
  await trx.updateTable('calls').set(patch).where('id', '=', callId).execute();
  const record = await findCall(trx, callId);
  if (!record) throw notFound('call');
  return { record, event: toCallEvent(event), previous: row.state as CallState, changed };
}

/** @param announce is told of each entry after it is safely on disk; it must not throw. */
export function createLedger(options: { db: Db; now: () => number; announce: (appended: Appended) => void }): Ledger {
  return {
    async append(callId, entry) {
      const appended = await options.db.transaction().execute((trx) => appendWithin(trx, callId, entry, options.now()));
      options.announce(appended);
      return appended;
    },
  };
}
