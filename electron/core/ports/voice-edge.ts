/**
 * What the core asks of the edge, and what the edge tells the core. Plain data: it crosses a thread.
 * All positions are milliseconds since the media stream of the call began; wall times are milliseconds since the epoch.
 */
import type { TurnTaking } from '#shared/contract/scenarios.ts';

/** 0 is the customer, 1 the agent (the AI, or the person who took over). */
export type Channel = 0 | 1;

export type ModelConnection = {
  /** WebSocket base, such as `wss://api.openai.com/v1`; `/realtime?model=…` is appended. */
  url: string;
  apiKey: string;
  model: string;
  transcriptionModel: string;
};

/** Everything the edge needs to carry one call without asking back. Sent before anything dials. */
export type CallPlan = {
  call_id: string;
  /** By what the call is led; a documented media address names it. */
  scenario_id: string;
  direction: 'outbound' | 'inbound';
  to: string;
  from: string;
  model: ModelConnection;
  instructions: string;
  voice: string;
  /** The opening sentence the AI is asked to say; absent: the callee speaks first. */
  greeting?: string;
  turnTaking: TurnTaking;
  /** Folder of this call's recording files; absent: no recording. */
  recordingDir?: string;
  /** The AI ends the call by itself when the conversation is over. */
  mayEndCall: boolean;
  maxDurationMs: number;
};

export type EdgeCommand =
  | { type: 'prepare'; plan: CallPlan }
  /** Forget a call that never came to be; closes its warm model socket. */
  | { type: 'discard'; call_id: string; reason: string }
  /** A system message that only the model sees; `respond` asks it to speak at once. */
  | { type: 'instruct'; call_id: string; text: string; respond: boolean }
  | { type: 'mute_ai'; call_id: string; muted: boolean }
  /** Telephone keys, played to the other side as tones. */
  | { type: 'dtmf'; call_id: string; digits: string }
  | { type: 'pause_recording'; call_id: string; paused: boolean }
  /** Ends the media stream and so the call. */
  | { type: 'hang_up'; call_id: string; reason: string }
  /** Audio taps for listeners: frames flow while at least one is on. */
  | { type: 'tap'; call_id: string; on: boolean }
  | { type: 'close' };

/** Where the edge is reached, once it listens. */
export type EdgeAddress = { port: number };

/** What the carrier is told to call for one call. */
export type CallAddresses = { voiceUrl: string; statusUrl: string; amdUrl: string };

export type UtteranceEvent = {
  call_id: string;
  /** The voice model's item id: the key under which later pieces of the same utterance arrive. */
  utterance_id: string;
  channel: Channel;
  /** What was said; for the AI, what the caller has heard of it. */
  text: string;
  /** When this speech began and ended on the line. `end_ms` is absent while it is being spoken. */
  start_ms: number;
  end_ms?: number;
  /** The utterance before this one by the provider's own link, when it gives one. */
  previous_id?: string;
  /** Recogniser's confidence, 0 … 1, when it gives one. */
  confidence?: number;
  /** The caller spoke over it, and its text was cut to what was heard. */
  interrupted: boolean;
  /** The recogniser could not make out what was said. */
  unintelligible: boolean;
  final: boolean;
};

/** Four timestamps of one AI turn; differences of them are the latency waterfall. */
export type TurnEvent = {
  call_id: string;
  turn: number;
  utterance_id: string;
  /** End of the caller's speech; for the greeting, the moment the line was answered. */
  speech_end_ms: number;
  /** The model began a response. */
  decision_ms: number;
  /** First piece of text or audio from the model. */
  first_token_ms: number;
  /** First audio frame sent to the carrier. */
  first_audio_ms: number;
  kind: 'greeting' | 'reply';
};

export type TurnState = 'listening' | 'thinking' | 'speaking';

export type RecordingClosed = {
  call_id: string;
  path: string;
  channels: 2;
  seconds: number;
  sha256: string;
  bytes: number;
  peaks_path: string;
};

export type EdgeEvent =
  | ({ type: 'ready' } & EdgeAddress)
  /** A status callback that passed the signature check; fields exactly as the carrier wrote them. */
  | { type: 'carrier_status'; call_id: string; fields: Record<string, string> }
  | { type: 'answering_machine'; call_id: string; fields: Record<string, string> }
  | { type: 'media_started'; call_id: string; call_sid: string; stream_sid: string; at: number }
  | { type: 'media_stopped'; call_id: string; reason: string; at: number }
  | ({ type: 'utterance' } & UtteranceEvent)
  | ({ type: 'turn' } & TurnEvent)
  | { type: 'turn_state'; call_id: string; state: TurnState; at_ms: number }
  /** dBFS of the last 100 ms, −90 … 0. */
  | { type: 'levels'; call_id: string; at_ms: number; customer: number; agent: number }
  | { type: 'barge_in'; call_id: string; at_ms: number; utterance_id: string; heard_ms: number }
  | { type: 'recording_state'; call_id: string; state: 'recording' | 'paused' | 'failed'; detail?: string }
  | ({ type: 'recording_closed' } & RecordingClosed)
  /** Energy and transcript of a channel disagree: speech without words, or words without sound. */
  | { type: 'recording_alarm'; call_id: string; channel: Channel; detail: string }
  | { type: 'model_state'; call_id: string; state: 'connecting' | 'ready' | 'reconnecting' | 'rolled_over' | 'lost'; detail?: string }
  | { type: 'call_failed'; call_id: string; reason: string; detail: string }
  | { type: 'dtmf'; call_id: string; digit: string; at_ms: number }
  | { type: 'frames'; call_id: string; channel: Channel; position_ms: number; mulaw: Uint8Array }
  /** Something refused at the door: a forged signature, garbage on a media socket. */
  | { type: 'refused'; what: string; detail: string };

/** The edge as the core sees it. */
export type VoiceEdge = {
  address(): EdgeAddress;
  addresses(callId: string): CallAddresses;
  send(command: EdgeCommand): void;
  onEvent(listener: (event: EdgeEvent) => void): () => void;
  close(): Promise<void>;
};
