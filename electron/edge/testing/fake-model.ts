/** A voice model that does what a test tells it: it speaks the realtime protocol and has no mind of its own. */
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

export type ModelEvent = { type: string } & Record<string, unknown>;

export type ModelSession = {
  readonly number: number;
  readonly headers: IncomingMessage['headers'];
  /** Every event that the client sent, audio left out. */
  readonly received: ModelEvent[];
  /** Milliseconds of audio that were appended. */
  appendedMs(): number;
  send(event: ModelEvent): void;
  /** Waits for an event of the client. */
  next(type: string, matches?: (event: ModelEvent) => boolean): Promise<ModelEvent>;
  /** Breaks the connection without a goodbye. */
  drop(): void;
  close(code: number, reason?: string): void;
  readonly open: boolean;
};

export type FakeModel = {
  readonly url: string;
  readonly sessions: ModelSession[];
  /** Waits for the session with this number, from 1. */
  session(number: number): Promise<ModelSession>;
  /** Statuses with which the next upgrades are refused. */
  readonly refusals: number[];
  close(): Promise<void>;
};

const PCMU = { type: 'audio/pcmu' };

export async function startFakeModel(options: { format?: unknown } = {}): Promise<FakeModel> {
  const refusals: number[] = [];
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    perMessageDeflate: false,
    verifyClient: (_info, done) => {
      const status = refusals.shift();
      if (status === undefined) done(true);
      else done(false, status, 'refused');
    },
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const sessions: ModelSession[] = [];
  const waiting: (() => void)[] = [];
  server.on('connection', (socket, request) => {
    sessions.push(createSession(socket, request, sessions.length + 1, options.format ?? PCMU));
    for (const wake of waiting.splice(0)) wake();
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    sessions,
    refusals,
    async session(number) {
      for (;;) {
        const session = sessions[number - 1];
        if (session) return session;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
  };
}

function createSession(socket: WebSocket, request: IncomingMessage, number: number, format: unknown): ModelSession {
  const received: ModelEvent[] = [];
  const unread: ModelEvent[] = [];
  const waiting: (() => void)[] = [];
  let appended = 0;
  const send = (event: ModelEvent) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ event_id: 'event_x', ...event }));
  };
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    const event = JSON.parse(data.toString('utf8')) as ModelEvent;
    if (event.type === 'input_audio_buffer.append') {
      appended += Buffer.from(String(event['audio']), 'base64').length / 8;
      return;
    }
    received.push(event);
    unread.push(event);
    if (event.type === 'session.update')
      send({ type: 'session.updated', session: { type: 'realtime', audio: { input: { format }, output: { format } } } });
    for (const wake of waiting.splice(0)) wake();
  });
  send({ type: 'session.created', session: { type: 'realtime' } });
  return {
    number,
    headers: request.headers,
    received,
    appendedMs: () => appended,
    send,
    async next(type, matches = () => true) {
      for (;;) {
        const at = unread.findIndex((event) => event.type === type && matches(event));
        if (at >= 0) return unread.splice(at, 1)[0] as ModelEvent;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    drop: () => socket.terminate(),
    close: (code, reason = '') => socket.close(code, reason),
    get open() {
      return socket.readyState === WebSocket.OPEN;
    },
  };
}

export type Line = { text: string; audioMs: number };

/** Sends a whole response: text and audio interleaved, then its ends. `done: false` leaves it unfinished. */
export function speak(
  session: ModelSession,
  response: { id: string; item: string; request?: unknown; lines: Line[]; done?: boolean; output?: unknown[]; byte?: number },
): void {
  const { id, item } = response;
  const ids = { response_id: id, item_id: item, output_index: 0, content_index: 0 };
  const metadata = response.request === undefined ? null : { request: response.request };
  session.send({ type: 'response.created', response: { id, status: 'in_progress', metadata, output: [] } });
  session.send({ type: 'conversation.item.added', previous_item_id: null, item: { id: item, type: 'message', role: 'assistant', content: [] } });
  for (const line of response.lines) {
    session.send({ type: 'response.output_audio_transcript.delta', ...ids, delta: line.text });
    const audio = Buffer.alloc(line.audioMs * 8, response.byte ?? 0x20);
    session.send({ type: 'response.output_audio.delta', ...ids, delta: audio.toString('base64') });
  }
  if (response.done === false) return;
  session.send({ type: 'response.output_audio.done', ...ids });
  const transcript = response.lines.map((line) => line.text).join('');
  session.send({ type: 'response.output_audio_transcript.done', ...ids, transcript });
  session.send({ type: 'response.done', response: { id, status: 'completed', status_details: null, metadata, output: response.output ?? [] } });
}
