/** One response, from `response.created` to `response.done`, with all that must come between in its order. */
import type { Clock } from '#shared/domain/clock.ts';
import type { Studio } from '../types.ts';
import { toWire } from './audio-codec.ts';
import type { ContentPart, Conversation, Entry, WireItem } from './conversation.ts';
import type { Reply } from './dialogue/turn.ts';
import { newId } from './ids.ts';
import type { AudioFormat, Voice } from './session-schema.ts';
import { pieceMs, renderSentence, studioVoice } from './speech-plan.ts';
import type { Sentence } from './speech-plan.ts';
import { outputAudioTokens, textTokens } from './usage.ts';
import type { Tokens, Usage } from './usage.ts';

export type ServerEvent = { type: string } & Record<string, unknown>;

export type ResponseSettings = {
  modality: 'audio' | 'text';
  format: AudioFormat;
  voice: Voice;
  maxOutputTokens: number | 'inf';
  metadata: Record<string, string> | null;
  /** Absent: the response stands outside of the conversation. */
  conversation?: Conversation;
};

export type ResponseDeps = {
  clock: Clock;
  studio: Studio;
  send(event: ServerEvent): void;
  reply: Reply;
  settings: ResponseSettings;
  /** Time from creation to the first piece. */
  firstByteMs: number;
  /** How much faster than it is heard audio is sent. */
  audioSpeed: number;
  /** Set: the response fails with this instead of an answer. */
  failure?: { code: string; message: string };
  measure(output: Tokens): Usage;
  onDone(audioMs: number): void;
};

type Ending =
  | { status: 'completed' }
  | { status: 'cancelled'; reason: 'turn_detected' | 'client_cancelled' }
  | { status: 'incomplete'; reason: 'max_output_tokens' }
  | { status: 'failed'; error: { type: 'server_error'; code: string; message: string } };

export type ResponseRun = {
  readonly id: string;
  start(): void;
  /** Ends it at once, in the same turn of the event loop. */
  cancel(reason: 'turn_detected' | 'client_cancelled'): void;
  /** Silently: the connection is gone. */
  abandon(): void;
};

