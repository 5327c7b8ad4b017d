/**
 * Evens out the arrival of call audio: holds each side back a little, a little more after every gap it could not bridge, a little less
 * while all goes well. Samples are 8 kHz, −1 … 1. Pure apart from its own memory, which is bounded.
 */
import { decodeMulawSample, MULAW_SAMPLE_RATE } from '#shared/audio/mulaw.ts';

const PER_MS = MULAW_SAMPLE_RATE / 1000;
const CAPACITY = 2 * MULAW_SAMPLE_RATE;
const START_TARGET_MS = 60;
const SMALLEST_TARGET_MS = 40;
const LARGEST_TARGET_MS = 240;
/** Audio this much beyond the target is dropped, the oldest first. */
const SLACK_MS = 160;
const CALM_MS = 8000;
/** How far the pace may be bent to keep the buffer near its target; not audible. */
const BEND = 0.004;

export type JitterStats = {
  /** Received samples that were played. */
  samplesPlayed: number;
  /** Times the buffer ran dry although the sender had not paused. */
  underruns: number;
  /** Samples dropped because they had become too old. */
  dropped: number;
  queuedMs: number;
  targetMs: number;
};

export type JitterBuffer = ReturnType<typeof createJitterBuffer>;

export function createJitterBuffer(outputRate: number) {
  const ring = new Float32Array(CAPACITY);
  let read = 0;
  let queued = 0;
  let fraction = 0;
  let playing = false;
  let targetMs = START_TARGET_MS;
  let nextPositionMs: number | undefined;
  let ranDry = false;
  let calm = 0;
  const counts = { samplesPlayed: 0, underruns: 0, dropped: 0 };

  function drop(samples: number) {
    read = (read + samples) % CAPACITY;
    queued -= samples;
    counts.dropped += samples;
  }

  return {
    /** @param positionMs place of the first sample in the call; tells a late frame from a pause of the sender. */
    push(mulaw: Uint8Array, positionMs: number) {
      const paused = nextPositionMs === undefined || positionMs - nextPositionMs > 40;
      if (ranDry && !paused) {
        counts.underruns++;
        targetMs = Math.min(LARGEST_TARGET_MS, targetMs + 20);
        calm = 0;
      }
      ranDry = false;
      nextPositionMs = positionMs + mulaw.length / PER_MS;
      const overflow = queued + mulaw.length - CAPACITY;
      if (overflow > 0) drop(Math.min(queued, overflow));
      const write = read + queued;
      const take = Math.min(mulaw.length, CAPACITY);
      for (let i = 0; i < take; i++) ring[(write + i) % CAPACITY] = decodeMulawSample(mulaw[i] ?? 0xff) / 32768;
      queued += take;
      if (queued > (targetMs + SLACK_MS) * PER_MS) drop(queued - Math.round(targetMs * PER_MS));
    },
    /** Adds what is heard now to `output`, which has the output's rate. */
    mixInto(output: Float32Array, gain: number) {
      if (!playing && queued < targetMs * PER_MS) return;
      playing = true;
      const excess = Math.max(-1, Math.min(1, (queued / PER_MS - targetMs) / targetMs));
      const step = (MULAW_SAMPLE_RATE / outputRate) * (1 + BEND * excess);
      for (let i = 0; i < output.length; i++) {
        if (queued < 2) {
          playing = false;
          ranDry = true;
          break;
        }
        const here = ring[read] ?? 0;
        const next = ring[(read + 1) % CAPACITY] ?? 0;
        output[i] = (output[i] ?? 0) + (here + (next - here) * fraction) * gain;
        fraction += step;
        while (fraction >= 1 && queued > 0) {
          fraction -= 1;
          read = (read + 1) % CAPACITY;
          queued--;
          counts.samplesPlayed++;
        }
      }
      calm += output.length;
      if (calm > (outputRate * CALM_MS) / 1000) {
        calm = 0;
        targetMs = Math.max(SMALLEST_TARGET_MS, targetMs - 10);
      }
    },
    stats: (): JitterStats => ({ ...counts, queuedMs: queued / PER_MS, targetMs }),
  };
}
