/** From the carrier's and the edge's words to the end of a call. Everything here runs in the call's own queue. */
import type { CallSummary } from '#shared/live/envelope.ts';
import { type CallSignal, isConnected, isTerminal, type TerminalCallState } from '#shared/domain/call-state.ts';
import { join } from 'node:path';
import type { CarrierReport } from '../ports/carrier.ts';
import type { CallsContext } from './context.ts';
import type { LiveCall } from './live-call.ts';
import { CHECK_AFTER_MS, endingOf, toCall } from './model.ts';
import { measuredColumns } from './transcripts.ts';
import { rescueRecording } from './recordings.ts';
import { findCall } from './repo.ts';

export type Verdict = { as: TerminalCallState; reason: string; code: string | null };

export type Lifecycle = {
  /** Takes the carrier's word on a call: by callback, or fetched. */
  carrierSaid(live: LiveCall, report: CarrierReport, source: 'callback' | 'fetched'): Promise<void>;
  /** The line has gone: waits a little for the carrier's last word and the recording, then ends the call. */
  lineGone(live: LiveCall, entry: { type: string; text: string; data?: Record<string, unknown> }): Promise<void>;
  /** Ends the call now if nothing more is to be waited for. */
  settle(live: LiveCall): Promise<void>;
  /** Ends the call now, with what is known. */
  finish(live: LiveCall, verdict?: Verdict, endedAt?: number): Promise<void>;
  /** Takes down the line at the carrier and at the edge. The carrier's refusal is logged and returned. */
  hangUp(live: LiveCall, reason: string): Promise<unknown>;
};

const SIGNAL_TEXT: Partial<Record<CallSignal['type'], string>> = {
  queued: 'The carrier has queued the call.',
  dialing: 'The carrier is dialling.',
  ringing: 'The phone is ringing.',
  answered: 'The call was answered.',
};

/** The edge's word for its own thread having died: nobody writes the recording any more. */
const EDGE_CRASHED = 'edge_crashed';

