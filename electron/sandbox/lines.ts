/** Who answers when a number is dialled: what a test or the practice mode arranged, else the number's own persona, else a friendly person. */
import { checkCalleeAudio } from '#shared/audio/callee-audio.ts';
import { WavError } from '#shared/audio/wav.ts';
import type { FaultBoard } from './faults.ts';
import type { Answering, Faults, LineArrangement } from './types.ts';

/** What the personas' part gives, as far as it matters here. */
export type CalleeDirectory = {
  list(): { id: string; name: string; description: string; number: string; kind: string }[];
  byNumber(e164: string): string | undefined;
  answer(personaId: string, options: { seed?: number; audio?: Uint8Array }): Promise<Answering>;
};

export type DialledCall = {
  /** The number of the person: `to` of a call that the carrier places, `from` of one that comes in. */
  number: string;
  /** Everything by which an arrangement may know the call: its TwiML, its URLs. */
  traces: readonly string[];
};

/** One call's share of the arrangements: what was claimed for it cannot be claimed again. */
export type Claim = {
  faults: Faults;
  /** @throws when the persona does not exist or its audio cannot be read. */
  answer(): Promise<Answering>;
};

export type Lines = {
  /** @throws RangeError when the persona is unknown or the audio is no WAV file. */
  arrange(arrangement: LineArrangement): void;
  /** Counts down `restErrors` of the arrangement that waits for this call. @returns the status to answer with, if any. */
  restErrorFor(call: DialledCall): number | undefined;
  claim(call: DialledCall): Claim;
  resolve(call: DialledCall): Promise<Answering>;
  /** The faults that were switched on for the calls that carry `match`. */
  faultsFor(match: string): Faults | undefined;
  clear(): void;
};

type Waiting = LineArrangement & { left: number };

const DEFAULT_PERSONA = 'friendly';

export function createLines(deps: { callees: CalleeDirectory; faults: FaultBoard }): Lines {
  const { callees, faults } = deps;
  let waiting: Waiting[] = [];

  const find = (call: DialledCall) =>
    waiting.find(({ number, match }) => number === call.number || (match !== undefined && call.traces.some((trace) => trace.includes(match))));

  const claim = (call: DialledCall): Claim => {
    const found = find(call);
    if (found && --found.left <= 0) waiting = waiting.filter((one) => one !== found);
    const options = {
      ...(found?.seed === undefined ? {} : { seed: found.seed }),
      ...(found?.audio === undefined ? {} : { audio: new Uint8Array(Buffer.from(found.audio, 'base64')) }),
    };
    const persona = found?.persona ?? callees.byNumber(call.number) ?? defaultPersona(callees);
    return { faults: found?.faults ?? {}, answer: () => callees.answer(persona, options) };
  };

  return {
    arrange(arrangement) {
      const { persona, match } = arrangement;
      if (persona !== undefined && !callees.list().some(({ id }) => id === persona)) throw new RangeError(`there is no persona "${persona}"`);
      if (arrangement.audio !== undefined) checkWav(arrangement.audio);
      waiting.push({ ...structuredClone(arrangement), left: arrangement.uses ?? 1 });
      if (match && arrangement.faults) faults.put(match, arrangement.faults);
    },
    restErrorFor(call) {
      const error = find(call)?.faults?.restErrors;
      if (!error || error.times <= 0) return undefined;
      error.times--;
      return error.status;
    },
    claim,
    resolve: (call) => claim(call).answer(),
    faultsFor: (match) => faults.find(match),
    clear: () => void (waiting = []),
  };
}

function checkWav(base64: string): void {
  try {
    checkCalleeAudio(Buffer.from(base64, 'base64'));
  } catch (error) {
    if (error instanceof WavError) throw new RangeError(`the audio cannot be played: ${error.message}`);
    throw error;
  }
}

function defaultPersona(callees: CalleeDirectory): string {
  const all = callees.list();
  return (all.find(({ id }) => id === DEFAULT_PERSONA) ?? all.find(({ id }) => id.includes(DEFAULT_PERSONA)) ?? all[0])?.id ?? DEFAULT_PERSONA;
}
