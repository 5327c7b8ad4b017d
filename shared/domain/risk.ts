/** What a supervisor should look at, as pure rules over one call. Each reason says in words what was measured and against which limit. */
import { percentile, type TimedTurn } from './metrics.ts';

export const RISK_RULES = [
  'dead_air',
  'slow_response',
  'talking_over',
  'long_call',
  'not_understood',
  'upset',
  'opt_out',
  'one_way_audio',
  'transcript_gap',
  'model_trouble',
] as const;

export type RiskReason = { rule: (typeof RISK_RULES)[number]; text: string; weight: number };

export type RiskUtterance = { channel: 0 | 1; text: string; start_ms: number; end_ms?: number | null; unintelligible: boolean };

/** Energy on the line, independent of whether anybody understood a word. */
export type LineEnergy = {
  /** When the customer's channel last had energy; undefined: never. */
  customer_heard_at_ms: number | undefined;
  /** When either side was last loud enough to be speech. */
  speech_at_ms: number;
  /** The longest stretch so far in which neither was. */
  longest_silence: { from_ms: number; length_ms: number };
};

export type RiskInput = {
  /** Where the call is now, or where its media ended: milliseconds since the media stream began. */
  at_ms: number;
  /** In the order of the conversation. */
  utterances: readonly RiskUtterance[];
  turns: readonly TimedTurn[];
  interruptions: number;
  /** What was measured on the line; absent before there is sound, and for calls of which only the transcript is left. */
  line?: LineEnergy | undefined;
  /** Times the voice model was lost or had to be reached again. */
  model_troubles: number;
  /** Sentences about a channel whose energy and transcript disagree. */
  alarms: readonly string[];
};

/** Limits of the rules. Milliseconds unless the name says otherwise. */
export const RISK_LIMITS = {
  deadAir: 4000,
  slowResponse: 1500,
  slowResponseReplies: 2,
  talkingOverTimes: 3,
  longCall: 600_000,
  notUnderstoodTimes: 2,
  oneWayAudio: 12_000,
} as const;

/** Below this the customer's channel counts as without energy, in dBFS. */
const SILENT_DBFS = -60;

/** Above this a channel may be speech and not room noise, in dBFS. */
const SPEECH_DBFS = -45;

export const NO_ENERGY: LineEnergy = { customer_heard_at_ms: undefined, speech_at_ms: 0, longest_silence: { from_ms: 0, length_ms: 0 } };

/** Takes one measurement of both sides in. */
export function withLevels(line: LineEnergy, level: { at_ms: number; customer: number; agent: number }): LineEnergy {
  const silence = silenceUntil(line, level.at_ms);
  const speech = Math.max(level.customer, level.agent) > SPEECH_DBFS;
  return {
    customer_heard_at_ms: level.customer > SILENT_DBFS ? level.at_ms : line.customer_heard_at_ms,
    speech_at_ms: speech ? level.at_ms : line.speech_at_ms,
    longest_silence: silence,
  };
}

function silenceUntil({ speech_at_ms, longest_silence }: LineEnergy, atMs: number): LineEnergy['longest_silence'] {
  const length_ms = atMs - speech_at_ms;
  return length_ms > longest_silence.length_ms ? { from_ms: speech_at_ms, length_ms } : longest_silence;
}

const UPSET =
  /\b(ridiculous|unacceptable|angry|furious|upset|terrible|awful|disgusting|useless|complain(?:t|ing)?|lawyer|sue you|scam|fraud|harass\w*|waste of (?:my )?time|fed up|shut up|(?:speak|talk) (?:to|with) (?:a|your|the) (?:manager|supervisor))\b/i;
