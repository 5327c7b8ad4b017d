/** The recording settings of a TwiML element. */
import type { RecordingPlan } from './recording.ts';
import { type Verb, text } from './twiml.ts';
import { type Scene, targetOf } from './verbs/scene.ts';

export function recordingPlan(scene: Scene, verb: Verb, fixed: { source: string; channels: 1 | 2; trim?: boolean }): RecordingPlan {
  const callback = targetOf(scene, verb, 'recordingStatusCallback');
  const track = text(verb, 'track') ?? text(verb, 'recordingTrack');
  const trim = text(verb, 'trim');
  return {
    channels: fixed.channels,
    source: fixed.source,
    track: track === 'inbound' || track === 'outbound' ? track : 'both',
    trim: trim === undefined ? (fixed.trim ?? false) : trim === 'trim-silence',
    ...(callback ? { callback: { ...callback, events: eventSet(text(verb, 'recordingStatusCallbackEvent'), 'completed') } } : {}),
  };
}

/** Events as TwiML lists them: separated by spaces. */
export function eventSet(value: string | undefined, otherwise: string): Set<string> {
  return new Set((value ?? otherwise).split(/\s+/).filter(Boolean));
}
