/** What the carrier's tests stand on: a studio and people made of tones, and a server of ours that the carrier can call. */
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import twilio from 'twilio';
import { type WebSocket, WebSocketServer } from 'ws';
import { FRAME_BYTES, encodeMulaw, mulawSilence } from '#shared/audio/mulaw.ts';
import { createClock } from '#shared/domain/clock.ts';
import { createFaultBoard } from '../faults.ts';
import type { CalleeDirectory } from '../lines.ts';
import type { Answering, Callee, LineArrangement, Recognition, Studio } from '../types.ts';
import { type CarrierOptions, startCarrier } from './carrier.ts';

export const ACCOUNT = `AC${'a1'.repeat(16)}`;
export const TOKEN = 'a-test-token';
export const CONTROL = 'control';
export const FROM = '+15005550006';

export function tone(ms: number, hertz: number): Uint8Array {
  return encodeMulaw(Int16Array.from({ length: ms * 8 }, (_, i) => Math.round(8000 * Math.sin((2 * Math.PI * hertz * i) / 8000))));
}

/** Each text is a tone of its own pitch, 100 ms a word; it is recognised by counting zero crossings. */
export function toneStudio(): Studio {
  const known = new Map<number, string>();
  const crossings = (mulaw: Uint8Array) => {
    const loud = mulaw.filter((byte) => (byte & 0x7f) !== 0x7f);
    let count = 0;
    for (let i = 1; i < loud.length; i++) if (((loud[i] ?? 0) ^ (loud[i - 1] ?? 0)) & 0x80) count++;
    return Math.round(((count / Math.max(1, loud.length)) * 8000) / 2 / 100) * 100;
  };
  const timed = (text: string) => text.split(' ').map((word, i) => ({ text: word, startMs: i * 100, endMs: (i + 1) * 100 }));
  return {
    voices: ['tone'],
    async speak(text, voice) {
      const pitch = [...known].find(([, spoken]) => spoken === text)?.[0] ?? 300 + known.size * 100;
      known.set(pitch, text);
      const words = timed(text);
      return { text, voice, mulaw: tone(words.length * 100, pitch), words };
    },
    recognise(mulaw): Recognition {
      const text = known.get(crossings(mulaw));
      return text === undefined ? { understood: false } : { understood: true, text, words: timed(text), confidence: 0.9 };
    },
  };
}

export type Script = Partial<Answering> & {
  /** What the person says, once, from the answer on. */
  says?: Uint8Array;
  hangUpAfterMs?: number;
  repeat?: boolean;
};

/** People by name, and everything they heard. */
export function scriptedCallees(scripts: Record<string, Script>): CalleeDirectory & { heard: Map<string, Uint8Array[]> } {
  const heard = new Map<string, Uint8Array[]>();
  return {
    heard,
    list: () => Object.keys(scripts).map((id) => ({ id, name: id, description: id, number: '', kind: 'person' })),
    byNumber: () => undefined,
    async answer(id) {
      const script = scripts[id];
      if (!script) throw new RangeError(`no persona ${id}`);
      const frames: Uint8Array[] = [];
      heard.set(id, frames);
      const base: Answering = { outcome: 'answered', ringMs: 50, detection: { answeredBy: 'human', afterMs: 200 }, ...script };
      return base.outcome === 'answered' ? { ...base, callee: person(script, frames) } : base;
    },
  };
}

function person({ says = new Uint8Array(), hangUpAfterMs, repeat }: Script, frames: Uint8Array[]): Callee {
  let ticks = 0;
  return {
    tick(heard) {
      frames.push(heard);
      const at = repeat && says.length > 0 ? (ticks * FRAME_BYTES) % says.length : ticks * FRAME_BYTES;
      const frame = mulawSilence(20);
      frame.set(says.subarray(at, at + FRAME_BYTES));
      ticks++;
      return { frame, hangUp: hangUpAfterMs !== undefined && ticks * 20 >= hangUpAfterMs };
    },
    close() {},
  };
}

