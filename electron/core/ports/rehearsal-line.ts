/** A line on which scenarios are rehearsed: the sandbox, the edge and the core at a speed of their own, with nothing kept. */
import type { Utterance } from '#shared/contract/calls.ts';
import type { ScenarioInput } from '#shared/contract/scenarios.ts';
import type { PracticePersona } from '#shared/contract/system.ts';

export type RehearsalRequest = {
  scenario: ScenarioInput;
  variables: Record<string, string>;
  persona: string;
  /** Makes the persona's choices repeatable. */
  seed: number;
  speed: number;
  signal: AbortSignal;
};

export type RehearsalResult = { state: string; reason: string; duration_ms: number; utterances: Utterance[] };

export type RehearsalLine = {
  /** Who can answer. */
  personas(): Promise<PracticePersona[]>;
  /** Places the call and waits for its end. @throws AppError */
  rehearse(request: RehearsalRequest): Promise<RehearsalResult>;
  /** Deletes what ended rehearsals left for the next ones. */
  forget(): Promise<void>;
  close(): Promise<void>;
};
