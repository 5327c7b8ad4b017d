/** Redirect, Hangup and Reject. */
import { endCall } from '../switchboard.ts';
import { type Verb, text } from '../twiml.ts';
import { type Next, type Scene, targetOf } from './scene.ts';

export async function redirect(scene: Scene, verb: Verb): Promise<Next> {
  const target = targetOf(scene, { ...verb, attributes: { ...verb.attributes, url: verb.text || scene.base } }, 'url', 'method');
  return target ? { target } : 'hangup';
}

export async function hangup(): Promise<Next> {
  return 'hangup';
}

export async function reject({ call }: Scene, verb: Verb): Promise<Next> {
  if (call.line) {
    call.carrier.debuggerLog.warning(12200, '<Reject> on a call that is answered', { callSid: call.sid });
    return 'hangup';
  }
  if (text(verb, 'reason') === 'busy') endCall(call, 'busy', 486);
  else endCall(call, 'no-answer', 603);
  return 'hangup';
}
