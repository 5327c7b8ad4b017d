/** The audio taps of one console: each an own stream of frames, of which a slow console loses the oldest. */
import type { CallsApp, ListenedFrame } from '#core/app-types.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { encodeAudioFrame } from '#shared/live/frames.ts';

/** One second of both channels. */
const QUEUED_FRAMES = 100;
const MAX_STREAMS = 8;

export type ListeningOptions = {
  /** Who listens, with the role that they have now. */
  actor(): Actor;
  calls: Pick<CallsApp, 'listen'>;
  started(callId: string, stream: number): void;
  stopped(callId: string, stream: number, reason: string): void;
  /** Frames wait to be taken. */
  wake(): void;
};

type Tap = { stream: number; frames: Uint8Array[]; sequences: [number, number]; open: boolean; stop?: () => void };

export function createListening({ actor, calls, started, stopped, wake }: ListeningOptions) {
  const taps = new Map<string, Tap>();
  let lastStream = 0;

  function enqueue(tap: Tap, { channel, position_ms, mulaw }: ListenedFrame) {
    if (!tap.open) return;
    // Numbered before the queue, so that the console sees which frames it lost.
    const sequence = tap.sequences[channel]++;
    tap.frames.push(encodeAudioFrame({ channel, stream: tap.stream, sequence, positionMs: Math.max(0, Math.round(position_ms)), mulaw }));
    if (tap.frames.length > QUEUED_FRAMES) tap.frames.shift();
    wake();
  }

  function end(callId: string, tap: Tap, reason: string) {
    if (!tap.open) return;
    tap.open = false;
    if (taps.get(callId) === tap) taps.delete(callId);
    tap.stop?.();
    stopped(callId, tap.stream, reason);
  }

  return {
    /** @throws AppError as `calls.listen` does, or BAD_REQUEST for one stream too many */
    async start(callId: string): Promise<void> {
      const known = taps.get(callId);
      if (known) return started(callId, known.stream);
      if (taps.size >= MAX_STREAMS) throw new AppError('BAD_REQUEST', `Only ${MAX_STREAMS} calls can be listened to at once.`);
      const tap: Tap = { stream: ++lastStream, frames: [], sequences: [0, 0], open: true };
      taps.set(callId, tap);
      started(callId, tap.stream);
      try {
        const stop = await calls.listen(
          actor(),
          callId,
          (frame) => enqueue(tap, frame),
          (reason) => end(callId, tap, reason),
        );
        if (tap.open) tap.stop = stop;
        else stop();
      } catch (error) {
        end(callId, tap, error instanceof AppError ? error.message : 'Listening failed.');
        throw error;
      }
    },
    stop(callId: string, reason: string) {
      const tap = taps.get(callId);
      if (tap) end(callId, tap, reason);
    },
    stopAll(reason: string) {
      for (const [callId, tap] of taps) end(callId, tap, reason);
    },
    /** The next frame to send, of the stream that has waited longest. */
    take(): Uint8Array | undefined {
      for (const [callId, tap] of taps) {
        const frame = tap.frames.shift();
        if (!frame) continue;
        taps.delete(callId);
        taps.set(callId, tap);
        return frame;
      }
      return undefined;
    },
    get waiting(): number {
      let count = 0;
      for (const tap of taps.values()) count += tap.frames.length;
      return count;
    },
  };
}
