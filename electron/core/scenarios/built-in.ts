/** The scenarios that come with the program: texts in `resources/scenarios/`, checked like anything that an author writes. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { scenarioInput } from '#shared/contract/scenarios.ts';
import { asWritten, undeclaredNames } from '#shared/domain/scenario-instructions.ts';
import { resourcePath } from '../../worker-entry.ts';

export const BUILT_IN_IDS = ['sales', 'support', 'appointment-reminder', 'survey', 'payment-reminder', 'wrong-number-recovery'] as const;
export type BuiltInId = (typeof BUILT_IN_IDS)[number];

/** A file keeps the prompt as lines, so that people can read and compare it. */
const scenarioFile = z
  .strictObject({
    ...scenarioInput.shape,
    scenario_id: z.enum(BUILT_IN_IDS),
    prompt: z
      .array(z.string())
      .transform((lines) => lines.join('\n'))
      .pipe(scenarioInput.shape.prompt),
  })
  .superRefine((scenario, context) => {
    for (const { text, names } of undeclaredNames(scenario)) {
      context.addIssue({ code: 'custom', message: `it uses ${asWritten(names)}, which is not declared`, path: [text] });
    }
  });

export type BuiltInScenario = z.infer<typeof scenarioFile>;

/**
 * Checks one scenario file.
 * @throws z.ZodError naming the field that is wrong.
 */
export function parseBuiltIn(json: unknown): BuiltInScenario {
  return scenarioFile.parse(json);
}

let loaded: readonly BuiltInScenario[] | undefined;

/**
 * The built-in scenarios, in the order in which they are offered. Read once.
 * @throws when a shipped file is missing or broken, which is an error of the package.
 */
export function builtInScenarios(): readonly BuiltInScenario[] {
  loaded ??= BUILT_IN_IDS.map((id) => parseBuiltIn(JSON.parse(readFileSync(resourcePath('scenarios', `${id}.json`), 'utf8'))));
  return loaded;
}
