/** Record: the far end leaves a message. */
import { FRAME_MS, mulawDbfs } from '#shared/audio/mulaw.ts';
import { play } from '../line.ts';
import { Recording } from '../recording.ts';
import { recordingPlan } from '../recording-plan.ts';
import { beep } from '../tones.ts';
import { type Verb, flag, number, text } from '../twiml.ts';
import { type Next, type Scene, lineOf, targetOf } from './scene.ts';

const SPEECH_DBFS = -42;

export async function record(scene: Scene, verb: Verb): Promise<Next> {
  const { call, signal } = scene;
  const line = lineOf(scene);
  if (flag(verb, 'playBeep', true)) await play(line, beep(), signal);
  if (signal.aborted) return undefined;
  const plan = recordingPlan(scene, verb, { source: 'RecordVerb', channels: 1, trim: true });
  const recording = new Recording(call.carrier, call, line, { ...plan, track: 'inbound' });
  const heard = await messageEnd(scene, verb);
  recording.stop();
  if (signal.aborted || !heard.spoken) return undefined;
  const target = targetOf(scene, { ...verb, attributes: { action: scene.base, ...verb.attributes } }, 'action', 'method');
  const params = { RecordingUrl: recording.url, RecordingSid: recording.sid, RecordingDuration: String(recording.seconds), Digits: heard.digits };
  return target && { target, params };
}

/** The message ends with silence, a key, or its greatest length. */
function messageEnd({ call, signal }: Scene, verb: Verb): Promise<{ spoken: boolean; digits: string }> {
  const silenceMs = number(verb, 'timeout', 5) * 1000;
  const maxMs = number(verb, 'maxLength', 3600) * 1000;
  const keys = text(verb, 'finishOnKey') ?? '1234567890*#';
  return new Promise((resolve) => {
    let ms = 0;
    let quietMs = 0;
    let spoken = false;
    const finish = (digits: string) => {
      untap?.();
      call.digitListeners.delete(onDigit);
      signal.removeEventListener('abort', onAbort);
      resolve({ spoken, digits });
    };
    const onAbort = () => finish('hangup');
    const onDigit = (digit: string) => keys.includes(digit) && finish(digit);
    const untap = call.line?.tap((said) => {
      ms += FRAME_MS;
      const loud = mulawDbfs(said) > SPEECH_DBFS;
      spoken ||= loud;
      quietMs = loud ? 0 : quietMs + FRAME_MS;
      if (ms >= maxMs || quietMs >= silenceMs) finish('');
    });
    call.digitListeners.add(onDigit);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