const OPT_OUT =
  /\b((?:do not|don[’']?t|never|stop) call(?:ing)?(?: me| us| here| this number| again)*|(?:take|remove) (?:me|us|my number) (?:off|from)|unsubscribe|opt out|leave me alone)\b/i;

/** The rules that fire, heaviest first, and their sum, at most 100. */
export function assessRisk(input: RiskInput): { score: number; reasons: RiskReason[] } {
  const reasons = [
    optOut(input),
    upset(input),
    oneWayAudio(input),
    transcriptGap(input),
    modelTrouble(input),
    deadAir(input),
    notUnderstood(input),
    slowResponse(input),
    talkingOver(input),
    longCall(input),
  ].filter((reason) => reason !== undefined);
  reasons.sort((a, b) => b.weight - a.weight);
  return {
    score: Math.min(
      100,
      reasons.reduce((sum, reason) => sum + reason.weight, 0),
    ),
    reasons,
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function clock(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function said(input: RiskInput, words: RegExp): { phrase: string; at: number } | undefined {
  for (const one of input.utterances) {
    const match = one.channel === 0 ? words.exec(one.text) : null;
    if (match) return { phrase: match[0].toLowerCase(), at: one.start_ms };
  }
  return undefined;
}

function optOut(input: RiskInput): RiskReason | undefined {
  const hit = said(input, OPT_OUT);
  return hit && { rule: 'opt_out', weight: 40, text: `Asked not to be called: “${hit.phrase}” at ${clock(hit.at)}.` };
}

function upset(input: RiskInput): RiskReason | undefined {
  const hit = said(input, UPSET);
  return hit && { rule: 'upset', weight: 30, text: `May be upset: said “${hit.phrase}” at ${clock(hit.at)}.` };
}

function oneWayAudio(input: RiskInput): RiskReason | undefined {
  if (!input.line) return undefined;
  const silent = input.at_ms - (input.line.customer_heard_at_ms ?? 0);
  if (silent <= RISK_LIMITS.oneWayAudio) return undefined;
  return {
    rule: 'one_way_audio',
    weight: 35,
    text: `No sound from the other side for ${seconds(silent)} (limit ${seconds(RISK_LIMITS.oneWayAudio)}).`,
  };
}

function transcriptGap({ alarms }: RiskInput): RiskReason | undefined {
  return alarms.length === 0 ? undefined : { rule: 'transcript_gap', weight: 30, text: alarms.join(' ') };
}

function modelTrouble(input: RiskInput): RiskReason | undefined {
  if (input.model_troubles === 0) return undefined;
  return { rule: 'model_trouble', weight: 25, text: `The voice model was lost ${times(input.model_troubles)}.` };
}

/** Words come later than they are spoken, so the line's energy decides where it was measured, and the transcript where it was not. */
function deadAir(input: RiskInput): RiskReason | undefined {
  const { from_ms, length_ms } = input.line ? silenceUntil(input.line, input.at_ms) : silenceBetween(input);
  if (length_ms <= RISK_LIMITS.deadAir) return undefined;
  return {
    rule: 'dead_air',
    weight: 20,
    text: `Nobody spoke for ${seconds(length_ms)} from ${clock(from_ms)} (limit ${seconds(RISK_LIMITS.deadAir)}).`,
  };
}

function silenceBetween(input: RiskInput): LineEnergy['longest_silence'] {
  let quietFrom = 0;
  let longest = { from_ms: 0, length_ms: 0 };
  for (const { start_ms, end_ms } of [...input.utterances, { start_ms: input.at_ms, end_ms: input.at_ms }]) {
    if (start_ms - quietFrom > longest.length_ms) longest = { from_ms: quietFrom, length_ms: start_ms - quietFrom };
    quietFrom = Math.max(quietFrom, end_ms ?? input.at_ms);
  }
  return longest;
}

function notUnderstood(input: RiskInput): RiskReason | undefined {
  const count = input.utterances.filter((one) => one.channel === 0 && one.unintelligible).length;
  if (count < RISK_LIMITS.notUnderstoodTimes) return undefined;
  return {
    rule: 'not_understood',
    weight: 20,
    text: `The caller could not be understood ${times(count)} (limit ${RISK_LIMITS.notUnderstoodTimes}).`,
  };
}

function slowResponse(input: RiskInput): RiskReason | undefined {
  const waits = input.turns.filter((turn) => turn.kind === 'reply').map((turn) => turn.first_audio_ms - turn.speech_end_ms);
  const p95 = percentile(waits, 95);
  if (p95 === undefined || waits.length < RISK_LIMITS.slowResponseReplies || p95 <= RISK_LIMITS.slowResponse) return undefined;
  return {
    rule: 'slow_response',
    weight: 15,
    text: `95 % of ${waits.length} replies begin within ${seconds(p95)} (limit ${seconds(RISK_LIMITS.slowResponse)}).`,
  };
}

function talkingOver(input: RiskInput): RiskReason | undefined {
  if (input.interruptions < RISK_LIMITS.talkingOverTimes) return undefined;
  return { rule: 'talking_over', weight: 15, text: `The caller interrupted ${times(input.interruptions)} (limit ${RISK_LIMITS.talkingOverTimes}).` };
}

function longCall(input: RiskInput): RiskReason | undefined {
  if (input.at_ms <= RISK_LIMITS.longCall) return undefined;
  return { rule: 'long_call', weight: 10, text: `The call has lasted ${clock(input.at_ms)} (limit ${clock(RISK_LIMITS.longCall)}).` };
}
