/** A scenario while it is being written: what differs from the saved one, and what is wrong with it. */
import { type Scenario, type ScenarioInput, scenarioInput } from '#shared/contract/scenarios.ts';
import { undeclaredNames } from '#shared/domain/scenario-instructions.ts';

/** Field → what is wrong with it, as a key of the words under `problem`. List entries are `variables.0.name`. */
type DraftProblems = Readonly<Record<string, ProblemKey>>;
type ProblemKey =
  | 'name'
  | 'persona'
  | 'prompt'
  | 'undeclared'
  | 'variableName'
  | 'variableTwice'
  | 'variableLabel'
  | 'goalDescription'
  | 'phrase'
  | 'other';

export const EMPTY_DRAFT: ScenarioInput = {
  name: '',
  description: '',
  persona: '',
  prompt: '',
  voice: 'marin',
  temperature: 0.7,
  language: 'en',
  greeting: '',
  turn_taking: 'balanced',
  variables: [],
  goals: [],
  max_duration_seconds: 900,
};

/** What the author wrote, without what the core keeps beside it. */
export function toDraft(scenario: Scenario): ScenarioInput {
  const { scenario_id: _id, built_in: _builtIn, version: _version, created_at: _created, updated_at: _updated, ...input } = scenario;
  return input;
}

/** Whether two drafts say the same; spaces around a text do not count, because they are not saved. */
export function sameDraft(one: ScenarioInput, other: ScenarioInput): boolean {
  return written(one) === written(other);
}

function written(draft: ScenarioInput): string {
  return JSON.stringify(
    Object.keys(scenarioInput.shape).map((key) => {
      const value = draft[key as keyof ScenarioInput];
      return typeof value === 'string' ? value.trim() : (value ?? null);
    }),
  );
}

function problemAt(path: readonly PropertyKey[]): ProblemKey {
  const [field, , part] = path;
  if (field === 'name' || field === 'persona' || field === 'prompt') return field;
  if (field === 'variables' && part === 'name') return 'variableName';
  if (field === 'variables' && part === 'label') return 'variableLabel';
  if (field === 'goals' && part === 'description') return 'goalDescription';
  return field === 'goals' && part === 'said' ? 'phrase' : 'other';
}

export function problemsOf(draft: ScenarioInput): DraftProblems {
  const checked = scenarioInput.safeParse(draft);
  const found = (checked.error?.issues ?? []).map(({ path }): [string, ProblemKey] => [path.slice(0, 3).join('.'), problemAt(path)]);
  const twice = draft.variables.flatMap(({ name }, index): [string, ProblemKey][] =>
    draft.variables.findIndex((other) => other.name === name) < index ? [[`variables.${index}.name`, 'variableTwice']] : [],
  );
  const undeclared = undeclaredNames(draft).map(({ text }): [string, ProblemKey] => [text, 'undeclared']);
  return Object.fromEntries([...undeclared, ...found, ...twice]);
}

/** The variable of that name with words made of it. */
export function newVariable(name: string): ScenarioInput['variables'][number] {
  const words = name.replaceAll('_', ' ');
  return { name, label: words.charAt(0).toUpperCase() + words.slice(1), example: '' };
}

/** A name such as `stem` or `stem_2` that no other entry has. */
export function freeName(stem: string, taken: readonly string[]): string {
  if (!taken.includes(stem)) return stem;
  let suffix = 2;
  while (taken.includes(`${stem}_${suffix}`)) suffix++;
  return `${stem}_${suffix}`;
}

/** A text in pieces: what is written as `{{name}}`, and what stands around it. */
export function splitVariables(text: string): { text: string; variable: string | undefined }[] {
  const pieces: { text: string; variable: string | undefined }[] = [];
  let at = 0;
  for (const match of text.matchAll(/\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}/g)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), variable: undefined });
    pieces.push({ text: match[0], variable: match[1] });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), variable: undefined });
  return pieces;
}
