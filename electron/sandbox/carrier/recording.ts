/** One recording: written to disk as two µ-law channels while the call lives, handed out as WAV. */
import { type WriteStream, createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BYTES_PER_MS, FRAME_BYTES, FRAME_MS, MULAW_SILENCE, decodeMulaw, mulawDbfs } from '#shared/audio/mulaw.ts';
import { mixToMono, writePcmWav } from '#shared/audio/wav.ts';
import type { Call } from './call.ts';
import type { Carrier } from './context.ts';
import type { Line } from './line.ts';
import type { Target } from './webhooks.ts';
import { type Form, newSid, rfc2822 } from './wire.ts';

export type RecordingStatus = 'in-progress' | 'paused' | 'processing' | 'completed' | 'absent' | 'deleted';

export type RecordingPlan = {
  channels: 1 | 2;
  track: 'inbound' | 'outbound' | 'both';
  source: string;
  trim: boolean;
  callback?: Target & { events: ReadonlySet<string> };
};

const PROCESSING_MS = 800;
const BLOCK_FRAMES = 50;
const SILENCE_DBFS = -50;

export class Recording {
  readonly sid = newSid('RE');
  readonly call: Call;
  readonly plan: RecordingPlan;
  readonly createdAt: number;
  status: RecordingStatus = 'in-progress';
  updatedAt: number;
  private readonly carrier: Carrier;
  private readonly file: string;
  private readonly out: WriteStream;
  private readonly release: () => void;
  private block = Buffer.alloc(BLOCK_FRAMES * FRAME_BYTES * 2);
  private filled = 0;
  private frames = 0;
  private firstLoud = -1;
  private lastLoud = -1;
  private pausedSilently = false;

  constructor(carrier: Carrier, call: Call, line: Line, plan: RecordingPlan) {
    this.carrier = carrier;
    this.call = call;
    this.plan = plan;
    this.createdAt = carrier.clock.wallTime();
    this.updatedAt = this.createdAt;
    this.file = join(carrier.recordingsDir, `${this.sid}.ulaw`);
    this.out = createWriteStream(this.file);
    this.out.on('error', (error) => carrier.debuggerLog.error(20500, `the recording cannot be written: ${error.message}`, { callSid: call.sid }));
    this.release = line.tap((said, heard) => this.take(said, heard));
    carrier.recordings.set(this.sid, this);
    call.recordings.push(this);
    this.report('in-progress');
  }

  get live(): boolean {
    return this.status === 'in-progress' || this.status === 'paused';
  }

  get url(): string {
    return `${this.carrier.url}/2010-04-01/Accounts/${this.carrier.accountSid}/Recordings/${this.sid}`;
  }

  /** Whole seconds of audio. */
  get seconds(): number {
    const [from, to] = this.span();
    return Math.round(((to - from) * FRAME_MS) / 1000);
  }

  pause(behavior: 'skip' | 'silence'): void {
    this.pausedSilently = behavior === 'silence';
    this.become('paused');
  }

  resume(): void {
    this.become('in-progress');
  }

  /** Ends the recording; it can be fetched once it is `completed`. */
  stop(): void {
    if (!this.live) return;
    this.release();
    this.become('processing');
    this.out.end(this.block.subarray(0, this.filled), () => {
      this.carrier.clock.after(PROCESSING_MS, () => {
        if (this.status !== 'processing') return;
        const status = this.seconds === 0 && this.lastLoud < 0 ? 'absent' : 'completed';
        this.become(status);
        this.report(status);
      });
    });
  }

  async remove(): Promise<void> {
    this.become('deleted');
    await rm(this.file, { force: true });
  }

  /** Channel 1 is the far end (the person), channel 2 is our side. */
  async channels(): Promise<[Uint8Array, Uint8Array]> {
    const raw = await readFile(this.file);
    const [from, to] = this.span();
    const length = (to - from) * FRAME_BYTES;
    const person = new Uint8Array(length);
    const ours = new Uint8Array(length);
    for (let i = 0, at = from * FRAME_BYTES * 2; i < length; i++, at += 2) {
      person[i] = raw[at] ?? MULAW_SILENCE;
      ours[i] = raw[at + 1] ?? MULAW_SILENCE;
    }
    return [person, ours];
  }

  /** 16-bit PCM at 8 kHz. Two channels only when two were recorded. */
  async wav(channels: 1 | 2): Promise<Uint8Array> {
    const audio = { sampleRate: BYTES_PER_MS * 1000, channels: (await this.channels()).map((one) => decodeMulaw(one)) };
    const dual = channels === 2 && this.plan.channels === 2;
    return writePcmWav(dual ? audio : { ...audio, channels: [sum(mixToMono(audio))] });
  }

  private take(said: Uint8Array, heard: Uint8Array): void {
    if (this.status === 'paused' && !this.pausedSilently) return;
    const paused = this.status === 'paused';
    const person = !paused && this.plan.track !== 'outbound';
    const ours = !paused && this.plan.track !== 'inbound';
    const { block } = this;
    let at = this.filled;
    for (let i = 0; i < FRAME_BYTES; i++) {
      block[at++] = person ? (said[i] ?? MULAW_SILENCE) : MULAW_SILENCE;
      block[at++] = ours ? (heard[i] ?? MULAW_SILENCE) : MULAW_SILENCE;
    }
    if (this.lastLoud < 0 || this.plan.trim) this.measure(said, heard);
    this.frames++;
    this.filled = at;
    if (at === block.length) {
      this.out.write(block);
      this.block = Buffer.alloc(block.length);
      this.filled = 0;
    }
  }

  private measure(said: Uint8Array, heard: Uint8Array): void {
    if (Math.max(mulawDbfs(said), mulawDbfs(heard)) < SILENCE_DBFS) return;
    if (this.firstLoud < 0) this.firstLoud = this.frames;
    this.lastLoud = this.frames;
  }

  /** First frame and the one after the last, silence at both ends left out when that was asked for. */
  private span(): [from: number, to: number] {
    if (!this.plan.trim || this.firstLoud < 0) return [0, this.frames];
    return [this.firstLoud, this.lastLoud + 1];
  }

  private become(status: RecordingStatus): void {
    this.status = status;
    this.updatedAt = this.carrier.clock.wallTime();
  }

  private report(status: string): void {
    const { callback, channels, source, track } = this.plan;
    if (!callback?.events.has(status)) return;
    const params: Form = {
      AccountSid: this.carrier.accountSid,
      CallSid: this.call.sid,
      RecordingSid: this.sid,
      RecordingUrl: this.url,
      RecordingStatus: status,
      RecordingChannels: String(channels),
      RecordingSource: source,
      RecordingStartTime: rfc2822(this.createdAt),
      RecordingTrack: track,
      ErrorCode: '0',
    };
    if (status !== 'in-progress') params['RecordingDuration'] = String(this.seconds);
    this.call.notify(callback, params);
  }
}

/** Undoes the halving of a mean: on a telephone line the two sides add up. */
function sum(mean: Int16Array): Int16Array {
  return mean.map((sample) => Math.max(-32768, Math.min(32767, sample * 2)));
}
