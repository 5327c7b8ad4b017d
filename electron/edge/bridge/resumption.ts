/** What a fresh model session must make good of the one that broke. Pure. */
import type { ResponseRequest } from './response-gate.ts';
import { TIMELINE_MS } from './timeline.ts';

export type Broken = {
  /** An answer was being spoken. */
  brokeOff: boolean;
  /** Start of the earliest speech of the caller whose words are not known yet. */
  owedFromMs: number | undefined;
  lineMs: number;
  prefixMs: number;
  /** An answer was awaited, or had begun without a sound. */
  awaited: boolean;
  /** The request that the broken response answered. */
  active: ResponseRequest | undefined;
  waiting: ResponseRequest[];
};

export type Resumption = {
  /** The caller's audio is given again from here: the fresh session hears the words that the old one owed. */
  fromMs: number | undefined;
  requests: ResponseRequest[];
};

const CONTINUE = 'Your last answer broke off where it ends. Go on from there in a few words, without repeating it and without mentioning it.';
const REACH_MS = TIMELINE_MS - 2000;

export function resumption(broken: Broken): Resumption {
  const { brokeOff, owedFromMs, awaited, active, waiting } = broken;
  if (brokeOff) return { fromMs: undefined, requests: [{ purpose: 'resume', instructions: CONTINUE }, ...waiting] };
  // Hearing the words again makes the model answer them by itself.
  if (owedFromMs !== undefined && broken.lineMs - owedFromMs < REACH_MS) {
    return { fromMs: Math.max(0, owedFromMs - broken.prefixMs), requests: active ? [active, ...waiting] : waiting };
  }
  if (active) return { fromMs: undefined, requests: [active, ...waiting] };
  return { fromMs: undefined, requests: awaited && waiting.length === 0 ? [{ purpose: 'resume' }] : waiting };
}