export type Received = { path: string; method: string; params: Record<string, string>; headers: IncomingHttpHeaders; url: string };

export type OurServer = {
  url: string;
  wsUrl: string;
  received: Received[];
  /** Documents by path; anything else is answered with 204. */
  documents: Record<string, string | ((request: Received) => string | number | Promise<string | number>)>;
  upgrades: { url: string; headers: IncomingHttpHeaders }[];
  onSocket: (socket: WebSocket) => void;
  at(path: string): Received[];
  close(): Promise<void>;
};

export async function startOurServer(): Promise<OurServer> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const part of request) body += String(part);
    const params = Object.fromEntries(new URLSearchParams(body));
    const path = new URL(request.url ?? '/', ours.url).pathname;
    const entry = { path, method: request.method ?? '', params, headers: request.headers, url: ours.url + request.url };
    ours.received.push(entry);
    const document = ours.documents[path];
    const reply = typeof document === 'function' ? await document(entry) : (document ?? 204);
    if (typeof reply === 'number') response.writeHead(reply).end();
    else response.writeHead(200, { 'content-type': 'text/xml' }).end(reply);
  };
  const http = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  sockets.on('connection', (socket, request) => {
    ours.upgrades.push({ url: ours.wsUrl + request.url, headers: request.headers });
    ours.onSocket(socket);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const ours: OurServer = {
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    received: [],
    documents: {},
    upgrades: [],
    onSocket: () => {},
    at: (path) => ours.received.filter((one) => one.path === path),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return ours;
}

export async function startTestCarrier(
  scripts: Record<string, Script> = { friendly: {} },
  options: Partial<CarrierOptions> & { speed?: number } = {},
) {
  const recordingsDir = await mkdtemp(join(tmpdir(), 'carrier-'));
  const callees = scriptedCallees(scripts);
  const studio = toneStudio();
  const faults = createFaultBoard();
  const clock = createClock(options.speed ?? 20);
  const ours = await startOurServer();
  const carrier = await startCarrier({
    ...{ clock, studio, callees, accountSid: ACCOUNT, authToken: TOKEN, controlToken: CONTROL, recordingsDir, faults, callsPerSecond: 50 },
    ...options,
  });
  const client = twilio(ACCOUNT, TOKEN);
  client.api.baseUrl = carrier.url;
  client.pricing.baseUrl = carrier.url;
  client.intelligence.baseUrl = carrier.url;
  const control = async (path: string, body?: unknown) => {
    const response = await fetch(`${carrier.url}/sandbox${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'x-sandbox-token': CONTROL, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    ...{ carrier, client, ours, callees, studio, faults, clock, control, recordingsDir },
    arrange: (arrangement: LineArrangement) => control('/lines', arrangement),
    codes: async (): Promise<number[]> => (await control('/debugger')).body.entries.map(({ code }: { code: number }) => code),
    async close() {
      await carrier.close();
      await ours.close();
      await rm(recordingsDir, { recursive: true, force: true });
    },
  };
}

export type TestCarrier = Awaited<ReturnType<typeof startTestCarrier>>;

/** Reads a media socket the way a bridge does. */
export function readSocket(socket: WebSocket) {
  const messages: Record<string, any>[] = []; // oxlint-disable-line no-explicit-any
  let closed: number | undefined;
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString('utf8'))));
  socket.on('close', (code) => (closed = code));
  const of = (event: string) => messages.filter((message) => message['event'] === event);
  return {
    messages,
    of,
    closed: () => closed,
    streamSid: () => of('start')[0]?.['streamSid'] as string,
    send(message: Record<string, unknown>) {
      socket.send(JSON.stringify({ streamSid: of('start')[0]?.['streamSid'], ...message }));
    },
    play(audio: Uint8Array) {
      this.send({ event: 'media', media: { payload: Buffer.from(audio).toString('base64') } });
    },
    mark(name: string) {
      this.send({ event: 'mark', mark: { name } });
    },
  };
}
