/** How the edge is set up, and the numbers it works by. */
import { FRAME_BYTES } from '#shared/audio/mulaw.ts';

export type EdgeOptions = {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Where the carrier reaches this edge, without a trailing slash; absent: `http://127.0.0.1:port`. */
  publicUrl?: string;
  /** The carrier account's auth token, the key of its webhook signatures. */
  webhookAuthToken: string;
  /** Speed of the clock; 1 outside of rehearsals. */
  speed: number;
  /** Key of the media tickets. */
  ticketKey: string;
  tuning?: Partial<Tuning>;
};

/** All times are of the edge's clock. */
export type Tuning = {
  /** Audio is sent ahead of its playing by up to this much: it bridges a busy moment of this thread. */
  leadMs: number;
  /** Bytes of one media message while more audio waits; a multiple of 160. Each message is followed by one mark. */
  pieceBytes: number;
  /** Age of a model session at which a fresh one takes over in the next silence … */
  rolloverAfterMs: number;
  /** … or at the latest now. The provider ends a session at 60 minutes. */
  rolloverDeadlineMs: number;
};

export const DEFAULT_TUNING: Tuning = {
  // Measured with 50 calls on two overloaded cores: 80 dry frames a run with 300 ms, 7 with a second. What is cleared costs nothing.
  leadMs: 1000,
  pieceBytes: 10 * FRAME_BYTES,
  rolloverAfterMs: 55 * 60_000,
  rolloverDeadlineMs: 58 * 60_000,
};
