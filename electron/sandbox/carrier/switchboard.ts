/** The life of a call: queue, ringing, answer, end. */
import type { Claim } from '../lines.ts';
import type { Callee } from '../types.ts';
import { Call, type CallPlan, type CallStatus, type Step } from './call.ts';
import type { Carrier } from './context.ts';
import { detect } from './detection.ts';
import { Line, play } from './line.ts';
import { Recording } from './recording.ts';
import { dialTones } from './tones.ts';

/** Between the moment a call leaves the queue and the first ring. */
const SETUP_MS = 100;
/** Finished calls are forgotten beyond this many. */
const KEPT_CALLS = 5000;

const SIP: Partial<Record<CallStatus, number>> = { completed: 200, busy: 486, 'no-answer': 487, canceled: 487, failed: 404 };

/** All text by which an arrangement may know a call. */
export function tracesOf(plan: CallPlan): string[] {
  const step = plan.step;
  const first = step === undefined ? [] : 'twiml' in step ? [step.twiml] : [step.target.url];
  const callbacks = [plan.statusCallback?.url, plan.fallback?.url, plan.record?.callback?.url, plan.detection?.callback?.url];
  return [...first, ...callbacks.filter((url) => url !== undefined)];
}

/** Enters a call in the books and claims the arrangement for the person at `number`. */
export function newCall(carrier: Carrier, plan: CallPlan, number: string): { call: Call; claim: Claim } {
  const claim = carrier.lines.claim({ number, traces: tracesOf(plan) });
  const call = new Call(carrier, plan, claim.faults);
  carrier.calls.set(call.sid, call);
  if (carrier.calls.size > KEPT_CALLS) {
    const oldest = [...carrier.calls.values()].find(({ over }) => over);
    if (oldest) carrier.calls.delete(oldest.sid);
  }
  return { call, claim };
}

/** Starts the document of a call that was answered. */
export type StartScript = (call: Call, step: Step) => void;

/**
 * Takes a call in and dials it when its turn comes; only calls placed over the REST interface wait in the queue.
 * @param start called with the plan's document, when it has one, once the line is open.
 */
export function placeCall(carrier: Carrier, plan: CallPlan, start?: StartScript): Call {
  const { call, claim } = newCall(carrier, plan, plan.to);
  call.answer = claim.answer;
  const now = carrier.clock.now();
  const startAt = plan.direction === 'outbound-api' ? carrier.nextStart() : now;
  call.queueMs = Math.max(0, Math.round(startAt - now));
  call.after(startAt - now, () => {
    call.startedAt = carrier.clock.wallTime();
    call.move('initiated');
    call.after(SETUP_MS, () => void ring(carrier, call, start));
  });
  return call;
}

async function ring(carrier: Carrier, call: Call, start?: StartScript): Promise<void> {
  if (!call.answer) return;
  let answering;
  try {
    answering = await call.answer();
  } catch (error) {
    carrier.debuggerLog.error(13224, `nobody can answer this call: ${String(error)}`, { callSid: call.sid });
    endCall(call, 'failed', 500);
    return;
  }
  const { outcome, ringMs, callee } = answering;
  if (call.over) {
    callee?.close();
    return;
  }
  if (outcome === 'invalid') {
    endCall(call, 'failed', 404);
    return;
  }
  call.move('ringing');
  // Whoever would have picked up is let go when the call ends before.
  void call.ended.then(() => call.line ?? callee?.close());
  const giveUp = call.after(call.plan.timeoutMs, () => endCall(call, 'no-answer'));
  call.after(Math.min(ringMs, call.plan.timeoutMs), () => {
    if (ringMs > call.plan.timeoutMs) return;
    giveUp();
    if (outcome === 'answered' && callee) {
      const settled = detect(call, answering.detection);
      void answerCall(call, callee, settled, start);
    } else if (outcome === 'no-answer') {
      endCall(call, 'no-answer', 480);
    } else {
      endCall(call, 'busy', outcome === 'declined' ? 603 : 486);
    }
  });
}

/** Opens the line. @param ready the document waits for it: detection that is not asynchronous. */
async function answerCall(call: Call, callee: Callee, ready: Promise<void>, start?: StartScript): Promise<void> {
  const line = openLine(call, callee);
  const { carrier, plan } = call;
  if (plan.record) new Recording(carrier, call, line, plan.record);
  await ready;
  if (plan.sendDigits && !call.over) await play(line, dialTones(plan.sendDigits), new AbortController().signal);
  if (plan.step && !call.over) start?.(call, plan.step);
}

/** From here on both sides hear one another. */
export function openLine(call: Call, callee: Callee): Line {
  const { carrier, plan } = call;
  const line = new Line(callee, () => endCall(call, 'completed'));
  call.line = line;
  call.move('in-progress');
  carrier.scheduler.add(line);
  call.after(plan.timeLimitMs, () => endCall(call, 'completed'));
  return line;
}

/** Ends a call once; later attempts change nothing. */
export function endCall(call: Call, status: CallStatus, sipCode?: number): void {
  if (call.over) return;
  const { carrier, line } = call;
  call.endedAt = carrier.clock.wallTime();
  call.sipCode = sipCode ?? SIP[status] ?? 200;
  call.script?.abort();
  for (const stream of call.streams) stream.stop();
  for (const recording of call.recordings) recording.stop();
  if (line) {
    carrier.scheduler.remove(line);
    line.close();
  }
  call.move(status);
}

/** What our side means by "hang up": depends on how far the call is. */
export function hangUp(call: Call): void {
  endCall(call, call.status === 'in-progress' ? 'completed' : 'canceled');
}
