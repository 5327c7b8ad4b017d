/** Conferences: who is in the room, who hears whom, and what our server is told about it. */
import type { Call } from './call.ts';
import type { Carrier } from './context.ts';
import { type Room, type Seat, createRoom } from './room.ts';
import type { Target } from './webhooks.ts';
import { type Form, newSid, rfc2822 } from './wire.ts';

export type ParticipantSettings = {
  label?: string;
  muted: boolean;
  hold: boolean;
  coaching: boolean;
  coachSid?: string;
  startOnEnter: boolean;
  endOnExit: boolean;
};

export type ConferenceCallback = Target & { events: ReadonlySet<string> };

export class Participant {
  readonly call: Call;
  readonly settings: ParticipantSettings;
  readonly createdAt: number;
  /** Resolves when it is out of the room, for whatever reason. */
  readonly left: Promise<void>;
  updatedAt: number;
  seat?: Seat;
  settle: () => void = () => {};

  constructor(call: Call, settings: ParticipantSettings) {
    this.call = call;
    this.settings = settings;
    this.createdAt = call.carrier.clock.wallTime();
    this.updatedAt = this.createdAt;
    this.left = new Promise((resolve) => (this.settle = resolve));
  }

  /** Lets the room act by the settings. */
  apply(): void {
    this.updatedAt = this.call.carrier.clock.wallTime();
    if (!this.seat) return;
    this.seat.muted = this.settings.muted;
    this.seat.hold = this.settings.hold;
    this.seat.coach = this.settings.coaching ? this.settings.coachSid : undefined;
  }
}

export class Conference {
  readonly sid = newSid('CF');
  readonly name: string;
  readonly createdAt: number;
  readonly room: Room = createRoom(false);
  readonly participants = new Map<string, Participant>();
  status: 'init' | 'in-progress' | 'completed' = 'init';
  updatedAt: number;
  endReason?: string;
  endingCallSid?: string;
  /** Those of the first participant count. */
  callback?: ConferenceCallback;
  private readonly carrier: Carrier;
  private sequence = 0;

  constructor(carrier: Carrier, name: string) {
    this.carrier = carrier;
    this.name = name;
    this.createdAt = carrier.clock.wallTime();
    this.updatedAt = this.createdAt;
    carrier.conferences.set(this.sid, this);
  }

  /** Expects a call; it takes part once it is connected. */
  invite(call: Call, settings: ParticipantSettings, callback?: ConferenceCallback): Participant {
    const participant = new Participant(call, settings);
    if (this.participants.size === 0) this.callback ??= callback;
    this.participants.set(call.sid, participant);
    void call.ended.then(() => this.leave(participant, 'participant_hung_up'));
    return participant;
  }

  connect(participant: Participant, seat: Seat): void {
    participant.seat = seat;
    participant.apply();
    this.report('join', 'participant-join', participant);
    const seated = [...this.participants.values()].filter((one) => one.seat);
    if (this.status !== 'init' || !seated.some((one) => one.settings.startOnEnter)) {
      if (this.status === 'in-progress' && !this.room.open) this.start();
      return;
    }
    this.become('in-progress');
    if (seated.length > 1) this.start();
  }

  leave(participant: Participant, reason: string): void {
    if (!this.participants.delete(participant.call.sid)) return;
    participant.seat?.leave();
    participant.settle();
    if (participant.seat) {
      this.report('leave', 'participant-leave', participant, {
        ReasonParticipantLeft: reason,
        ParticipantCallStatus: participant.call.status,
      });
    }
    const kicked = reason === 'participant_updated_via_api';
    if (participant.settings.endOnExit && participant.seat) {
      this.end(`participant-with-end-conference-on-exit-${kicked ? 'kicked' : 'left'}`, participant);
    } else if (this.participants.size === 0) {
      this.end(`last-participant-${kicked ? 'kicked' : 'left'}`, participant);
    }
  }

  end(reason: string, by?: Participant): void {
    if (this.status === 'completed') return;
    this.become('completed');
    this.endReason = reason;
    this.endingCallSid = by?.call.sid;
    const why = by ? 'moderator_ended_conference' : 'conference_ended_via_api';
    for (const participant of [...this.participants.values()]) this.leave(participant, why);
    this.report('end', 'conference-end', undefined, {
      ReasonConferenceEnded: reason,
      ...(by ? { CallSidEndingConference: by.call.sid } : {}),
      ...(by?.settings.label ? { ParticipantLabelEndingConference: by.settings.label } : {}),
    });
  }

  /** @param kind the word of the subscription, `name` the one of the callback. */
  report(kind: string, name: string, participant?: Participant, more: Form = {}): void {
    const { callback, carrier } = this;
    const call = participant?.call ?? [...carrier.calls.values()][0];
    if (!callback?.events.has(kind) || !call) return;
    const who = participant && {
      CallSid: participant.call.sid,
      Muted: String(participant.settings.muted),
      Hold: String(participant.settings.hold),
      Coaching: String(participant.settings.coaching),
      EndConferenceOnExit: String(participant.settings.endOnExit),
      StartConferenceOnEnter: String(participant.settings.startOnEnter),
      ...(participant.settings.label ? { ParticipantLabel: participant.settings.label } : {}),
    };
    call.notify(callback, {
      ConferenceSid: this.sid,
      FriendlyName: this.name,
      AccountSid: carrier.accountSid,
      SequenceNumber: String(++this.sequence),
      Timestamp: rfc2822(carrier.clock.wallTime()),
      StatusCallbackEvent: name,
      ...who,
      ...more,
    });
  }

  private start(): void {
    this.room.open = true;
    this.report('start', 'conference-start');
  }

  private become(status: 'in-progress' | 'completed'): void {
    this.status = status;
    this.updatedAt = this.carrier.clock.wallTime();
  }
}

/** The running conference of that name, or a new one. */
export function conferenceNamed(carrier: Carrier, name: string): Conference {
  for (const conference of carrier.conferences.values()) {
    if (conference.name === name && conference.status !== 'completed') return conference;
  }
  return new Conference(carrier, name);
}
