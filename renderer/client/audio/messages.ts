/** What the page and its audio worklet say to one another. */
import type { JitterStats } from './jitter-buffer.ts';

/** Sides of a call as the frames number them: customer, agent, supervisor. */
export type Channel = 0 | 1 | 2;

export const PROCESSOR_NAME = 'trunkline-monitor';

export type ToWorklet =
  | { type: 'frame'; channel: Channel; positionMs: number; mulaw: Uint8Array }
  /** Linear, 0 … 1. */
  | { type: 'gain'; channel: Channel; gain: number }
  | { type: 'reset' };

export type FromWorklet = { type: 'stats'; peak: number } & JitterStats;
