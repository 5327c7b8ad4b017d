/** Dial: joins the call with numbers, clients, or a conference. */
import type { Call, CallEvent, CallStatus } from '../call.ts';
import { conferenceNamed } from '../conference.ts';
import { Recording } from '../recording.ts';
import { eventSet, recordingPlan } from '../recording-plan.ts';
import { createRoom } from '../room.ts';
import { hangUp, placeCall } from '../switchboard.ts';
import { type Verb, flag, number, text } from '../twiml.ts';
import { E164, type Form } from '../wire.ts';
import { type Next, type Scene, aborted, lineOf, targetOf } from './scene.ts';

const DAY_S = 86_400;

export async function dial(scene: Scene, verb: Verb): Promise<Next> {
  const room = verb.children.find(({ name }) => name === 'Conference');
  const result = room ? await enterConference(scene, verb, room) : await dialNumbers(scene, verb);
  if (scene.signal.aborted) return undefined;
  const target = targetOf(scene, verb, 'action', 'method');
  return target && { target, params: result };
}

async function enterConference(scene: Scene, verb: Verb, noun: Verb): Promise<Form> {
  const { call, signal } = scene;
  const line = lineOf(scene);
  const conference = conferenceNamed(call.carrier, noun.text);
  const coach = text(noun, 'coach');
  const callback = targetOf(scene, noun, 'statusCallback');
  const label = text(noun, 'participantLabel');
  const participant = conference.invite(
    call,
    {
      ...(label ? { label } : {}),
      muted: flag(noun, 'muted', false),
      hold: false,
      coaching: coach !== undefined,
      ...(coach ? { coachSid: coach } : {}),
      startOnEnter: flag(noun, 'startConferenceOnEnter', true),
      endOnExit: flag(noun, 'endConferenceOnExit', false),
    },
    callback && { ...callback, events: eventSet(text(noun, 'statusCallbackEvent'), 'start end') },
  );
  const recording = recordDial(scene, verb);
  conference.connect(participant, conference.room.join(line, call.sid));
  await Promise.race([participant.left, aborted(signal)]);
  conference.leave(participant, 'participant_updated_via_api');
  recording?.stop();
  return { DialCallStatus: 'answered', ConferenceSid: conference.sid };
}

async function dialNumbers(scene: Scene, verb: Verb): Promise<Form> {
  const { signal } = scene;
  const nouns = verb.children.length > 0 ? verb.children : [{ ...verb, name: 'Number', attributes: {}, children: [] }];
  if (!flag(verb, 'answerOnBridge', false)) lineOf(scene);
  const legs = nouns.map((noun) => placeLeg(scene, verb, noun)).filter((leg) => leg !== undefined);
  const release = () => legs.forEach(hangUp);
  signal.addEventListener('abort', release, { once: true });
  const winner = await firstAnswered(scene, legs);
  for (const leg of legs) if (leg !== winner) hangUp(leg);
  const last = winner ?? legs.at(-1);
  if (winner && !signal.aborted) await bridge(scene, verb, winner);
  release();
  signal.removeEventListener('abort', release);
  return {
    DialCallStatus: winner ? 'completed' : dialStatus(last?.status),
    DialBridged: String(winner !== undefined),
    ...(last ? { DialCallSid: last.sid } : {}),
    ...(winner ? { DialCallDuration: String(winner.seconds) } : {}),
  };
}

function placeLeg(scene: Scene, verb: Verb, noun: Verb): Call | undefined {
  const { call } = scene;
  const identity = noun.children.find(({ name }) => name === 'Identity')?.text ?? noun.text;
  const to = noun.name === 'Client' ? `client:${identity}` : noun.text.replace(/[\s().-]/g, '');
  if (noun.name === 'Number' && !E164.test(to)) {
    call.carrier.debuggerLog.error(13224, `"${to}" is no number that can be dialled`, { callSid: call.sid });
    return undefined;
  }
  const url = targetOf(scene, noun, 'url', 'method');
  const callback = targetOf(scene, noun, 'statusCallback');
  return placeCall(call.carrier, {
    to,
    from: text(verb, 'callerId') ?? call.plan.from,
    direction: 'outbound-dial',
    parent: call,
    timeoutMs: number(verb, 'timeout', 30) * 1000,
    timeLimitMs: number(verb, 'timeLimit', DAY_S) * 1000,
    ...(text(noun, 'sendDigits') ? { sendDigits: text(noun, 'sendDigits') ?? '' } : {}),
    ...(url ? { whisper: url } : {}),
    ...(callback ? { statusCallback: { ...callback, events: eventSet(text(noun, 'statusCallbackEvent'), 'completed') as Set<CallEvent> } } : {}),
  });
}

/** The first leg that is answered and has heard what it should hear before. */
function firstAnswered({ run, signal }: Scene, legs: readonly Call[]): Promise<Call | undefined> {
  return new Promise((resolve) => {
    let open = legs.length;
    const lost = () => {
      open--;
      if (open <= 0) resolve(undefined);
    };
    if (open === 0) resolve(undefined);
    void aborted(signal).then(() => resolve(undefined));
    for (const leg of legs) {
      void leg.ended.then(lost);
      void leg.answered.then(async () => {
        const { whisper } = leg.plan;
        if (whisper && (await run(leg, { target: whisper }, signal)) !== 'done') hangUp(leg);
        if (!leg.over) resolve(leg);
      });
    }
  });
}

async function bridge(scene: Scene, verb: Verb, leg: Call): Promise<void> {
  const { call, signal } = scene;
  if (!leg.line) return;
  const room = createRoom(true);
  const seats = [room.join(lineOf(scene), call.sid), room.join(leg.line, leg.sid)];
  const recording = recordDial(scene, verb);
  const star = (digit: string) => digit === '*' && flag(verb, 'hangupOnStar', false) && hangUp(leg);
  call.digitListeners.add(star);
  await Promise.race([leg.ended, aborted(signal)]);
  call.digitListeners.delete(star);
  recording?.stop();
  for (const seat of seats) seat.leave();
}

function recordDial(scene: Scene, verb: Verb): Recording | undefined {
  const mode = text(verb, 'record') ?? 'do-not-record';
  const { call } = scene;
  if (!mode.startsWith('record-') || !call.line) return undefined;
  const plan = recordingPlan(scene, verb, { source: 'DialVerb', channels: mode.endsWith('-dual') ? 2 : 1 });
  return new Recording(call.carrier, call, call.line, plan);
}

function dialStatus(status: CallStatus | undefined): string {
  return status === 'busy' || status === 'no-answer' || status === 'canceled' ? status : 'failed';
}
