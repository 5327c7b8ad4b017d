import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildGreeting, buildInstructions } from '#shared/domain/scenario-instructions.ts';
import { resourcePath } from '../../worker-entry.ts';
import { BUILT_IN_IDS, builtInScenarios, parseBuiltIn } from './built-in.ts';

test('every shipped file is a scenario, and none is forgotten', () => {
  const files = readdirSync(resourcePath('scenarios')).filter((name) => name.endsWith('.json'));
  expect(files.map((name) => name.replace('.json', '')).toSorted()).toEqual([...BUILT_IN_IDS].toSorted());
  expect(builtInScenarios().map((scenario) => scenario.scenario_id)).toEqual([...BUILT_IN_IDS]);
});

test.each(builtInScenarios())('$scenario_id is honest, complete and fits the protocol', (scenario) => {
  const instructions = buildInstructions(scenario, {});
  const greeting = buildGreeting(scenario, {});
  expect(greeting).toMatch(/\bAI assistant\b/);
  expect(instructions).toContain(greeting);
  expect(instructions).not.toMatch(/\{\{|\}\}/);
  for (const heading of ['Goal', 'Facts', 'Questions', 'If they ask', 'If they object', 'Closing']) {
    expect(scenario.prompt).toContain(`## ${heading}\n`);
  }
  for (const closing of ['Goal met', 'Declined', 'Bad time', 'Wrong person', 'Do not call', 'Voicemail']) {
    expect(scenario.prompt).toContain(`- ${closing}: "`);
  }
  expect(scenario.goals.length).toBeGreaterThan(1);
});

test('a file with an unknown field, a wrong id or an undeclared variable is refused by name', () => {
  const [first] = builtInScenarios();
  const file = { ...first, prompt: first?.prompt.split('\n') };
  expect(parseBuiltIn(file)).toEqual(first);
  expect(() => parseBuiltIn({ ...file, tempo: 1 })).toThrow(/tempo/);
  expect(() => parseBuiltIn({ ...file, scenario_id: 'other' })).toThrow(/scenario_id/);
  expect(() => parseBuiltIn({ ...file, greeting: 'Hello {{stranger}}' })).toThrow(/stranger/);
});
