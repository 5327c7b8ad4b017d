/** One realtime session: reads the client's events, listens, and lets the dialogue answer. */
import { BYTES_PER_MS } from '#shared/audio/mulaw.ts';
import type { Clock } from '#shared/domain/clock.ts';
import type { Faults, Studio } from '../types.ts';
import { ApiError } from './api-error.ts';
import { createDecoder } from './audio-codec.ts';
import { parseClientEvent } from './client-events.ts';
import type { ClientEvent } from './client-events.ts';
import { createConversation, entryOf } from './conversation.ts';
import type { Entry, WireItem } from './conversation.ts';
import { UNINTELLIGIBLE } from './dialogue/turn.ts';
import { newId } from './ids.ts';
import { createInputAudio } from './input-audio.ts';
import { createResponder } from './responder.ts';
import type { ServerEvent } from './response-run.ts';
import { defaultSession, mergeSession } from './session-config.ts';
import type { SessionPatch } from './session-schema.ts';
import { createTranscriber } from './transcriber.ts';
import type { WarmUp } from './warm-up.ts';

export type SessionDeps = {
  clock: Clock;
  studio: Studio;
  model: string;
  sessionLimitMs: number;
  audioSpeed: number;
  faults: Faults | undefined;
  warmUp: WarmUp;
  /** What a client secret has set already. */
  initial: SessionPatch | undefined;
  /** Sends one server event; a closed socket swallows it. */
  emit(event: ServerEvent & { event_id: string }): void;
  close(code: number, reason: string): void;
  /** Cuts the connection without a close frame. */
  drop(): void;
};

export type RealtimeSession = {
  receive(text: string): void;
  /** Stops all timers; the connection is gone. */
  end(): void;
};

const LEAST_COMMIT_MS = 100;

