/** The carrier's media socket: reads its messages, writes ours, and says once why it ended. */
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Speaker } from '../bridge/playout.ts';

export type LegHandlers = {
  start(stream: { callSid: string; streamSid: string }): void;
  /** @param payload the frame's base64 as it came; @param bytes the same decoded. */
  media(stamp: number, payload: string, bytes: Buffer): void;
  mark(name: string): void;
  digit(digit: string): void;
  roundTrip(ms: number): void;
  /** Something that no carrier sends. */
  refused(detail: string): void;
  ended(reason: LegEnd): void;
};

/** `stopped`: by the carrier. `closed`: by us. `broken`: without a goodbye. `refused`: for what it sent. */
export type LegEnd = 'stopped' | 'closed' | 'broken' | 'refused';

const MAX_FAULTS = 5;
const MAX_STUCK_BYTES = 1024 * 1024;
const CLOSE_MS = 2000;
const START_MS = 10_000;
const PING_MS = 5000;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

type Message = {
  event?: unknown;
  start?: { callSid?: unknown; streamSid?: unknown; mediaFormat?: { encoding?: unknown; sampleRate?: unknown } };
  media?: { track?: unknown; timestamp?: unknown; payload?: unknown };
  mark?: { name?: unknown };
  dtmf?: { digit?: unknown };
};

export class MediaLeg implements Speaker {
  private readonly socket: WebSocket;
  private readonly wire: Duplex;
  private readonly handlers: LegHandlers;
  private readonly now: () => number;
  private streamSid = '';
  private head = '';
  private faults = 0;
  private end: LegEnd | undefined;
  private over = false;
  private closer: NodeJS.Timeout | undefined;
  private readonly starter: NodeJS.Timeout;
  private readonly pinger: NodeJS.Timeout;
  private pingedAt = 0;

  /** @param now the call's clock, by which the round trip counts. */
  constructor(socket: WebSocket, wire: Duplex, handlers: LegHandlers, now: () => number) {
    this.socket = socket;
    this.wire = wire;
    this.handlers = handlers;
    this.now = now;
    this.starter = setTimeout(() => this.close('refused', 1008, 'no start'), START_MS);
    this.pinger = setInterval(() => this.ping(), PING_MS);
    socket.on('message', (data, isBinary) => this.receive(data as Buffer, isBinary));
    socket.on('pong', () => handlers.roundTrip(now() - this.pingedAt));
    socket.on('error', (error) => {
      this.end ??= 'broken';
      handlers.refused(error.message);
    });
    socket.on('close', (code) => {
      this.end ??= code === 1000 || code === 1001 || code === 1005 ? 'stopped' : 'broken';
      this.finish();
    });
  }

  play(mulaw: Buffer, mark: string): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    // Both leave in one write.
    this.wire.cork();
    this.socket.send(`${this.head}"event":"media","media":{"payload":"${mulaw.toString('base64')}"}}`);
    this.socket.send(`${this.head}"event":"mark","mark":{"name":"${mark}"}}`);
    this.wire.uncork();
    if (this.socket.bufferedAmount > MAX_STUCK_BYTES) this.close('broken', 1011, 'not reading');
  }

  clear(): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(`${this.head}"event":"clear"}`);
  }

  /** Ends the stream, and with it the call: nothing follows `<Connect>` in its TwiML. */
  close(end: LegEnd = 'closed', code = 1000, reason = ''): void {
    this.end ??= end;
    if (this.over || this.closer) return;
    this.socket.close(code, reason);
    this.closer = setTimeout(() => this.socket.terminate(), CLOSE_MS);
  }

  private ping(): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.pingedAt = this.now();
    this.socket.ping();
  }

  private finish(): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.closer);
    clearInterval(this.pinger);
    clearTimeout(this.starter);
    this.handlers.ended(this.end ?? 'broken');
  }

  private receive(data: Buffer, isBinary: boolean): void {
    if (this.end) return;
    const fault = isBinary ? 'a binary message' : this.read(data.toString('utf8'));
    if (fault === undefined) return;
    this.handlers.refused(fault);
    if (++this.faults >= MAX_FAULTS) this.close('refused', 1008, 'unreadable messages');
  }

  /** @returns what is wrong with the message. */
  private read(text: string): string | undefined {
    const message = parse(text);
    if (!message) return 'a message that is no JSON object';
    switch (message.event) {
      case 'media':
        return this.media(message.media);
      case 'mark':
        if (typeof message.mark?.name !== 'string') return 'a mark without a name';
        this.handlers.mark(message.mark.name);
        return undefined;
      case 'dtmf':
        if (typeof message.dtmf?.digit !== 'string') return 'a key press without a digit';
        this.handlers.digit(message.dtmf.digit.slice(0, 1));
        return undefined;
      case 'start':
        return this.start(message.start);
      case 'connected':
        return undefined;
      case 'stop':
        this.close('stopped');
        return undefined;
      default:
        return 'an unknown event';
    }
  }

  private start(start: Message['start']): string | undefined {
    if (typeof start?.callSid !== 'string' || typeof start.streamSid !== 'string') return 'a start without its ids';
    if (this.streamSid !== '') return 'a second start';
    if (start.mediaFormat?.encoding !== 'audio/x-mulaw' || start.mediaFormat.sampleRate !== 8000) return 'an audio format that is not µ-law 8 kHz';
    clearTimeout(this.starter);
    this.streamSid = start.streamSid;
    this.head = `{"streamSid":${JSON.stringify(start.streamSid)},`;
    this.handlers.start({ callSid: start.callSid, streamSid: start.streamSid });
    return undefined;
  }

  private media(media: Message['media']): string | undefined {
    if (this.streamSid === '') return 'audio before the start';
    const payload = media?.payload;
    if (media?.track !== undefined && media.track !== 'inbound') return undefined;
    const stamp = Number(media?.timestamp);
    if (typeof payload !== 'string' || !BASE64.test(payload) || !Number.isFinite(stamp) || stamp < 0) return 'a broken audio message';
    this.handlers.media(stamp, payload, Buffer.from(payload, 'base64'));
    return undefined;
  }
}

function parse(text: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}
