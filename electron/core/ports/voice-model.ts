/**
 * A voice model on the far side of a socket, as the edge sees it. The bridge speaks the realtime protocol's events, whose types the openai
 * package lends; what the port hides is the connection: address, key, upgrade, refusals, and what an error code means.
 */
import type { RealtimeClientEvent, RealtimeServerEvent } from 'openai/resources/realtime/realtime';

export type ModelTarget = {
  /** WebSocket base such as `wss://api.openai.com/v1`. */
  url: string;
  apiKey: string;
  model: string;
  /** Goes along with the request, so that the provider's support can find the session. */
  requestId: string;
};

export type ModelFailure = {
  code: string;
  /** In words for people. */
  message: string;
  /** Trying again cannot help: key, quota, model or settings are wrong. */
  fatal: boolean;
};

export type ModelHandlers = {
  event(event: RealtimeServerEvent): void;
  /** Called once, unless `close` was called before. */
  closed(failure: ModelFailure): void;
};

export type ModelConnectionHandle = {
  /** False when the socket is not open; the event is then lost. */
  send(event: RealtimeClientEvent): boolean;
  /** Gives base64 audio to the input buffer. False when it could not be taken. */
  append(base64: string): boolean;
  /** Ends the session without a word to the handlers. */
  close(): void;
};

export type VoiceModel = {
  connect(target: ModelTarget, handlers: ModelHandlers): ModelConnectionHandle;
  /** @param code the provider's error code; @param detail the provider's own words, so that nothing is hidden. */
  failure(code: string, detail?: string): ModelFailure;
};
