/** Connect, Start and Stop: media streams and recordings. */
import type { Call } from '../call.ts';
import type { Carrier } from '../context.ts';
import type { Line } from '../line.ts';
import { MediaStream, type StreamPlan, type StreamTrack } from '../media-stream.ts';
import { Recording } from '../recording.ts';
import { recordingPlan } from '../recording-plan.ts';
import { type Verb, text } from '../twiml.ts';
import { type Next, type Scene, aborted, lineOf, targetOf } from './scene.ts';

const MAX_PARAMETER = 500;
const MAX_FORKS = 4;

/** Blocks while the stream lives: what follows is performed when our server closes its socket. */
export async function connect(scene: Scene, verb: Verb): Promise<Next> {
  const line = lineOf(scene);
  const noun = verb.children[0];
  const plan = noun && planOf(scene, noun, true);
  const stream = plan && openStream(scene.call.carrier, scene.call, line, plan);
  if (stream) {
    await Promise.race([stream.ended, aborted(scene.signal)]);
    stream.stop();
  }
  const action = targetOf(scene, verb, 'action', 'method');
  return action && { target: action };
}

export async function start(scene: Scene, verb: Verb): Promise<Next> {
  const { call } = scene;
  const line = lineOf(scene);
  for (const noun of verb.children) {
    if (noun.name === 'Stream') {
      const plan = planOf(scene, noun, false);
      if (plan) openStream(call.carrier, call, line, plan);
    } else if (!call.recordings.some(({ live }) => live)) {
      const channels = text(noun, 'channels') === 'mono' ? 1 : 2;
      new Recording(call.carrier, call, line, recordingPlan(scene, noun, { source: 'StartCallRecordingTwiML', channels }));
    }
  }
  return undefined;
}

export async function stop({ call }: Scene, verb: Verb): Promise<Next> {
  for (const noun of verb.children) {
    const name = text(noun, 'name');
    for (const stream of call.streams) {
      if (!stream.plan.bidirectional && (name === undefined || stream.name === name)) stream.stop();
    }
  }
  return undefined;
}

/**
 * Opens a stream on a line. Address errors are the debugger's: 31922 not wss (strict carriers only), 31923 malformed.
 * @returns nothing when it cannot be opened.
 */
export function openStream(carrier: Carrier, call: Call, line: Line, plan: StreamPlan): MediaStream | undefined {
  const about = { callSid: call.sid, url: plan.url };
  const url = URL.canParse(plan.url) ? new URL(plan.url) : undefined;
  if (!url || !['ws:', 'wss:'].includes(url.protocol)) {
    carrier.debuggerLog.error(url ? 31922 : 31923, url ? 'a stream needs a wss URL' : 'the stream URL is malformed', about);
    return undefined;
  }
  if (url.protocol === 'ws:' && carrier.strictWss) {
    carrier.debuggerLog.error(31922, 'a stream needs a wss URL', about);
    return undefined;
  }
  if (!plan.bidirectional && call.streams.filter((one) => !one.plan.bidirectional && one.truth().open).length >= MAX_FORKS) {
    carrier.debuggerLog.error(31930, `a call can have ${MAX_FORKS} streams of its own`, about);
    return undefined;
  }
  const query = plan.url.indexOf('?');
  if (query >= 0) carrier.debuggerLog.warning(12200, 'a stream URL has no query string; it was left out', about);
  const stream = new MediaStream(carrier, call, { ...plan, url: query < 0 ? plan.url : plan.url.slice(0, query) });
  call.streams.push(stream);
  const untap = line.tap((said, heard) => stream.take(said, heard));
  const release = plan.bidirectional ? line.hear(stream) : undefined;
  void stream.ended.then(() => {
    untap();
    release?.();
  });
  return stream;
}

function planOf(scene: Scene, noun: Verb, bidirectional: boolean): StreamPlan | undefined {
  const { carrier, sid } = scene.call;
  const url = text(noun, 'url');
  if (!url) {
    carrier.debuggerLog.error(31923, '<Stream> has no url', { callSid: sid });
    return undefined;
  }
  const parameters: Record<string, string> = {};
  for (const parameter of noun.children) {
    const name = text(parameter, 'name') ?? '';
    const value = text(parameter, 'value') ?? '';
    if (name !== '' && name.length + value.length < MAX_PARAMETER) parameters[name] = value;
    else carrier.debuggerLog.warning(12200, `<Parameter> "${name}" has no name or is longer than ${MAX_PARAMETER} characters`, { callSid: sid });
  }
  const statusCallback = targetOf(scene, noun, 'statusCallback');
  return {
    url,
    track: bidirectional ? 'inbound_track' : trackOf(text(noun, 'track')),
    parameters,
    bidirectional,
    ...(text(noun, 'name') ? { name: text(noun, 'name') ?? '' } : {}),
    ...(statusCallback ? { statusCallback } : {}),
  };
}

export function trackOf(value: string | undefined): StreamTrack {
  return value === 'outbound_track' || value === 'both_tracks' ? value : 'inbound_track';
}
