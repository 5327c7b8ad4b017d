/** One media stream: the carrier's WebSocket to our server, in both directions or as a fork. */
import { WebSocket } from 'ws';
import { FRAME_BYTES, FRAME_MS } from '#shared/audio/mulaw.ts';
import type { Faults } from '../types.ts';
import type { Call } from './call.ts';
import type { Carrier } from './context.ts';
import { createJitter } from './jitter.ts';
import type { FrameSource } from './line.ts';
import { type PlayoutTruth, Playout } from './playout.ts';
import { sign } from './signature.ts';
import { parseStreamMessage } from './stream-messages.ts';
import { newSid } from './wire.ts';

export type StreamTrack = 'inbound_track' | 'outbound_track' | 'both_tracks';

export type StreamPlan = {
  url: string;
  name?: string;
  track: StreamTrack;
  parameters: Record<string, string>;
  bidirectional: boolean;
  statusCallback?: { url: string; method: 'GET' | 'POST' };
};

export type StreamTruth = PlayoutTruth & {
  streamSid: string;
  callSid: string;
  name: string;
  bidirectional: boolean;
  framesSent: number;
  /** Frames that a fault swallowed. */
  framesLost: number;
  open: boolean;
};

const HANDSHAKE_MS = 10_000;
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

export class MediaStream implements FrameSource {
  readonly sid = newSid('MZ');
  readonly name: string;
  readonly plan: StreamPlan;
  /** Settles when the stream is over, whoever ended it. */
  readonly ended: Promise<void>;
  private readonly carrier: Carrier;
  private readonly call: Call;
  private readonly faults: Faults;
  private readonly socket: WebSocket;
  private readonly playout: Playout;
  private readonly deliver: (send: () => void) => void;
  private readonly scratch = Buffer.alloc(FRAME_BYTES);
  private state: 'connecting' | 'open' | 'over' = 'connecting';
  private sequence = 0;
  private chunks = { inbound: 0, outbound: 0 };
  private ms = 0;
  private lost = 0;
  private held: string[] = [];
  private readonly warned = new Set<number>();
  private settle: () => void = () => {};

  constructor(carrier: Carrier, call: Call, plan: StreamPlan) {
    this.carrier = carrier;
    this.call = call;
    this.plan = plan;
    this.name = plan.name ?? this.sid;
    this.faults = call.faults;
    this.ended = new Promise((resolve) => (this.settle = resolve));
    this.deliver = createJitter(carrier.clock, this.faults.mediaJitterMs ?? 0);
    this.playout = new Playout((name) => this.send(`"event":"mark","mark":{"name":${JSON.stringify(name)}}`));
    this.socket = new WebSocket(plan.url, {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      headers: { 'X-Twilio-Signature': sign(carrier.authToken, plan.url), 'User-Agent': 'TwilioMediaStreams/1.0' },
    });
    this.socket.on('open', () => this.start());
    this.socket.on('message', (data, isBinary) => this.receive(data as Buffer, isBinary));
    this.socket.on('unexpected-response', (_request, response) => {
      this.fail(31920, `the upgrade was answered with ${response.statusCode}`);
      response.destroy();
      this.socket.terminate();
    });
    this.socket.on('error', (error) => this.fail(this.state === 'open' ? 31924 : 31901, error.message));
    this.socket.on('close', (code) => {
      if (this.state === 'open' && code === 1006) this.fail(31903, 'the connection broke');
      else this.finish('stream-stopped');
    });
  }

  /** Takes 20 ms of the line. Called once a tick, after `next`. */
  take(said: Uint8Array, heard: Uint8Array): void {
    if (this.state !== 'open') return;
    this.ms += FRAME_MS;
    const { mediaDropAtMs } = this.faults;
    if (mediaDropAtMs !== undefined && this.ms > mediaDropAtMs) {
      this.socket.terminate();
      return;
    }
    const both = this.plan.track === 'both_tracks';
    const inbound = both || this.plan.track === 'inbound_track';
    const outbound = both || this.plan.track === 'outbound_track';
    if (this.stalled() || Math.random() * 100 < (this.faults.mediaLossPercent ?? 0)) {
      this.lost += Number(inbound) + Number(outbound);
      return;
    }
    for (const text of this.held.splice(0)) this.post(text);
    if (inbound) this.media('inbound', said);
    if (outbound) this.media('outbound', heard);
  }

  next(): Uint8Array | undefined {
    return this.state === 'open' ? this.playout.next() : undefined;
  }

