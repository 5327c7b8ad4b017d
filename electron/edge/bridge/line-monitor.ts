/** Levels for the meters at 10 Hz, and audio for listeners while there are any. */
import type { Channel } from '#core/ports/voice-edge.ts';
import { BYTES_PER_MS, FRAME_BYTES, FRAME_MS, mulawDbfs } from '#shared/audio/mulaw.ts';
import type { Coverage } from '../recorder/coverage.ts';
import type { Emit } from './call-host.ts';
import type { Timeline } from './timeline.ts';

/** Read this far behind the line, so that frames which jitter are in place. */
const SETTLE_MS = 60;
const LEVEL_MS = 100;
/** A listener who was held up for longer goes on with what sounds now. */
const MAX_BEHIND_MS = 1000;

const scratch = new Uint8Array(LEVEL_MS * BYTES_PER_MS);

export class LineMonitor {
  private readonly callId: string;
  private readonly timeline: Timeline;
  private readonly coverage: Coverage;
  private readonly emit: Emit;
  private levelAt = 0;
  private tappedAt: number | undefined;

  constructor(callId: string, timeline: Timeline, coverage: Coverage, emit: Emit) {
    this.callId = callId;
    this.timeline = timeline;
    this.coverage = coverage;
    this.emit = emit;
  }

  tap(on: boolean, lineMs: number): void {
    if (!on) this.tappedAt = undefined;
    else this.tappedAt ??= Math.max(0, Math.floor((lineMs - SETTLE_MS) / FRAME_MS) * FRAME_MS);
  }

  beat(lineMs: number): void {
    const settled = lineMs - SETTLE_MS;
    if (settled - this.levelAt >= LEVEL_MS) {
      if (settled - this.levelAt > MAX_BEHIND_MS) this.levelAt = Math.floor(settled / LEVEL_MS) * LEVEL_MS - LEVEL_MS;
      this.measure(this.levelAt);
      this.levelAt += LEVEL_MS;
    }
    if (this.tappedAt === undefined) return;
    if (settled - this.tappedAt > MAX_BEHIND_MS) this.tappedAt = Math.floor(settled / FRAME_MS) * FRAME_MS - FRAME_MS;
    for (; settled - this.tappedAt >= FRAME_MS; this.tappedAt += FRAME_MS) {
      this.listen(0, this.tappedAt);
      this.listen(1, this.tappedAt);
    }
  }

  private measure(atMs: number): void {
    const customer = this.level(0, atMs);
    const agent = this.level(1, atMs);
    this.emit({ type: 'levels', call_id: this.callId, at_ms: atMs + LEVEL_MS, customer, agent });
  }

  private level(channel: Channel, atMs: number): number {
    this.timeline.read(channel, atMs * BYTES_PER_MS, scratch);
    const dbfs = Math.round(mulawDbfs(scratch) * 10) / 10;
    this.coverage.level(channel, dbfs, LEVEL_MS);
    return dbfs;
  }

  private listen(channel: Channel, atMs: number): void {
    const mulaw = new Uint8Array(FRAME_BYTES);
    this.timeline.read(channel, atMs * BYTES_PER_MS, mulaw);
    this.emit({ type: 'frames', call_id: this.callId, channel, position_ms: atMs, mulaw });
  }
}
