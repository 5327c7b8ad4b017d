/** The carrier's words on a call, in this program's words. */
import type { CallSignal, TerminalCallState } from '#shared/domain/call-state.ts';
import type { CarrierReport, Detection } from '#core/ports/carrier.ts';

/** Statuses of a call that lives. `initiated` stands in callbacks only: the call has left the queue. */
const SIGNALS: Readonly<Record<string, CallSignal>> = {
  queued: { type: 'queued' },
  initiated: { type: 'dialing' },
  ringing: { type: 'ringing' },
  'in-progress': { type: 'answered' },
};

const ENDINGS: Readonly<Record<string, { as: TerminalCallState; reason: string }>> = {
  completed: { as: 'completed', reason: 'The call has ended.' },
  busy: { as: 'busy', reason: 'The line was busy.' },
  'no-answer': { as: 'no_answer', reason: 'Nobody answered.' },
  failed: { as: 'failed', reason: 'The carrier could not connect the call.' },
  canceled: { as: 'canceled', reason: 'The call was canceled before it was answered.' },
};

/** SIP's own reasons, where they say more than the status does. Source: RFC 3261 §21. */
const SIP_REASONS: Readonly<Record<string, { as?: TerminalCallState; reason: string }>> = {
  '404': { reason: 'The number does not exist.' },
  '410': { reason: 'The number is not in use any more.' },
  '484': { reason: 'The number is incomplete.' },
  '603': { as: 'declined', reason: 'The call was declined.' },
  '604': { reason: 'The number does not exist.' },
  '607': { as: 'declined', reason: 'The call was declined as unwanted.' },
};

/** What one mention of a call says, whichever door it came by. */
export type CallFacts = {
  sid: string;
  status: string;
  /** Seconds as the carrier counts them. */
  duration?: string | null;
  sipCode?: string;
  errorCode?: string;
};

/** A status that is not known is a call that goes on: the carrier's list of statuses is open. */
export function toReport({ sid, status, duration, sipCode, errorCode }: CallFacts): CarrierReport {
  const ending = ENDINGS[status];
  const sip = ending && ending.as !== 'completed' && sipCode ? SIP_REASONS[sipCode] : undefined;
  const seconds = duration ? Number(duration) : Number.NaN;
  const code = errorCode || (ending && ending.as !== 'completed' && sipCode ? `SIP ${sipCode}` : undefined);
  return {
    call_sid: sid,
    signal: SIGNALS[status],
    ended: ending && {
      as: sip?.as ?? ending.as,
      reason: sip?.reason ?? ending.reason,
      duration_seconds: Number.isFinite(seconds) ? seconds : undefined,
      code,
    },
    raw_status: status,
  };
}

/** The fields of a status callback. */
export function readStatusFields(fields: Record<string, string>): CarrierReport {
  return toReport({
    sid: fields.CallSid ?? '',
    status: fields.CallStatus ?? '',
    duration: fields.CallDuration,
    sipCode: fields.SipResponseCode,
    errorCode: fields.ErrorCode,
  });
}

/** The fields of an answering-machine callback: `human`, `machine_start`, `machine_end_beep`, `fax` … */
export function readDetectionFields(fields: Record<string, string>): Detection {
  const answeredBy = fields.AnsweredBy ?? '';
  if (answeredBy.startsWith('machine')) return 'machine';
  return answeredBy === 'human' || answeredBy === 'fax' ? answeredBy : 'unknown';
}