  digit(digit: string): void {
    if (this.plan.bidirectional) this.send(`"event":"dtmf","dtmf":{"track":"inbound_track","digit":"${digit}"}`);
  }

  /** The carrier ends the stream: `stop`, then a regular close. */
  stop(): void {
    if (this.state === 'over') return;
    if (this.state === 'open') {
      for (const text of this.held.splice(0)) this.post(text);
      this.post(`"event":"stop","stop":{"accountSid":"${this.carrier.accountSid}","callSid":"${this.call.sid}"}`);
      this.deliver(() => this.socket.close(1000));
    } else {
      this.socket.terminate();
    }
    this.finish('stream-stopped');
  }

  truth(): StreamTruth {
    return {
      ...this.playout.truth(),
      streamSid: this.sid,
      callSid: this.call.sid,
      name: this.name,
      bidirectional: this.plan.bidirectional,
      framesSent: this.chunks.inbound + this.chunks.outbound,
      framesLost: this.lost,
      open: this.state === 'open',
    };
  }

  private start(): void {
    if (this.state !== 'connecting') return;
    this.state = 'open';
    this.socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
    const tracks = this.plan.track === 'both_tracks' ? ['inbound', 'outbound'] : [this.plan.track.replace('_track', '')];
    const start = {
      accountSid: this.carrier.accountSid,
      streamSid: this.sid,
      callSid: this.call.sid,
      tracks,
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: this.plan.parameters,
    };
    this.post(`"event":"start","start":${JSON.stringify(start)}`);
    this.report('stream-started');
  }

  private media(track: 'inbound' | 'outbound', frame: Uint8Array): void {
    this.scratch.set(frame);
    const payload = this.scratch.toString('base64');
    const chunk = ++this.chunks[track];
    this.post(`"event":"media","media":{"track":"${track}","chunk":"${chunk}","timestamp":"${this.ms}","payload":"${payload}"}`);
  }

  private stalled(): boolean {
    const stall = this.faults.mediaStall;
    return stall !== undefined && this.ms > stall.atMs && this.ms <= stall.atMs + stall.forMs;
  }

  /** A message that is not media: it waits while the socket is stalled. */
  private send(body: string): void {
    if (this.state !== 'open') return;
    if (this.stalled()) this.held.push(body);
    else this.post(body);
  }

  private post(body: string): void {
    const text = `{"sequenceNumber":"${++this.sequence}","streamSid":"${this.sid}",${body}}`;
    this.deliver(() => {
      if (this.socket.readyState === WebSocket.OPEN) this.socket.send(text);
    });
  }

  private receive(data: Buffer, isBinary: boolean): void {
    if (this.state !== 'open') return;
    if (isBinary) {
      this.warn(31950, 'a binary message');
      return;
    }
    const message = parseStreamMessage(data.toString('utf8'), this.sid);
    if (message.event === 'invalid') {
      this.warn(31951, message.reason);
    } else if (!this.plan.bidirectional) {
      this.warn(31951, `${message.event} on a stream that takes no audio`);
    } else if (message.event === 'media') {
      if (this.playout.push(message.audio) > 0) this.warn(31931, 'more than ten minutes of audio are waiting; the rest was discarded');
    } else if (message.event === 'mark') {
      this.playout.mark(message.name);
    } else {
      this.playout.clear();
    }
  }

  private warn(code: number, message: string): void {
    if (this.warned.has(code)) return;
    this.warned.add(code);
    this.carrier.debuggerLog.warning(code, message, { callSid: this.call.sid, url: this.plan.url });
  }

  private fail(code: number, message: string): void {
    if (this.state === 'over') return;
    this.carrier.debuggerLog.error(code, message, { callSid: this.call.sid, url: this.plan.url });
    this.finish('stream-error', message);
  }

  private finish(event: 'stream-stopped' | 'stream-error', error?: string): void {
    if (this.state === 'over') return;
    const opened = this.state === 'open';
    this.state = 'over';
    if (opened || error) this.report(event, error);
    this.settle();
  }

  private report(event: string, error?: string): void {
    const target = this.plan.statusCallback;
    if (!target) return;
    this.call.notify(target, {
      AccountSid: this.carrier.accountSid,
      CallSid: this.call.sid,
      StreamSid: this.sid,
      StreamName: this.name,
      StreamEvent: event,
      ...(error ? { StreamError: error } : {}),
      Timestamp: new Date(this.carrier.clock.wallTime()).toISOString(),
    });
  }
}