export function startSession(deps: SessionDeps): RealtimeSession {
  const { clock } = deps;
  const timers = new Set<() => void>();
  const send = (event: ServerEvent) => deps.emit({ ...event, event_id: newId('event') });
  const later = (delayMs: number, task: () => void): (() => void) => {
    const cancel = clock.after(delayMs, () => {
      timers.delete(cancel);
      task();
    });
    timers.add(cancel);
    return () => {
      timers.delete(cancel);
      cancel();
    };
  };

  const fresh = defaultSession(deps.model, Math.floor((clock.wallTime() + deps.sessionLimitMs) / 1000));
  let config = deps.initial ? mergeSession(fresh, { ...deps.initial, model: undefined }, false) : fresh;
  const conversation = createConversation();
  const input = createInputAudio();
  input.setDetection(config.audio.input.turn_detection);
  let decode = createDecoder(config.audio.input.format);
  let speechItemId = newId('item');
  let stopIdle = () => {};
  const transcriber = createTranscriber({ send, later });

  const responder = createResponder({
    clock,
    studio: deps.studio,
    audioSpeed: deps.audioSpeed,
    faults: deps.faults,
    conversation,
    send,
    config: () => config,
    onQuiet: (playMs) => {
      const detection = config.audio.input.turn_detection;
      const idleMs = detection?.type === 'server_vad' ? detection.idle_timeout_ms : null;
      if (idleMs !== null) stopIdle = later(playMs + idleMs, () => idle(input.nowMs - idleMs));
    },
  });

  const attempt = (eventId: string | null, task: () => void) => {
    try {
      task();
    } catch (error) {
      const body = error instanceof ApiError ? error.body : { type: 'server_error', code: 'server_error', message: String(error), param: null };
      send({ type: 'error', error: { ...body, event_id: eventId } });
    }
  };

  /** The caller stayed silent: an empty turn is committed, so that the model says something. */
  const idle = (sinceMs: number) => {
    const itemId = newId('item');
    const start = Math.max(0, Math.round(sinceMs));
    send({ type: 'input_audio_buffer.timeout_triggered', audio_start_ms: start, audio_end_ms: Math.round(input.nowMs), item_id: itemId });
    commit(itemId, input.take());
    attempt(null, () => responder.createByTurn());
  };

  const commit = (itemId: string, audio: Uint8Array) => {
    const heard = audio.length === 0 ? undefined : deps.studio.recognise(audio);
    const understood = heard === undefined ? '' : heard.understood ? heard.text : UNINTELLIGIBLE;
    const content = { type: 'input_audio' as const, transcript: null as string | null };
    const wire: WireItem = { id: itemId, object: 'realtime.item', type: 'message', status: 'completed', role: 'user', content: [content] };
    const entry: Entry = { wire, understood, audioMs: audio.length / BYTES_PER_MS, words: [] };
    send({ type: 'input_audio_buffer.committed', previous_item_id: conversation.lastId(), item_id: itemId });
    addEntry(entry, null);
    const { transcription } = config.audio.input;
    if (transcription && heard) {
      const withLogprobs = config.include?.includes('item.input_audio_transcription.logprobs') ?? false;
      transcriber.transcribe(itemId, audio, heard, { ...transcription, withLogprobs }, (text) => {
        content.transcript = text;
      });
    }
  };

  const addEntry = (entry: Entry, previous: string | null | undefined) => {
    const before = conversation.insert(entry, previous);
    const item = structuredClone(entry.wire);
    send({ type: 'conversation.item.added', previous_item_id: before, item });
    send({ type: 'conversation.item.done', previous_item_id: before, item });
  };

  const hear = (audio: Uint8Array) => {
    for (const event of input.append(audio)) {
      const detection = config.audio.input.turn_detection;
      if (event.type === 'speech_started') {
        stopIdle();
        speechItemId = newId('item');
        send({ type: 'input_audio_buffer.speech_started', audio_start_ms: Math.round(event.atMs), item_id: speechItemId });
        if (detection?.interrupt_response) responder.interrupt();
      } else {
        send({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: Math.round(event.atMs), item_id: speechItemId });
        commit(speechItemId, event.audio);
        if (detection?.create_response) attempt(null, () => responder.createByTurn());
      }
    }
  };

  const handle = (event: ClientEvent): void => {
    switch (event.type) {
      case 'session.update': {
        const merged = mergeSession(config, event.session, responder.audioProduced);
        const before = config.audio.input;
        if (merged.instructions !== config.instructions || merged.audio.output.voice !== config.audio.output.voice) {
          const { voice } = merged.audio.output;
          deps.warmUp(merged.instructions, typeof voice === 'string' ? voice : voice.id);
        }
        config = merged;
        if (merged.audio.input.format !== before.format) decode = createDecoder(merged.audio.input.format);
        input.setDetection(merged.audio.input.turn_detection);
        return send({ type: 'session.updated', session: config });
      }
      case 'input_audio_buffer.append':
        return hear(decode(Buffer.from(event.audio, 'base64')));
      case 'input_audio_buffer.commit': {
        const { speaking } = input;
        const audio = input.take();
        const ms = audio.length / BYTES_PER_MS;
        if (ms < LEAST_COMMIT_MS) {
          const message = `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${ms.toFixed(2)}ms of audio.`;
          throw new ApiError('input_audio_buffer_commit_empty', message);
        }
        // Speech that is cut short by hand is the item that its start announced.
        return commit(speaking ? speechItemId : newId('item'), audio);
      }
      case 'input_audio_buffer.clear':
        input.clear();
        return send({ type: 'input_audio_buffer.cleared' });
      case 'conversation.item.create':
        return addEntry(createdEntry(event), event.previous_item_id);
      case 'conversation.item.truncate': {
        conversation.truncate(event.item_id, event.content_index, event.audio_end_ms);
        const { item_id, content_index, audio_end_ms } = event;
        return send({ type: 'conversation.item.truncated', item_id, content_index, audio_end_ms });
      }
      case 'conversation.item.delete':
        conversation.remove(event.item_id);
        return send({ type: 'conversation.item.deleted', item_id: event.item_id });
      case 'conversation.item.retrieve':
        return send({ type: 'conversation.item.retrieved', item: structuredClone(conversation.find(event.item_id).wire) });
      case 'response.create':
        stopIdle();
        return responder.createByClient(event.response ?? {});
      case 'response.cancel':
        return responder.cancel(event.response_id);
      case 'output_audio_buffer.clear':
        throw new ApiError('invalid_value', 'The output audio buffer exists in WebRTC and SIP sessions only.', 'type');
    }
  };

  /** Audio in a created item is understood like audio that was streamed. */
  const createdEntry = (event: Extract<ClientEvent, { type: 'conversation.item.create' }>): Entry => {
    if (event.item.type !== 'message' || event.item.role !== 'user') return entryOf(event.item);
    const audio = event.item.content.flatMap((part) => (part.type === 'input_audio' ? [Buffer.from(part.audio, 'base64')] : []));
    if (audio.length === 0) return entryOf(event.item);
    const mulaw = createDecoder(config.audio.input.format)(Buffer.concat(audio));
    const heard = deps.studio.recognise(mulaw);
    return { ...entryOf(event.item, heard.understood ? heard.text : UNINTELLIGIBLE), audioMs: mulaw.length / BYTES_PER_MS };
  };

  send({ type: 'session.created', session: config });
  later(deps.sessionLimitMs, () => deps.close(1001, 'Your session hit the maximum duration of 60 minutes.'));
  if (deps.faults?.modelDropAtMs !== undefined) later(deps.faults.modelDropAtMs, deps.drop);

  return {
    receive(text) {
      const parsed = parseClientEvent(text);
      attempt(parsed.eventId, () => {
        if ('error' in parsed) throw parsed.error;
        handle(parsed.event);
      });
    },
    end() {
      for (const cancel of timers) cancel();
      timers.clear();
      responder.abandon();
    },
  };
}
