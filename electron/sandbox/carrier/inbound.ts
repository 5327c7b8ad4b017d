/** A call that comes in: somebody dials a number of the account. */
import type { Call, CallPlan } from './call.ts';
import type { Carrier } from './context.ts';
import { silentFrame } from './line.ts';
import { startScript } from './script.ts';
import { endCall, newCall } from './switchboard.ts';
import type { Target } from './webhooks.ts';
import type { Form } from './wire.ts';

const TIME_LIMIT_MS = 14_400_000;

/**
 * Rings the number's voice URL; the person who calls is who would answer at `from`.
 * @throws RangeError when the account does not own `to`, or the number has no voice URL.
 */
export async function placeInbound(carrier: Carrier, from: string, to: string): Promise<Call> {
  const owned = [...carrier.numbers.values()].find(({ number }) => number === to);
  if (!owned) throw new RangeError(`the account does not own ${to}`);
  const settings = { ...owned.settings, ...carrier.applications.get(owned.settings['VoiceApplicationSid'] ?? '') };
  const voice = target(settings, 'VoiceUrl', 'VoiceMethod');
  if (!voice) throw new RangeError(`${to} has no VoiceUrl`);
  const fallback = target(settings, 'VoiceFallbackUrl', 'VoiceFallbackMethod');
  const callback = target(settings, 'StatusCallback', 'StatusCallbackMethod');
  const plan: CallPlan = {
    to,
    from,
    direction: 'inbound',
    step: { target: voice },
    timeoutMs: 60_000,
    timeLimitMs: TIME_LIMIT_MS,
    ...(fallback ? { fallback } : {}),
    ...(callback ? { statusCallback: { ...callback, events: new Set(['completed']) } } : {}),
  };
  const { call, claim } = newCall(carrier, plan, from);
  const { callee } = await claim.answer();
  call.caller = callee ?? { tick: () => ({ frame: silentFrame(), hangUp: false }), close: () => {} };
  void call.ended.then(() => call.line ?? call.caller?.close());
  call.startedAt = carrier.clock.wallTime();
  call.move('ringing');
  const giveUp = call.after(plan.timeoutMs, () => endCall(call, 'no-answer', 487));
  void call.answered.then(giveUp);
  startScript(call, { target: voice });
  return call;
}

function target(settings: Form, name: string, methodName: string): Target | undefined {
  const url = settings[name];
  return url ? { url, method: settings[methodName] === 'GET' ? 'GET' : 'POST' } : undefined;
}
