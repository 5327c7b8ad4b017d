/** Runs on the audio thread: one jitter buffer for each side of the call, mixed to both ears. */
import { createJitterBuffer, type JitterBuffer } from './jitter-buffer.ts';
import { type Channel, type FromWorklet, PROCESSOR_NAME, type ToWorklet } from './messages.ts';

declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const STATS_EVERY_SECONDS = 0.2;

class MonitorProcessor extends AudioWorkletProcessor {
  buffers = new Map<Channel, JitterBuffer>();
  gains = new Map<Channel, number>();
  sinceStats = 0;
  peak = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToWorklet>) => this.receive(data);
  }

  receive(message: ToWorklet) {
    if (message.type === 'reset') this.buffers.clear();
    else if (message.type === 'gain') this.gains.set(message.channel, message.gain);
    else {
      const buffer = this.buffers.get(message.channel) ?? createJitterBuffer(sampleRate);
      this.buffers.set(message.channel, buffer);
      buffer.push(message.mulaw, message.positionMs);
    }
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [left, ...others] = outputs[0] ?? [];
    if (!left) return true;
    for (const [channel, buffer] of this.buffers) buffer.mixInto(left, this.gains.get(channel) ?? 1);
    for (const sample of left) this.peak = Math.max(this.peak, Math.abs(sample));
    for (const other of others) other.set(left);
    this.sinceStats += left.length / sampleRate;
    if (this.sinceStats >= STATS_EVERY_SECONDS) this.report();
    return true;
  }

  report() {
    const total: FromWorklet = { type: 'stats', samplesPlayed: 0, underruns: 0, dropped: 0, queuedMs: 0, targetMs: 0, peak: this.peak };
    for (const buffer of this.buffers.values()) {
      const stats = buffer.stats();
      total.samplesPlayed += stats.samplesPlayed;
      total.underruns += stats.underruns;
      total.dropped += stats.dropped;
      total.queuedMs = Math.max(total.queuedMs, stats.queuedMs);
      total.targetMs = Math.max(total.targetMs, stats.targetMs);
    }
    this.port.postMessage(total);
    this.sinceStats = 0;
    this.peak = 0;
  }
}

registerProcessor(PROCESSOR_NAME, MonitorProcessor);
