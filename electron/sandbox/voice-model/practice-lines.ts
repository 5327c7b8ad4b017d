/** Every line that the voice model can say in the built-in scenarios with their example values: what is rendered ahead. */
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { resourcePath } from '../../worker-entry.ts';
import { readBrief } from './dialogue/brief.ts';
import { linesOf } from './dialogue/lines.ts';

const scenarioFile = z.object({
  scenario_id: z.string(),
  persona: z.string(),
  prompt: z.array(z.string()).transform((lines) => lines.join('\n')),
  voice: z.string(),
  greeting: z.string(),
  variables: z.array(z.object({ name: z.string(), example: z.string() })),
});

export type PracticeScenario = z.infer<typeof scenarioFile>;

/** A scenario under the headings that the dialogue reads, its variables filled with their examples. */
export function exampleInstructions(scenario: PracticeScenario): string {
  const { persona, greeting, prompt, variables } = scenario;
  const text = `# Who you are\n${persona}\n\n# Opening\n"${greeting}"\n\n# Your task\n${prompt}`;
  return variables.reduce((filled, { name, example }) => filled.replaceAll(`{{${name}}}`, example), text);
}

export function practiceScenarios(): PracticeScenario[] {
  return readdirSync(resourcePath('scenarios'))
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => scenarioFile.parse(JSON.parse(readFileSync(resourcePath('scenarios', name), 'utf8'))));
}

/** Lines by voice, without repetition, in a stable order. */
export function practiceLines(): { voice: string; text: string }[] {
  const lines = new Map<string, { voice: string; text: string }>();
  for (const scenario of practiceScenarios()) {
    for (const text of linesOf(readBrief(exampleInstructions(scenario)))) lines.set(`${scenario.voice}\n${text}`, { voice: scenario.voice, text });
  }
  return [...lines.values()];
}
