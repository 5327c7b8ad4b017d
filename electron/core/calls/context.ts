/** What the parts of the calls domain share. */
import type { Connections } from '#store/schema.ts';
import type { Carrier } from '../ports/carrier.ts';
import type { Log, PracticeLine, Publish } from '../ports/host.ts';
import type { ModelConnection, RecordingClosed, VoiceEdge } from '../ports/voice-edge.ts';
import type { Ledger } from './ledger.ts';
import type { LiveCalls } from './live-calls.ts';
import type { Transcripts } from './transcripts.ts';

/** Makes the recording in a folder playable after the process that wrote it died. Undefined: there is no sound in it. */
export type RecoverRecording = (dir: string) => Promise<Omit<RecordingClosed, 'call_id'> | undefined>;

export type CallsContext = Connections & {
  edge: VoiceEdge;
  carrier: Carrier;
  practice: PracticeLine | undefined;
  publish: Publish;
  log: Log;
  now: () => number;
  dataDir: string;
  model: ModelConnection;
  /** Caller id when a request names none. */
  from: string;
  /** How long a phone may ring. */
  ringSeconds: number;
  /** How long the end of a recording and the carrier's last word may take after the line has gone, in milliseconds. */
  wrapUpMs: number;
  /** How often calls that are due for a check are looked for, in milliseconds. */
  checkEveryMs: number;
  recoverRecording: RecoverRecording;
  ledger: Ledger;
  live: LiveCalls;
  transcripts: Transcripts;
};
