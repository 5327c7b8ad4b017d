/**
 * The fake voice model: it follows a script by the number of input frames it got. In each 8 s: three turns that end by themselves, the third
 * answer 4 s long and interrupted 1.6 s in, and an answer to the interruption. Audio comes in 100 ms pieces at five times real time, its
 * text interleaved, as the real one does.
 */
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Call, Harness } from './harness.ts';
import { FRAME_BYTES, FRAME_MS, readTag, tag } from './tags.ts';

const CYCLE_FRAMES = 400;
const PIECE_FRAMES = 5;
const PIECE_EVERY_MS = 20;
/** Frame of the cycle → what begins there. */
const SPEECH_STARTS = new Set([10, 110, 210, 310]);
const ANSWERS = new Map([
  [30, 1200],
  [130, 1200],
  [230, 4000],
  [330, 800],
]);
const FORMAT = { type: 'audio/pcmu' };
const KNOWN = new Set([
  'session.update',
  'response.create',
  'response.cancel',
  'conversation.item.create',
  'conversation.item.retrieve',
  'conversation.item.truncate',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
]);

type ClientEvent = { type: string; audio?: string; item_id?: string; audio_end_ms?: number };
export type Item = {
  id: string;
  call: Call;
  firstFrame: number;
  frames: number;
  sentFrames: number;
  firstSentAt: number;
  complete: boolean;
  cleared: boolean;
  truthMs: number | undefined;
  claimedMs: number | undefined;
  seenFrames: number;
};

export async function startModel(harness: Harness): Promise<{ url: string; close: () => void }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => runSession(socket, harness));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function runSession(socket: WebSocket, harness: Harness): void {
  let call: Call | undefined;
  let frames = 0;
  let turns = 0;
  let active: NodeJS.Timeout | undefined;
  let finishLast = () => {};
  const { measures } = harness;
  const send = (event: Record<string, unknown>) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ event_id: `event_${turns}_${frames}`, ...event }));
  };
  const wrong = (what: string) => measures.modelErrors.push(what);
  socket.on('close', () => clearInterval(active));
  socket.on('error', () => undefined);
  send({ type: 'session.created', session: { type: 'realtime', object: 'realtime.session', id: 'sess_1' } });

  socket.on('message', (data: Buffer) => {
    const event = JSON.parse(data.toString('utf8')) as ClientEvent;
    if (event.type === 'input_audio_buffer.append') return hear(Buffer.from(event.audio ?? '', 'base64'));
    if (event.type === 'session.update')
      return send({ type: 'session.updated', session: { type: 'realtime', audio: { input: { format: FORMAT }, output: { format: FORMAT } } } });
    if (event.type === 'conversation.item.truncate') return truncate(event);
    if (event.type === 'response.create') wrong('response.create that nobody asked for');
    if (!KNOWN.has(event.type)) wrong(`unknown event ${event.type}`);
  });

  const hear = (audio: Buffer) => {
    const now = performance.now();
    for (let at = 0; at < audio.length; at += FRAME_BYTES) {
      const number = readTag(audio, at);
      if (number >= 0) {
        call ??= harness.callOf(number);
        harness.heard(number, now);
      }
      script(frames++ % CYCLE_FRAMES);
    }
  };

  const script = (frame: number) => {
    if (!call) return;
    if (SPEECH_STARTS.has(frame)) {
      call.item = undefined;
      const interrupted = call.sounding;
      if (interrupted && frame === 310) call.speechStartedAt = performance.now();
      send({ type: 'input_audio_buffer.speech_started', item_id: `user_${++turns}`, audio_start_ms: frames * FRAME_MS });
    }
    const answerMs = ANSWERS.get(frame);
    if (answerMs === undefined) return;
    const item_id = `user_${turns}`;
    send({ type: 'input_audio_buffer.speech_stopped', item_id, audio_end_ms: frames * FRAME_MS });
    send({ type: 'input_audio_buffer.committed', item_id, previous_item_id: null });
    send({
      type: 'conversation.item.added',
      previous_item_id: null,
      item: { id: item_id, type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_audio', transcript: null }] },
    });
    answer(call, answerMs);
    send({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id,
      content_index: 0,
      transcript: 'Yes, that would be fine.',
      usage: { type: 'duration', seconds: 1 },
    });
  };

  const answer = (of: Call, ms: number) => {
    // A harness that was held up gives the rest of the last answer at once, before the next begins.
    finishLast();
    const response_id = `resp_${of.number}_${turns}`;
    const item_id = `item_${of.number}_${turns}`;
    const ids = { response_id, item_id, output_index: 0, content_index: 0 };
    const response = { object: 'realtime.response', id: response_id, status: 'in_progress', status_details: null, output: [], metadata: null };
    const count = ms / FRAME_MS;
    const item = harness.newItem(of, item_id, count);
    send({ type: 'response.created', response });
    send({
      type: 'conversation.item.added',
      previous_item_id: `user_${turns}`,
      item: { id: item_id, type: 'message', role: 'assistant', status: 'in_progress', content: [] },
    });
    const piece = () => {
      const audio = Buffer.alloc(PIECE_FRAMES * FRAME_BYTES, 0x31);
      for (let i = 0; i < PIECE_FRAMES; i++) tag(audio.subarray(i * FRAME_BYTES), item.firstFrame + item.sentFrames + i);
      send({ type: 'response.output_audio_transcript.delta', ...ids, delta: 'two words ' });
      if (item.sentFrames === 0) item.firstSentAt = performance.now();
      send({ type: 'response.output_audio.delta', ...ids, delta: audio.toString('base64') });
      item.sentFrames += PIECE_FRAMES;
      if (item.sentFrames < count) return;
      clearInterval(active);
      active = undefined;
      item.complete = true;
      send({ type: 'response.output_audio.done', ...ids });
      send({ type: 'response.output_audio_transcript.done', ...ids, transcript: 'two words '.repeat(count / PIECE_FRAMES) });
      send({ type: 'response.done', response: { ...response, status: 'completed' } });
    };
    finishLast = () => {
      while (!item.complete) piece();
    };
    active = setInterval(piece, PIECE_EVERY_MS);
    piece();
  };

  const truncate = (event: ClientEvent) => {
    const item = harness.items.get(event.item_id ?? '');
    const ms = event.audio_end_ms ?? Number.NaN;
    if (!item) return wrong('truncation of an unknown item');
    if (!Number.isInteger(ms) || ms < 0 || ms > item.sentFrames * FRAME_MS) return wrong(`truncation at ${ms} of ${item.sentFrames * FRAME_MS} ms`);
    item.claimedMs = ms;
    harness.compareTruncation(item);
  };
}