export function createLifecycle(context: CallsContext): Lifecycle {
  const { carrier, edge, ledger, live: registry, log, transcripts } = context;

  const over = (live: LiveCall) => isTerminal(live.call.state);

  function waitForRest(live: LiveCall): void {
    if (live.ending.cancelWait) return;
    const timer = setTimeout(() => {
      registry
        .inOrder(live.callId, () => giveUpWaiting(live))
        .catch((error: unknown) => {
          log.error({ err: error, call_id: live.callId }, 'a call could not be closed yet; it is looked at again');
        });
    }, context.wrapUpMs);
    timer.unref();
    live.ending.cancelWait = () => clearTimeout(timer);
  }

  async function giveUpWaiting(live: LiveCall): Promise<void> {
    if (over(live)) return;
    const { call_sid } = live.call;
    if (!live.ending.carrier && call_sid) {
      const report = await carrier.fetch(call_sid).catch((error: unknown) => {
        log.warn({ err: error, call_id: live.callId }, 'the carrier did not say how the call ended');
      });
      if (report?.ended) takeEnd(live, report);
      else if (report) await hangUp(live, 'the media stream has ended');
    }
    if (live.ending.recordingOpen && live.ending.failure?.code === EDGE_CRASHED) await rescueRecording(context, live);
    else if (live.ending.recordingOpen) log.warn({ call_id: live.callId }, 'the recording was not closed in time; it is recovered at the next start');
    await finish(live);
  }

  function takeEnd(live: LiveCall, { ended }: CarrierReport): void {
    if (!ended) return;
    live.ending.goneAt ??= context.now();
    live.ending.carrier ??= { as: ended.as, reason: ended.reason, code: ended.code, seconds: ended.duration_seconds };
  }

  async function carrierSaid(live: LiveCall, report: CarrierReport, source: 'callback' | 'fetched'): Promise<void> {
    const once = `${report.call_sid} ${report.raw_status}`;
    if (over(live) || live.ending.heard.has(once)) return;
    live.ending.heard.add(once);
    const patch = live.call.call_sid === null ? { call_sid: report.call_sid } : {};
    const data = { raw_status: report.raw_status, source };
    if (!report.ended) {
      const { signal } = report;
      const next = signal?.type === 'ringing' ? CHECK_AFTER_MS.ringing : CHECK_AFTER_MS.connected;
      await ledger.append(live.callId, {
        type: `carrier.${signal?.type ?? 'status'}`,
        text: (signal && SIGNAL_TEXT[signal.type]) ?? `The carrier says: ${report.raw_status}.`,
        signal,
        data,
        patch: { ...patch, next_check_at: context.now() + next },
      });
      return;
    }
    if (live.ending.carrier) return;
    takeEnd(live, report);
    const { as, reason, code, duration_seconds } = report.ended;
    await ledger.append(live.callId, {
      type: 'carrier.ended',
      text: reason,
      // Before an answer there is nothing to wrap up: the state changes when the call is finished.
      signal: isConnected(live.call.state) ? { type: 'hung_up' } : undefined,
      data: { ...data, as, code: code ?? null, duration_seconds: duration_seconds ?? null },
      patch: { ...patch, next_check_at: context.now() + CHECK_AFTER_MS.wrapping },
    });
    await settle(live);
  }

  async function lineGone(live: LiveCall, entry: { type: string; text: string; data?: Record<string, unknown> }): Promise<void> {
    if (over(live)) return;
    await ledger.append(live.callId, {
      ...entry,
      signal: { type: 'hung_up' },
      patch: { next_check_at: context.now() + context.wrapUpMs + CHECK_AFTER_MS.wrapping },
    });
    live.ending.goneAt ??= context.now();
    await settle(live);
  }

  async function settle(live: LiveCall): Promise<void> {
    if (over(live) || live.ending.goneAt === undefined) return;
    if (live.ending.carrier && !live.ending.recordingOpen) await finish(live);
    else waitForRest(live);
  }

  async function finish(live: LiveCall, verdict?: Verdict, endedAt?: number): Promise<void> {
    if (over(live)) return;
    live.ending.cancelWait?.();
    const { ending } = live;
    const end =
      verdict ??
      endingOf({
        carrier: ending.carrier,
        connected: live.call.answered_at !== null,
        machine: ending.detection === 'machine' || ending.detection === 'fax',
        ours: ending.ours,
        failure: ending.failure,
      });
    if (live.call.answered_at === null) edge.send({ type: 'discard', call_id: live.callId, reason: end.reason });
    transcripts.finish(live);
    if (!live.orphan) transcripts.assess(live);
    await transcripts.flush().catch((error: unknown) => {
      log.error({ err: error, call_id: live.callId }, 'the last words of a call could not be saved yet; they are tried again');
    });
    await ledger.append(live.callId, {
      type: 'call.ended',
      text: end.reason,
      signal: { type: 'ended', as: end.as },
      data: { as: end.as, code: end.code },
      reason: end.reason,
      reasonCode: end.code,
      patch: { ...measuredColumns(live), ...(endedAt === undefined ? {} : { ended_at: endedAt }) },
    });
    for (const listener of [...live.listeners]) listener.onEnd(end.reason);
    live.markOver();
    registry.retire(live);
    await summarise(live);
  }

  async function summarise(live: LiveCall): Promise<void> {
    const record = await findCall(context.write, live.callId);
    if (!record) return;
    const call = toCall(record);
    const { recording } = record;
    const summary: CallSummary = {
      call_id: call.call_id,
      call_sid: call.call_sid,
      state: call.state,
      reason: call.reason,
      duration_seconds: call.duration_seconds,
      turns: call.turns,
      words: call.words,
      interruptions: call.interruptions,
      recording:
        recording && recording.sha256 !== null
          ? {
              path: join(context.dataDir, recording.path),
              channels: recording.channels,
              seconds: recording.duration_ms / 1000,
              sha256: recording.sha256,
            }
          : null,
      latency: call.latency,
    };
    context.publish('call.summary', summary, { org_id: live.orgId, call_id: live.callId });
  }

  async function hangUp(live: LiveCall, reason: string): Promise<unknown> {
    let failure: unknown;
    const { call_sid } = live.call;
    if (call_sid) {
      await carrier.hangUp(call_sid).catch((error: unknown) => {
        failure = error;
        log.warn({ err: error, call_id: live.callId }, 'the carrier did not take the hang-up; the media stream is closed instead');
      });
    }
    if (live.ending.mediaStarted) edge.send({ type: 'hang_up', call_id: live.callId, reason });
    return failure;
  }

  return { carrierSaid, lineGone, settle, finish, hangUp };
}
