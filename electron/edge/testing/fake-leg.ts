/** A carrier's side of one call: asks the voice webhook for its TwiML, opens the media socket, speaks and plays in true 20 ms steps. */
import twilio from 'twilio';
import { WebSocket } from 'ws';

export const AUTH_TOKEN = 'test-auth-token';
const FRAME_BYTES = 160;
const FRAME_MS = 20;

export async function postSigned(url: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const signature = twilio.getExpectedTwilioSignature(AUTH_TOKEN, url, fields);
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature, ...headers },
    body: new URLSearchParams(fields).toString(),
  });
}

export async function streamUrl(voiceUrl: string, callSid: string): Promise<string> {
  const answer = await postSigned(voiceUrl, { CallSid: callSid, CallStatus: 'in-progress' });
  const url = /url="([^"]+)"/.exec(await answer.text())?.[1];
  if (!url) throw new Error(`no stream in the answer (${answer.status})`);
  return url;
}

export type FakeLeg = {
  readonly socket: WebSocket;
  /** Everything that was played, with the line's silence between. */
  played(): Buffer;
  playedMs(): number;
  queuedMs(): number;
  /** When audio was dropped, and how much had been played by then. */
  readonly clears: { at: number; played: Buffer }[];
  readonly marks: string[];
  /** What the callee says next; one byte value for so many milliseconds. */
  say(byte: number, ms: number): void;
  /** Sends no frames for so long; they are lost. */
  stall(ms: number): void;
  send(message: unknown): void;
  hangUp(): void;
  closed: Promise<number>;
};

export async function openLeg(
  url: string,
  callSid: string,
  options: { speed?: number; sign?: boolean; parameters?: Record<string, string> } = {},
): Promise<FakeLeg> {
  const headers = options.sign === false ? {} : { 'x-twilio-signature': twilio.getExpectedTwilioSignature(AUTH_TOKEN, url, {}) };
  const socket = new WebSocket(url, { perMessageDeflate: false, headers });
  const streamSid = `MZ${callSid.slice(2)}`;
  const played: Buffer[] = [];
  const clears: FakeLeg['clears'] = [];
  const marks: string[] = [];
  const speech: number[] = [];
  let sequence = 0;
  let chunk = 0;
  let stalled = 0;
  let tail = Buffer.alloc(0);
  let endMarks: { left: number; name: string }[] = [];
  const send = (message: unknown) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));
  const echo = (name: string) => {
    marks.push(name);
    send({ event: 'mark', sequenceNumber: String(++sequence), streamSid, mark: { name } });
  };

  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    catchUp();
    const message = JSON.parse(data.toString('utf8')) as { event: string; media?: { payload: string }; mark?: { name: string } };
    if (message.event === 'media') tail = Buffer.concat([tail, Buffer.from(message.media?.payload ?? '', 'base64')]);
    if (message.event === 'mark' && tail.length === 0) echo(message.mark?.name ?? '');
    else if (message.event === 'mark') endMarks.push({ left: tail.length, name: message.mark?.name ?? '' });
    if (message.event === 'clear') {
      clears.push({ at: performance.now(), played: Buffer.concat(played) });
      tail = Buffer.alloc(0);
      for (const mark of endMarks.splice(0)) echo(mark.name);
    }
  });
  send({ event: 'connected', protocol: 'Call', version: '1.0.0' });
  send({
    event: 'start',
    sequenceNumber: String(++sequence),
    streamSid,
    start: {
      streamSid,
      accountSid: 'AC0',
      callSid,
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: options.parameters ?? {},
    },
  });

  const period = FRAME_MS / (options.speed ?? 1);
  let due = performance.now() + period;
  const catchUp = () => {
    for (; due <= performance.now(); due += period) step();
  };
  const tick = () => {
    catchUp();
    timer = setTimeout(tick, Math.max(0, due - performance.now()));
  };
  const step = () => {
    const frame = Buffer.alloc(FRAME_BYTES, 0xff);
    tail.copy(frame, 0, 0, FRAME_BYTES);
    tail = tail.subarray(Math.min(FRAME_BYTES, tail.length));
    played.push(frame);
    for (const mark of endMarks) mark.left -= FRAME_BYTES;
    for (const mark of endMarks.filter(({ left }) => left <= 0)) echo(mark.name);
    endMarks = endMarks.filter(({ left }) => left > 0);
    const stamp = ++chunk * FRAME_MS;
    const said = Buffer.alloc(FRAME_BYTES, speech.shift() ?? 0xff);
    if (stalled > 0) stalled -= FRAME_MS;
    else
      send({
        event: 'media',
        sequenceNumber: String(++sequence),
        streamSid,
        media: { track: 'inbound', chunk: String(chunk), timestamp: String(stamp), payload: said.toString('base64') },
      });
  };
  let timer = setTimeout(tick, period);
  void closed.then(() => clearTimeout(timer));

  return {
    socket,
    played: () => Buffer.concat(played),
    playedMs: () => played.length * FRAME_MS,
    queuedMs: () => tail.length / 8,
    clears,
    marks,
    say(byte, ms) {
      for (let at = 0; at < ms; at += FRAME_MS) speech.push(byte);
    },
    stall: (ms) => void (stalled = ms),
    send,
    hangUp() {
      send({ event: 'stop', sequenceNumber: String(++sequence), streamSid, stop: { accountSid: 'AC0', callSid } });
      socket.close(1000);
    },
    closed,
  };
}