export function createResponse(deps: ResponseDeps): ResponseRun {
  const { clock, studio, settings, reply } = deps;
  const id = newId('resp');
  const output: WireItem[] = [];
  const previousOf = new Map<WireItem, string | null>();
  let over = false;
  let stopWaiting = () => {};
  let open: { entry: Entry; part: ContentPart; index: number } | undefined;
  let spokenMs = 0;
  let written = '';

  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      stopWaiting = clock.after(ms, resolve);
    });

  const snapshot = (ending?: Ending, usage: Usage | null = null) => ({
    object: 'realtime.response',
    id,
    status: ending?.status ?? 'in_progress',
    status_details: ending ? detailsOf(ending) : null,
    output: structuredClone(output),
    conversation_id: settings.conversation?.id ?? null,
    output_modalities: [settings.modality],
    max_output_tokens: settings.maxOutputTokens,
    audio: { output: { format: settings.format, voice: settings.voice } },
    usage,
    metadata: settings.metadata,
  });

  const addItem = (wire: WireItem): Entry => {
    const entry: Entry = { wire, audioMs: 0, words: [] };
    const index = output.push(wire) - 1;
    deps.send({ type: 'response.output_item.added', response_id: id, output_index: index, item: structuredClone(wire) });
    if (settings.conversation) {
      const previous = settings.conversation.insert(entry);
      previousOf.set(wire, previous);
      deps.send({ type: 'conversation.item.added', previous_item_id: previous, item: structuredClone(wire) });
    }
    return entry;
  };

  const closeItem = (wire: WireItem, status: 'completed' | 'incomplete') => {
    wire.status = status;
    const index = output.indexOf(wire);
    deps.send({ type: 'response.output_item.done', response_id: id, output_index: index, item: structuredClone(wire) });
    if (!settings.conversation) return;
    deps.send({ type: 'conversation.item.done', previous_item_id: previousOf.get(wire) ?? null, item: structuredClone(wire) });
  };

  const place = () => {
    const index = open?.index ?? 0;
    return { response_id: id, item_id: open?.entry.wire.id ?? '', output_index: index, content_index: 0 };
  };

  const openMessage = () => {
    const part: ContentPart = settings.modality === 'audio' ? { type: 'output_audio', transcript: '' } : { type: 'output_text', text: '' };
    const wire: WireItem = { id: newId('item'), object: 'realtime.item', type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    const entry = addItem(wire);
    open = { entry, part, index: output.indexOf(wire) };
    wire.content.push(part);
    deps.send({ type: 'response.content_part.added', ...place(), part: wirePart() });
  };

  /** Content parts are named `audio` and `text`, the contents of items `output_audio` and `output_text`. */
  const wirePart = () => (settings.modality === 'audio' ? { type: 'audio', transcript: written } : { type: 'text', text: written });

  const write = (text: string) => {
    const delta = written === '' ? text : ` ${text}`;
    written += delta;
    if (!open) return;
    if (open.part.type === 'output_audio') open.part.transcript = written;
    if (open.part.type === 'output_text') open.part.text = written;
    const type = settings.modality === 'audio' ? 'response.output_audio_transcript.delta' : 'response.output_text.delta';
    deps.send({ type, ...place(), delta });
  };

  const closeMessage = (status: 'completed' | 'incomplete') => {
    if (!open) return;
    const where = place();
    if (settings.modality === 'audio') {
      deps.send({ type: 'response.output_audio.done', ...where });
      deps.send({ type: 'response.output_audio_transcript.done', ...where, transcript: written });
    } else {
      deps.send({ type: 'response.output_text.done', ...where, text: written });
    }
    deps.send({ type: 'response.content_part.done', ...where, part: wirePart() });
    const { wire } = open.entry;
    open = undefined;
    closeItem(wire, status);
  };

  const finish = (ending: Ending) => {
    if (over) return;
    over = true;
    stopWaiting();
    closeMessage(ending.status === 'completed' ? 'completed' : 'incomplete');
    const called = output.map((item) => (item.type === 'function_call' ? item.arguments : '')).join('');
    const usage = deps.measure({ text: textTokens(written + called), audio: outputAudioTokens(spokenMs) });
    deps.send({ type: 'response.done', response: snapshot(ending, usage) });
    deps.onDone(spokenMs);
  };

  const limitMs = settings.maxOutputTokens === 'inf' ? Number.POSITIVE_INFINITY : settings.maxOutputTokens * 50;

  /** @returns false when the output limit ended the response. */
  const sendSpeech = async (sentence: Sentence, sent: { pieces: number; dueMs: number }): Promise<boolean> => {
    const audio = toWire(sentence.mulaw, settings.format);
    const startMs = spokenMs;
    let words = sentence.words;
    for (let atMs = 0; atMs < audio.durationMs && !over;) {
      const toMs = Math.min(audio.durationMs, atMs + pieceMs(sent.pieces++), Math.max(atMs, limitMs - startMs));
      if (toMs <= atMs) return false;
      await wait(sent.dueMs - clock.now());
      if (over || !open) return true;
      const due = words.filter((word) => word.startMs < toMs);
      words = words.slice(due.length);
      for (const word of due) {
        open.entry.words.push({ text: word.text, startMs: startMs + word.startMs, endMs: startMs + word.endMs });
        write(word.text);
      }
      deps.send({ type: 'response.output_audio.delta', ...place(), delta: audio.base64(atMs, toMs) });
      sent.dueMs = Math.max(sent.dueMs, clock.now() - 50) + (toMs - atMs) / deps.audioSpeed;
      atMs = toMs;
      spokenMs = startMs + atMs;
      open.entry.audioMs = spokenMs;
    }
    return true;
  };

  const speakAll = async (): Promise<boolean> => {
    const voice = studioVoice(studio, typeof settings.voice === 'string' ? settings.voice : settings.voice.id);
    const render = (index: number) => {
      const text = reply.sentences[index];
      const rendering = text === undefined ? undefined : renderSentence(studio, text, voice, index === reply.sentences.length - 1);
      // It is awaited later; a failure before that is no unhandled one.
      rendering?.catch(() => undefined);
      return rendering;
    };
    const sent = { pieces: 0, dueMs: clock.now() };
    let next = render(0);
    for (let index = 0; next && !over; index++) {
      const sentence: Sentence = await next;
      next = render(index + 1);
      sent.dueMs = Math.max(sent.dueMs, clock.now());
      if (!(await sendSpeech(sentence, sent))) return false;
    }
    return true;
  };

  const callTool = (call: NonNullable<Reply['call']>) => {
    const args = JSON.stringify(call.arguments);
    const callId = newId('call');
    const wire: WireItem = {
      id: newId('item'),
      object: 'realtime.item',
      type: 'function_call',
      status: 'in_progress',
      call_id: callId,
      name: call.name,
      arguments: '',
    };
    addItem(wire);
    const where = { response_id: id, item_id: wire.id, output_index: output.indexOf(wire), call_id: callId };
    deps.send({ type: 'response.function_call_arguments.delta', ...where, delta: args });
    if (wire.type === 'function_call') wire.arguments = args;
    deps.send({ type: 'response.function_call_arguments.done', ...where, name: call.name, arguments: args });
    closeItem(wire, 'completed');
  };

  const run = async () => {
    await wait(deps.firstByteMs);
    if (over) return;
    if (deps.failure) return finish({ status: 'failed', error: { type: 'server_error', ...deps.failure } });
    let whole = true;
    if (reply.sentences.length > 0) {
      openMessage();
      if (settings.modality === 'audio') whole = await speakAll();
      else for (const sentence of reply.sentences) write(sentence);
      if (over) return;
      if (!whole) return finish({ status: 'incomplete', reason: 'max_output_tokens' });
      closeMessage('completed');
    }
    if (reply.call) callTool(reply.call);
    finish({ status: 'completed' });
  };

  return {
    id,
    start() {
      deps.send({ type: 'response.created', response: snapshot() });
      deps.send({
        type: 'rate_limits.updated',
        rate_limits: [
          { name: 'requests', limit: 5000, remaining: 4999, reset_seconds: 0.012 },
          { name: 'tokens', limit: 400_000, remaining: 399_000, reset_seconds: 0.15 },
        ],
      });
      run().catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        finish({ status: 'failed', error: { type: 'server_error', code: 'speech_failed', message } });
      });
    },
    cancel: (reason) => finish({ status: 'cancelled', reason }),
    abandon() {
      over = true;
      stopWaiting();
    },
  };
}

function detailsOf(ending: Ending) {
  const { status, ...details } = ending;
  return status === 'completed' ? { type: status } : { type: status, ...details };
}
