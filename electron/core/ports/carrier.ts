/** A telephone company, as the core sees it. Its own words are translated in its own folder under `providers/`. */
import type { CallSignal, TerminalCallState } from '#shared/domain/call-state.ts';

export type DialRequest = {
  call_id: string;
  to: string;
  from: string;
  voiceUrl: string;
  statusUrl: string;
  amdUrl: string;
  /** How long the phone may ring. */
  timeoutSeconds: number;
  /** Hard cap on the whole call. */
  timeLimitSeconds: number;
  detectMachine: boolean;
};

/** What the carrier says of a call, in this program's words. */
export type CarrierReport = {
  call_sid: string;
  signal: CallSignal | undefined;
  /** Set once the carrier says the call is over. */
  ended: { as: TerminalCallState; duration_seconds: number | undefined; code: string | undefined; reason: string } | undefined;
  raw_status: string;
};

export type CarrierRefusal = {
  /** The carrier surely did not place the call: it may be placed again. */
  placed: 'no' | 'unknown';
  code: string;
  message: string;
};

export class CarrierError extends Error {
  override name = 'CarrierError';
  readonly refusal: CarrierRefusal;

  constructor(refusal: CarrierRefusal, cause?: unknown) {
    super(refusal.message, { cause });
    this.refusal = refusal;
  }
}

/** Who picked up, as the carrier's detection found. */
export type Detection = 'human' | 'machine' | 'fax' | 'unknown';

export type Carrier = {
  /** Asks the carrier to place a call. Never repeated by itself. @throws CarrierError */
  dial(request: DialRequest): Promise<{ call_sid: string }>;
  /** Ends a call that rings or is in progress; a call that is over already is no error. @throws CarrierError */
  hangUp(callSid: string): Promise<void>;
  /** The carrier's present word on a call; undefined when it knows no such call. @throws CarrierError */
  fetch(callSid: string): Promise<CarrierReport | undefined>;
  /** Calls to a number that began after a moment: finds a call whose creation was asked for and never confirmed. @throws CarrierError */
  findRecent(to: string, sinceMs: number): Promise<CarrierReport[]>;
  /** Translates the fields of a status callback. */
  readStatus(fields: Record<string, string>): CarrierReport;
  /** Translates the fields of an answering-machine callback. */
  readDetection(fields: Record<string, string>): Detection;
};
