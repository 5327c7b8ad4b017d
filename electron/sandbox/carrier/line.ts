/** One answered line: each tick the far end hears 20 ms of what the carrier plays and says 20 ms of its own. */
import { FRAME_BYTES, FRAME_MS, MULAW_SILENCE } from '#shared/audio/mulaw.ts';
import type { Callee } from '#sandbox/types.ts';

/** Gives the next 160 µ-law bytes, or nothing for silence. */
export type FrameSource = { next(): Uint8Array | undefined };

/** Listens on a line. The frames may be used again for the next tick: copy what is kept. */
export type Tap = (said: Uint8Array, heard: Uint8Array) => void;

const SILENCE: FrameSource = { next: () => undefined };

export function silentFrame(): Uint8Array {
  return new Uint8Array(FRAME_BYTES).fill(MULAW_SILENCE);
}

export class Line {
  /** Milliseconds since the line was answered. */
  ms = 0;
  source: FrameSource = SILENCE;
  private readonly taps = new Set<Tap>();
  private readonly party: Callee;
  private readonly onHangUp: () => void;

  constructor(party: Callee, onHangUp: () => void) {
    this.party = party;
    this.onHangUp = onHangUp;
  }

  tick(): void {
    const heard = this.source.next() ?? silentFrame();
    const { frame, hangUp } = this.party.tick(heard);
    this.ms += FRAME_MS;
    for (const tap of this.taps) tap(frame, heard);
    if (hangUp) this.onHangUp();
  }

  /** @returns a function that takes the tap away. */
  tap(tap: Tap): () => void {
    this.taps.add(tap);
    return () => this.taps.delete(tap);
  }

  /** Lets `source` be heard until it is released; somebody else's source is left alone. */
  hear(source: FrameSource): () => void {
    this.source = source;
    return () => {
      if (this.source === source) this.source = SILENCE;
    };
  }

  close(): void {
    this.taps.clear();
    this.source = SILENCE;
    this.party.close();
  }
}

/** Plays audio to the far end once. Resolves when it was heard, or at once when `signal` aborts. */
export function play(line: Line, mulaw: Uint8Array, signal: AbortSignal): Promise<void> {
  if (signal.aborted || mulaw.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    let at = 0;
    const release = line.hear({
      next() {
        if (at >= mulaw.length) {
          finish();
          return undefined;
        }
        const part = mulaw.subarray(at, at + FRAME_BYTES);
        at += FRAME_BYTES;
        if (part.length === FRAME_BYTES) return part.slice();
        const last = silentFrame();
        last.set(part);
        return last;
      },
    });
    const finish = () => {
      release();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    signal.addEventListener('abort', finish, { once: true });
  });
}
