/**
 * No call is forgotten: each one that is not over has a next check and a deadline. The carrier is asked what it knows; calls of a process
 * that died are closed, their recordings made playable. A call is never dialled from here.
 */
import { type CallState, isConnected, isTerminal } from '#shared/domain/call-state.ts';
import type { CarrierReport } from '../ports/carrier.ts';
import type { CallsContext } from './context.ts';
import type { Lifecycle, Verdict } from './lifecycle.ts';
import { createLiveCall, type LiveCall } from './live-call.ts';
import { type CallRow, CHECK_AFTER_MS, toCall, UNCONFIRMED_FOR_MS } from './model.ts';
import { rescueRecording } from './recordings.ts';
import { findCall, listTurns, listUtterances } from './repo.ts';

const CALLS_A_TICK = 100;

const STOPPED = 'The program stopped during the call.';

export type Reconciler = {
  /** Looks at every call that is due. */
  check(): Promise<void>;
  /** Takes over what a dead process left: all calls that are not over, all recordings that were not closed. */
  recover(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
};

export function createReconciler(context: CallsContext, lifecycle: Lifecycle): Reconciler {
  const { carrier, ledger, live: registry, log } = context;
  let timer: ReturnType<typeof setInterval> | undefined;
  let running: Promise<void> | undefined;

  /** The call as this process knows it, or taken over from its rows. */
  async function liveOf(callId: string): Promise<LiveCall | undefined> {
    const known = registry.get(callId);
    if (known) return known;
    const record = await findCall(context.write, callId);
    if (!record) return undefined;
    const [utterances, turns] = await Promise.all([listUtterances(context.write, callId), listTurns(context.write, callId)]);
    const live = createLiveCall({ call: toCall(record), orgId: record.row.org_id, orphan: true, utterances, turns });
    if (live.call.answered_at !== null) live.ending.failure = { text: STOPPED, code: 'PROGRAM_STOPPED' };
    return registry.add(live);
  }

  async function checkDue(): Promise<void> {
    const due = await context.write
      .selectFrom('calls')
      .selectAll()
      .where('next_check_at', '<=', context.now())
      .orderBy('next_check_at')
      .limit(CALLS_A_TICK)
      .execute();
    await Promise.all(
      due.map((row) =>
        registry
          .inOrder(row.id, () => checkOne(row.id))
          .catch((error: unknown) => {
            log.warn({ err: error, call_id: row.id }, 'a call could not be checked; it is tried again');
          }),
      ),
    );
  }

  async function checkOne(callId: string): Promise<void> {
    const row = await context.write.selectFrom('calls').selectAll().where('id', '=', callId).executeTakeFirst();
    if (!row || isTerminal(row.state as CallState)) return;
    const live = await liveOf(callId);
    if (!live) return;
    // Moved on first: a carrier that does not answer must not be asked in a tight circle.
    await context.write
      .updateTable('calls')
      .set({ next_check_at: context.now() + wait(live, row) })
      .where('id', '=', callId)
      .execute();
    const { goneAt } = live.ending;
    if (goneAt !== undefined && context.now() > goneAt + context.wrapUpMs + CHECK_AFTER_MS.wrapping) return lifecycle.finish(live);
    if (row.dial_requested_at === null) return neverDialled(live);
    if (row.call_sid === null) return findUnconfirmed(live, row, row.dial_requested_at);
    return askCarrier(live, row, row.call_sid);
  }

  function wait(live: LiveCall, row: CallRow): number {
    if (live.orphan || row.call_sid === null) return CHECK_AFTER_MS.unconfirmed;
    if (live.ending.goneAt !== undefined) return CHECK_AFTER_MS.wrapping;
    return isConnected(live.call.state) ? CHECK_AFTER_MS.connected : CHECK_AFTER_MS.ringing;
  }

  const late = (row: CallRow) => row.deadline_at !== null && context.now() > row.deadline_at;

  async function neverDialled(live: LiveCall): Promise<void> {
    if (!live.orphan) return;
    await end(live, {
      as: 'canceled',
      reason: 'The program stopped before the number was dialled; the phone did not ring.',
      code: 'PROGRAM_STOPPED',
    });
  }

  /** The carrier was asked to dial and never confirmed: its own list of calls decides. */
  async function findUnconfirmed(live: LiveCall, row: CallRow, askedAt: number): Promise<void> {
    let reports: CarrierReport[];
    try {
      reports = await carrier.findRecent(row.to_number, askedAt);
    } catch (error) {
      log.warn({ err: error, call_id: live.callId }, 'the carrier’s list of calls cannot be read');
      if (late(row))
        await end(live, { as: 'unknown', reason: 'The carrier never confirmed the call and could not be asked about it.', code: 'NOT_CONFIRMED' });
      return;
    }
    const unclaimed = await withoutOwner(reports);
    const [found] = unclaimed;
    if (found && unclaimed.length === 1) {
      await ledger.append(live.callId, {
        type: 'carrier.found',
        text: 'The carrier’s list shows the call.',
        data: { call_sid: found.call_sid },
        patch: { call_sid: found.call_sid },
      });
      if (live.ending.ours) await lifecycle.hangUp(live, live.ending.ours);
      return heard(live, row, found);
    }
    if (context.now() - askedAt < UNCONFIRMED_FOR_MS) return;
    await end(
      live,
      found
        ? { as: 'unknown', reason: 'The carrier never confirmed the call, and its list has several that could be it.', code: 'NOT_CONFIRMED' }
        : { as: 'failed', reason: 'The carrier did not confirm the call, and its list does not have it: it was not placed.', code: 'NOT_PLACED' },
    );
  }

  async function withoutOwner(reports: CarrierReport[]): Promise<CarrierReport[]> {
    if (reports.length === 0) return [];
    const owned = await context.write
      .selectFrom('calls')
      .select('call_sid')
      .where(
        'call_sid',
        'in',
        reports.map((one) => one.call_sid),
      )
      .execute();
    const sids = new Set(owned.map((one) => one.call_sid));
    return reports.filter((one) => !sids.has(one.call_sid));
  }

  async function askCarrier(live: LiveCall, row: CallRow, callSid: string): Promise<void> {
    let report: CarrierReport | undefined;
    try {
      report = await carrier.fetch(callSid);
    } catch (error) {
      log.warn({ err: error, call_id: live.callId }, 'the carrier could not be asked about a call');
      if (late(row)) await end(live, { as: 'unknown', reason: 'The carrier could not be asked how the call ended.', code: 'CARRIER_SILENT' });
      return;
    }
    if (report) return heard(live, row, report);
    if (!live.orphan && !late(row)) return;
    const reason = 'The carrier knows nothing of this call.';
    if (live.call.answered_at === null) return end(live, { as: 'unknown', reason, code: 'CARRIER_UNKNOWN' });
    return end(live, {
      as: live.orphan ? 'dropped' : 'unknown',
      reason: live.orphan ? STOPPED : reason,
      code: live.orphan ? 'PROGRAM_STOPPED' : 'CARRIER_UNKNOWN',
    });
  }

  async function heard(live: LiveCall, row: CallRow, report: CarrierReport): Promise<void> {
    if (report.ended) {
      if (live.orphan) await rescueRecording(context, live);
      return lifecycle.carrierSaid(live, report, 'fetched');
    }
    await lifecycle.carrierSaid(live, report, 'fetched');
    // Nobody of this process is on the line of an orphan, and nobody may be on a line beyond its deadline.
    if (!live.orphan && !late(row)) return;
    live.ending.ours ??= live.orphan ? 'The program was stopped while the phone rang.' : 'The call was longer than it may be.';
    await lifecycle.hangUp(live, live.ending.ours);
    if (late(row)) await end(live, { as: 'unknown', reason: 'The call went on beyond its deadline and was taken down.', code: 'DEADLINE' });
  }

  async function end(live: LiveCall, verdict: Verdict): Promise<void> {
    const recordedMs = live.orphan ? await rescueRecording(context, live) : undefined;
    const answeredAt = live.call.answered_at === null ? undefined : Date.parse(live.call.answered_at);
    const endedAt = answeredAt !== undefined && recordedMs !== undefined ? answeredAt + recordedMs : undefined;
    await lifecycle.finish(live, verdict, endedAt);
  }

  async function recoverLeftovers(): Promise<void> {
    const open = await context.write
      .selectFrom('recordings')
      .innerJoin('calls', 'calls.id', 'recordings.call_id')
      .select('calls.id')
      .where('calls.next_check_at', 'is', null)
      .where('recordings.state', 'in', ['recording', 'paused'])
      .execute();
    for (const { id } of open) {
      const live = registry.get(id) ? undefined : await liveOf(id);
      if (live) await registry.inOrder(id, () => rescueRecording(context, live));
      if (live) registry.retire(live);
    }
  }

  /** One round at a time: who asks during a round gets the next one. */
  async function check(): Promise<void> {
    await running?.catch(() => {});
    running = checkDue().finally(() => (running = undefined));
    return running;
  }

  return {
    check,
    async recover() {
      const owned = registry.all().map((live) => live.callId);
      let left = context.write.updateTable('calls').set({ next_check_at: context.now() }).where('next_check_at', 'is not', null);
      if (owned.length > 0) left = left.where('id', 'not in', owned);
      await left.execute();
      await check();
      await recoverLeftovers();
    },
    start() {
      timer = setInterval(() => {
        if (running) return;
        check().catch((error: unknown) => log.error({ err: error }, 'calls could not be checked'));
      }, context.checkEveryMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await running?.catch(() => {});
    },
  };
}
