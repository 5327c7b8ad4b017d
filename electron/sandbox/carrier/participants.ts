/** Brings somebody new into a conference: a number that is dialled, or an application whose document talks in the room. */
import type { Call, CallPlan } from './call.ts';
import type { Conference, ConferenceCallback, Participant, ParticipantSettings } from './conference.ts';
import type { Carrier } from './context.ts';
import { silentFrame } from './line.ts';
import { badRequest } from './rest/errors.ts';
import type { Seat } from './room.ts';
import { startScript } from './script.ts';
import { hangUp, placeCall } from './switchboard.ts';

export type Invitation = Pick<CallPlan, 'to' | 'from' | 'timeoutMs' | 'timeLimitMs' | 'statusCallback' | 'record'> & {
  settings: ParticipantSettings;
  conferenceCallback?: ConferenceCallback;
};

/** @throws RestError 400/21218 when an application has no voice URL. */
export function inviteParticipant(carrier: Carrier, conference: Conference, invitation: Invitation): Participant {
  const { settings, conferenceCallback, ...asked } = invitation;
  const plan: CallPlan = { ...asked, direction: 'outbound-api' };
  const application = asked.to.startsWith('app:');
  if (application) plan.step = { target: voiceUrlOf(carrier, asked.to.slice('app:'.length)) };
  const call = placeCall(carrier, plan, startScript);
  const participant = conference.invite(call, settings, conferenceCallback);
  if (application) answerFromRoom(call, conference, participant);
  else {
    void call.answered.then(() => {
      if (call.line && !call.over) conference.connect(participant, conference.room.join(call.line, call.sid));
    });
    void participant.left.then(() => hangUp(call));
  }
  return participant;
}

function voiceUrlOf(carrier: Carrier, sid: string): { url: string; method: 'GET' | 'POST' } {
  const settings = carrier.applications.get(sid);
  if (!settings?.['VoiceUrl']) throw badRequest(21218, `Invalid ApplicationSid: ${sid}`);
  return { url: settings['VoiceUrl'], method: settings['VoiceMethod'] === 'GET' ? 'GET' : 'POST' };
}

/** The far end of an application's call is the room itself. */
function answerFromRoom(call: Call, conference: Conference, participant: Participant): void {
  let seat: Seat | undefined;
  call.answer = async () => ({
    outcome: 'answered',
    ringMs: 0,
    detection: { answeredBy: 'unknown', afterMs: 0 },
    callee: {
      tick(heard) {
        if (!seat) {
          seat = conference.room.take(call.sid);
          conference.connect(participant, seat);
        }
        seat.hear(heard);
        return { frame: seat.next() ?? silentFrame(), hangUp: false };
      },
      close: () => seat?.leave(),
    },
  });
  void participant.left.then(() => hangUp(call));
}
