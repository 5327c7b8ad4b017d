/**
 * One WebSocket to a model that speaks OpenAI's realtime protocol. It carries events and says once why it ended; it has no memory and never
 * reconnects. The openai package lends its types alone: its own client refuses `ws:` addresses.
 */
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import { WebSocket } from 'ws';
import type { ModelConnectionHandle, ModelFailure, ModelHandlers, ModelTarget, VoiceModel } from '#core/ports/voice-model.ts';
import { closeFailure, modelFailure, upgradeFailure } from './failures.ts';

const HANDSHAKE_MS = 5000;
const CLOSE_MS = 2000;
/** Events with audio are large; this only stops a server that went mad. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** About half a minute of audio that the network does not take: what comes later is fresher. */
const MAX_BUFFERED_BYTES = 350_000;
const AS_TEXT = { binary: false };

function connectRealtime(target: ModelTarget, handlers: ModelHandlers): ModelConnectionHandle {
  let socket: WebSocket;
  try {
    socket = openSocket(target);
  } catch (error) {
    queueMicrotask(() => handlers.closed(modelFailure('invalid_address', error instanceof Error ? error.message : '')));
    return { send: () => false, append: () => false, close: () => undefined };
  }
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
      // As bytes, frame and mask go out in one piece: cheaper than text, fifty times a second.
      socket.send(Buffer.from(`{"type":"input_audio_buffer.append","audio":"${base64}"}`, 'latin1'), AS_TEXT);
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

/** @throws when the address is none. */
function openSocket(target: ModelTarget): WebSocket {
  return new WebSocket(`${target.url}/realtime?model=${encodeURIComponent(target.model)}`, {
    headers: { Authorization: `Bearer ${target.apiKey}`, 'x-client-request-id': target.requestId },
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: MAX_MESSAGE_BYTES,
  });
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

export const openaiVoiceModel: VoiceModel = { connect: connectRealtime, failure: modelFailure };
