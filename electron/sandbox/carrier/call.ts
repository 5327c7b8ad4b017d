/** One call: what was asked for, how far it is, and what hangs on it while it lives. */
import type { Answering, Callee, Faults } from '../types.ts';
import { type Callbacks, createCallbacks } from './callbacks.ts';
import type { Carrier } from './context.ts';
import type { Line } from './line.ts';
import type { MediaStream } from './media-stream.ts';
import type { Recording, RecordingPlan } from './recording.ts';
import { type Target, failureOf } from './webhooks.ts';
import { type Form, countryOf, newSid, rfc2822 } from './wire.ts';

export type CallStatus = 'queued' | 'initiated' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled';
export type CallEvent = 'initiated' | 'ringing' | 'answered' | 'completed';
export type Direction = 'inbound' | 'outbound-api' | 'outbound-dial';

const TERMINAL: readonly CallStatus[] = ['completed', 'busy', 'failed', 'no-answer', 'canceled'];

export type DetectionPlan = { mode: 'Enable' | 'DetectMessageEnd'; async: boolean; callback?: Target; timeoutMs: number };

/** What a document is taken from: fetched, or given with the request. */
export type Step = { target: Target; params?: Form } | { twiml: string };

export type CallPlan = {
  to: string;
  from: string;
  direction: Direction;
  step?: Step;
  fallback?: Target;
  statusCallback?: Target & { events: ReadonlySet<CallEvent> };
  timeoutMs: number;
  timeLimitMs: number;
  record?: RecordingPlan;
  sendDigits?: string;
  detection?: DetectionPlan;
  callerName?: string;
  /** What a dialled leg hears before it is joined. */
  whisper?: Target;
  parent?: Call;
};

export class Call {
  readonly sid = newSid('CA');
  readonly carrier: Carrier;
  readonly plan: CallPlan;
  readonly faults: Faults;
  readonly createdAt: number;
  /** Resolves with the terminal status. */
  readonly ended: Promise<CallStatus>;
  /** Resolves when the call is answered; never when it is not. */
  readonly answered: Promise<void>;
  status: CallStatus = 'queued';
  updatedAt: number;
  startedAt?: number;
  endedAt?: number;
  queueMs = 0;
  answeredBy?: string;
  detectionMs?: number;
  sipCode?: number;
  line?: Line;
  /** Streams that live, and for the record those that have lived. */
  readonly streams: MediaStream[] = [];
  readonly recordings: Recording[] = [];
  /** The document that runs now. */
  script?: AbortController;
  /** Who gets the keys that the far end presses, newest last. */
  readonly digitListeners = new Set<(digit: string) => void>();
  statusCallback: CallPlan['statusCallback'];
  fallback?: Target;
  /** Finds out who is dialled and what they do. */
  answer?: () => Promise<Answering>;
  /** Who calls us and waits for an answer. */
  caller?: Callee;
  private readonly timers = new Set<() => void>();
  private readonly callbacks: Callbacks;
  private sequence = 0;
  private settle: (status: CallStatus) => void = () => {};
  private pickUp: () => void = () => {};

  constructor(carrier: Carrier, plan: CallPlan, faults: Faults) {
    this.carrier = carrier;
    this.plan = plan;
    this.faults = faults;
    this.statusCallback = plan.statusCallback;
    this.fallback = plan.fallback;
    this.createdAt = carrier.clock.wallTime();
    this.updatedAt = this.createdAt;
    this.ended = new Promise((resolve) => (this.settle = resolve));
    this.answered = new Promise((resolve) => (this.pickUp = resolve));
    this.callbacks = createCallbacks({ webhooks: carrier.webhooks, debuggerLog: carrier.debuggerLog, callSid: this.sid, faults });
  }

  get over(): boolean {
    return TERMINAL.includes(this.status);
  }

  /** Whole seconds of conversation, by the time that passed on the line. */
  get seconds(): number {
    return Math.round((this.line?.ms ?? 0) / 1000);
  }

  /** Moves on and tells who subscribed. Nothing moves a call that is over. */
  move(status: CallStatus): void {
    if (this.over) return;
    this.status = status;
    this.updatedAt = this.carrier.clock.wallTime();
    if (status === 'in-progress') this.pickUp();
    const event = eventOf(status);
    if (event && this.statusCallback?.events.has(event)) {
      this.callbacks.fire(this.statusCallback, this.progress(), this.over);
    }
    if (this.over) {
      for (const cancel of this.timers) cancel();
      this.timers.clear();
      this.settle(status);
    }
  }

  /** A timer that dies with the call. */
  after(delayMs: number, task: () => void): () => void {
    const cancel = this.carrier.clock.after(delayMs, () => {
      this.timers.delete(cancel);
      task();
    });
    this.timers.add(cancel);
    return () => {
      this.timers.delete(cancel);
      cancel();
    };
  }

  /** A callback of another kind (recording, stream, detection): it waits for nothing. */
  notify(target: Target, params: Form): void {
    void this.carrier.webhooks.request(target, params).then((reply) => {
      const failed = failureOf(reply);
      if (failed) this.carrier.debuggerLog.warning(15003, `a callback failed: ${failed}`, { callSid: this.sid, url: target.url });
    });
  }

  /** The fields of every voice webhook. */
  params(): Form {
    const { from, to, direction, parent, callerName } = this.plan;
    return {
      CallSid: this.sid,
      AccountSid: this.carrier.accountSid,
      From: from,
      To: to,
      Caller: from,
      Called: to,
      CallStatus: this.status,
      Direction: direction,
      ApiVersion: '2010-04-01',
      ...(parent ? { ParentCallSid: parent.sid } : {}),
      ...(callerName ? { CallerName: callerName } : {}),
      ...(this.answeredBy ? { AnsweredBy: this.answeredBy, MachineDetectionDuration: String(this.detectionMs ?? 0) } : {}),
      ...place('From', from),
      ...place('Caller', from),
      ...place('To', to),
      ...place('Called', to),
    };
  }

  private progress(): Form {
    const params: Form = {
      ...this.params(),
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(this.sequence++),
      Timestamp: rfc2822(this.carrier.clock.wallTime()),
    };
    if (!this.over) return params;
    const recording = this.recordings.find(({ status }) => status !== 'absent');
    const terminal: Form = {
      CallDuration: String(this.seconds),
      Duration: String(Math.ceil(this.seconds / 60)),
      SipResponseCode: String(this.sipCode ?? 200),
    };
    if (recording) {
      terminal['RecordingUrl'] = recording.url;
      terminal['RecordingSid'] = recording.sid;
      terminal['RecordingDuration'] = String(recording.seconds);
    }
    return { ...params, ...terminal };
  }
}

function eventOf(status: CallStatus): CallEvent | undefined {
  if (status === 'queued') return undefined;
  if (status === 'in-progress') return 'answered';
  return status === 'initiated' || status === 'ringing' ? status : 'completed';
}

function place(role: string, number: string): Form {
  return { [`${role}City`]: '', [`${role}State`]: '', [`${role}Zip`]: '', [`${role}Country`]: countryOf(number) };
}
