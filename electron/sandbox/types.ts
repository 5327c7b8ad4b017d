/** What the sandbox's parts promise one another: voices speak and recognise, callees answer, the carrier and the voice model carry it. */

/** One word of rendered speech, with its place in that rendering in milliseconds. */
export type SpokenWord = { text: string; startMs: number; endMs: number };

/** Rendered speech: µ-law 8 kHz, one byte a sample. */
export type Speech = { text: string; voice: string; mulaw: Uint8Array; words: SpokenWord[] };

/** What was heard in a stretch of audio, found by the audio's content alone. Word times are relative to the audio that was given. */
export type Recognition = { understood: true; text: string; words: SpokenWord[]; confidence: number } | { understood: false };

export type Studio = {
  /** Voice ids that `speak` takes. */
  readonly voices: readonly string[];
  /** Renders text, or gives the clip that was rendered ahead for it. Everything it ever returned can be recognised. */
  speak(text: string, voice: string): Promise<Speech>;
  recognise(mulaw: Uint8Array): Recognition;
};

/** What one 20 ms tick of a person on the line gives back: 160 µ-law bytes of what they say now, and whether they hang up after it. */
export type CalleeTick = { frame: Uint8Array; hangUp: boolean };

/** A person (or a machine) on an answered line. The carrier calls `tick` once for each 20 ms of the line's time. */
export type Callee = {
  /** @param heard 160 µ-law bytes: what the other side sounds like during this tick. */
  tick(heard: Uint8Array): CalleeTick;
  close(): void;
};

export type LineOutcome = 'answered' | 'busy' | 'no-answer' | 'declined' | 'invalid';

/** What happens when a number is dialled. */
export type Answering = {
  outcome: LineOutcome;
  /** Ringing time before the outcome, in milliseconds. */
  ringMs: number;
  /** What answering-machine detection would find, and when, counted from the answer. */
  detection: { answeredBy: 'human' | 'machine' | 'fax' | 'unknown'; afterMs: number; greetingEndMs?: number };
  /** Present exactly when the outcome is `answered`. */
  callee?: Callee;
};

/** Who answers a call, arranged by a test or by the practice mode over the control plane. */
export type LineArrangement = {
  /** Calls to this E.164 number … */
  number?: string;
  /** … or whose TwiML or callback URL contains this text (a call's own id), are answered so. */
  match?: string;
  persona?: string;
  /** A WAV file, base64: the callee plays it instead of speaking as a persona. */
  audio?: string;
  /** Makes the persona's choices repeatable. */
  seed?: number;
  faults?: Faults;
  /** How many calls it holds for; it is forgotten after them. Default 1. */
  uses?: number;
};

/** Faults that can be switched on for one call. Times are milliseconds of the line's time, counted from the start of the stream unless said otherwise. */
export type Faults = {
  /** The media socket sends nothing for a while, then goes on (the lost frames never come). */
  mediaStall?: { atMs: number; forMs: number };
  /** Each media frame is late by up to this much, at random; order is kept. */
  mediaJitterMs?: number;
  /** So many of a hundred frames never come, chosen at random. */
  mediaLossPercent?: number;
  /** The media socket is dropped without a close frame (1006). */
  mediaDropAtMs?: number;
  /** The model's socket is dropped without a close frame (1006), this long after session.created. */
  modelDropAtMs?: number;
  /** Extra time before the first audio of each reply. */
  modelSlowFirstByteMs?: number;
  /** The model refuses this many upgrades with 429 before it accepts. */
  modelRefuse429?: number;
  /** The next replies fail with server_error, this many of them. */
  modelServerErrors?: number;
  /** The REST call-create answers with this status, this many times. */
  restErrors?: { status: 429 | 500 | 503; times: number };
  /** Every status callback is delivered twice. */
  duplicateCallbacks?: boolean;
  /** Status callbacks are delivered in an order that differs from their SequenceNumber. */
  reorderCallbacks?: boolean;
};
