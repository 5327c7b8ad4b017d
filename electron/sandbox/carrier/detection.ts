/** Answering-machine detection: what it found and when comes from the line, how it is told from the request. */
import type { Answering } from '../types.ts';
import type { Call } from './call.ts';

type Detection = Answering['detection'];

/**
 * Starts detection on a call that is being answered.
 * @returns a promise that settles when the document may start: at once, unless detection was asked for synchronously.
 */
export function detect(call: Call, detection: Detection): Promise<void> {
  const plan = call.plan.detection;
  if (!plan || call.plan.sendDigits) return Promise.resolve();
  const { answeredBy, afterMs } = verdict(detection, plan.mode);
  const timedOut = afterMs > plan.timeoutMs;
  const found = new Promise<void>((resolve) => {
    call.after(Math.min(afterMs, plan.timeoutMs), () => {
      call.answeredBy = timedOut ? 'unknown' : answeredBy;
      call.detectionMs = Math.min(afterMs, plan.timeoutMs);
      resolve();
      if (!plan.async || !plan.callback) return;
      call.notify(plan.callback, {
        CallSid: call.sid,
        AccountSid: call.carrier.accountSid,
        AnsweredBy: call.answeredBy,
        MachineDetectionDuration: String(call.detectionMs),
      });
    });
  });
  return plan.async ? Promise.resolve() : found;
}

function verdict(detection: Detection, mode: 'Enable' | 'DetectMessageEnd'): { answeredBy: string; afterMs: number } {
  const { answeredBy, afterMs, greetingEndMs } = detection;
  if (answeredBy !== 'machine') return { answeredBy, afterMs };
  if (mode === 'Enable') return { answeredBy: 'machine_start', afterMs };
  return { answeredBy: 'machine_end_beep', afterMs: greetingEndMs ?? afterMs };
}
