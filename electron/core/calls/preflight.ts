/** What must hold before a phone may ring. */
import { checkCalleeAudio } from '#shared/audio/callee-audio.ts';
import { WavError } from '#shared/audio/wav.ts';
import type { PlaceCall } from '#shared/contract/calls.ts';
import type { Scenario } from '#shared/contract/scenarios.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { parsePhone } from '#shared/domain/phone.ts';
import { checkVariables } from '#shared/domain/scenario-instructions.ts';
import type { PracticeLine } from '../ports/host.ts';

export type ClearedCall = { to: string; from: string; scenario: Scenario; persona: string | null };

/**
 * Checks a request from all sides and gives it in its stored form. Nothing has been dialled or saved by then.
 * @throws AppError NUMBER_MALFORMED, NUMBER_NOT_IN_PLAN, NOT_FOUND (scenario), CALL_BLOCKED, BAD_REQUEST, VALIDATION_ERROR
 */
export async function clearForDialling(
  actor: Actor,
  input: PlaceCall,
  host: { from: string; practice: PracticeLine | undefined; findScenario: (actor: Actor, id: string) => Promise<Scenario> },
): Promise<ClearedCall> {
  const to = parsePhone(input.to);
  const from = parsePhone(input.from || host.from);
  const scenario = await host.findScenario(actor, input.scenario_id);
  checkVariables(scenario, input.variables);
  const reasons = blockedBecause(to, from);
  if (reasons.length > 0) {
    throw new AppError('CALL_BLOCKED', `This call is not allowed: ${reasons.join(' ')}`, { details: 'Nothing was dialled.', params: { reasons } });
  }
  const persona = await practicePersona(input, to, host.practice);
  if (input.practice?.audio !== undefined) checkAudio(input.practice.audio);
  return { to, from, scenario, persona };
}

/** @param audio a file, base64 */
function checkAudio(audio: string): void {
  try {
    checkCalleeAudio(Buffer.from(audio, 'base64'));
  } catch (error) {
    if (!(error instanceof WavError)) throw error;
    throw new AppError('VALIDATION_ERROR', `The practice audio cannot be played: ${error.message}.`, {
      details: 'Nothing was dialled. PCM, float and µ-law of 8 to 48 kHz, mono or stereo, can be played.',
      errors: [{ loc: ['body', 'practice', 'audio'], msg: error.message, type: 'value_error' }],
    });
  }
}

function blockedBecause(to: string, from: string): string[] {
  return to === from ? ['The number would call itself.'] : [];
}

async function practicePersona(input: PlaceCall, to: string, practice: PracticeLine | undefined): Promise<string | null> {
  if (!practice) {
    if (!input.practice) return null;
    throw new AppError('BAD_REQUEST', 'Practice choices work on the practice line only; this program is connected to a real carrier.', {
      details: 'Nothing was dialled. Leave “practice” out to place a real call.',
    });
  }
  const personas = await practice.personas();
  const wanted = input.practice?.persona;
  if (wanted === undefined) return personas.find((one) => one.number === to)?.id ?? null;
  if (!personas.some((one) => one.id === wanted)) {
    throw new AppError('VALIDATION_ERROR', `There is no practice persona “${wanted}”.`, {
      details: `Choose one of: ${personas.map((one) => one.id).join(', ')}.`,
      errors: [{ loc: ['body', 'practice', 'persona'], msg: 'no such practice persona', type: 'value_error' }],
    });
  }
  return wanted;
}
