/**
 * One WebSocket to a model that speaks OpenAI's realtime protocol. It carries events and says once why it ended; it has no memory and never
 * reconnects. The openai package lends its types alone: its own client refuses `ws:` addresses.
 */
import type { RealtimeClientEvent, RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import { WebSocket } from 'ws';
import { closeFailure, type ModelFailure, modelFailure, upgradeFailure } from './failures.ts';

export type RealtimeTarget = {
  /** WebSocket base such as `wss://api.openai.com/v1`. */
  url: string;
  apiKey: string;
  model: string;
  /** Sent as x-client-request-id, so that the provider's support can find the session. */
  requestId: string;
};

export type RealtimeHandlers = {
  event(event: RealtimeServerEvent): void;
  /** Called once, unless `close` was called before. */
  closed(failure: ModelFailure): void;
};

export type RealtimeClient = {
  /** False when the socket is not open; the event is then lost. */
  send(event: RealtimeClientEvent): boolean;
  /** Gives base64 audio to the input buffer. False when it could not be taken. */
  append(base64: string): boolean;
  /** Ends the session without a word to the handlers. */
  close(): void;
};

const HANDSHAKE_MS = 5000;
const CLOSE_MS = 2000;
/** Events with audio are large; this only stops a server that went mad. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** About half a minute of audio that the network does not take: what comes later is fresher. */
const MAX_BUFFERED_BYTES = 350_000;

export function connectRealtime(target: RealtimeTarget, handlers: RealtimeHandlers): RealtimeClient {
  const socket = new WebSocket(`${target.url}/realtime?model=${encodeURIComponent(target.model)}`, {
    headers: { Authorization: `Bearer ${target.apiKey}`, 'x-client-request-id': target.requestId },
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  let over = false;

  const end = (failure: ModelFailure) => {
    if (over) return;
    over = true;
    handlers.closed(failure);
  };

  socket.on('message', (data: Buffer) => {
    if (over) return;
    const event = parseEvent(data);
    if (event) handlers.event(event);
  });
  socket.on('unexpected-response', (request, response) => {
    response.resume();
    request.destroy();
    end(upgradeFailure(response.statusCode ?? 0));
  });
  socket.on('error', (error) => end(modelFailure('network', error.message)));
  socket.on('close', (code, reason) => end(closeFailure(code, reason.toString('utf8'))));

  return {
    send(event) {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(event));
      return true;
    },
    append(base64) {
      if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > MAX_BUFFERED_BYTES) return false;
      socket.send(`{"type":"input_audio_buffer.append","audio":"${base64}"}`);
      return true;
    },
    close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      over = true;
      socket.close(1000);
      const timer = setTimeout(() => socket.terminate(), CLOSE_MS);
      socket.once('close', () => clearTimeout(timer));
    },
  };
}

/** Undefined for what is no event: the session survives a message that nobody can read. */
function parseEvent(data: Buffer): RealtimeServerEvent | undefined {
  try {
    const event: unknown = JSON.parse(data.toString('utf8'));
    const known = typeof event === 'object' && event !== null && 'type' in event && typeof event.type === 'string';
    return known ? (event as RealtimeServerEvent) : undefined;
  } catch {
    return undefined;
  }
}
