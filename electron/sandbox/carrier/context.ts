/** What all parts of the carrier share. */
import type { Clock } from '#shared/domain/clock.ts';
import type { Lines } from '../lines.ts';
import type { Studio } from '../types.ts';
import type { Call } from './call.ts';
import type { Conference } from './conference.ts';
import type { DebuggerLog } from './debugger-log.ts';
import type { OwnedNumber } from './numbers.ts';
import type { Recording } from './recording.ts';
import type { Scheduler } from './scheduler.ts';
import type { Transcript } from './transcripts.ts';
import type { Webhooks } from './webhooks.ts';

/** A resource that is no more than the fields its owner gave it. */
export type Plain = Record<string, string>;

export type Carrier = {
  readonly clock: Clock;
  readonly studio: Studio;
  readonly lines: Lines;
  readonly accountSid: string;
  readonly authToken: string;
  readonly recordingsDir: string;
  readonly strictWss: boolean;
  readonly createdAt: number;
  readonly debuggerLog: DebuggerLog;
  readonly scheduler: Scheduler;
  readonly webhooks: Webhooks;
  /** Gives the clock time at which the next outgoing call may start, and takes that place in the queue. */
  readonly nextStart: () => number;
  readonly calls: Map<string, Call>;
  readonly recordings: Map<string, Recording>;
  readonly conferences: Map<string, Conference>;
  readonly numbers: Map<string, OwnedNumber>;
  readonly applications: Map<string, Plain>;
  readonly services: Map<string, Plain>;
  readonly transcripts: Map<string, Transcript>;
  /** The carrier's own address, known once it listens. */
  url: string;
};
