/** The seam between the core's instruction text and the sandbox's voice model, which know nothing of each other. */
import { expect, test } from 'vitest';
import { builtInScenarios } from '#core/scenarios/built-in.ts';
import { readBrief } from '#sandbox/voice-model/dialogue/brief.ts';
import { reply } from '#sandbox/voice-model/dialogue/reply.ts';
import type { Turn } from '#sandbox/voice-model/dialogue/turn.ts';
import { exampleInstructions, practiceLines, practiceScenarios } from '#sandbox/voice-model/practice-lines.ts';
import { buildGreeting, buildInstructions, WHISPER_PREFIX } from '#shared/domain/scenario-instructions.ts';

test.each(builtInScenarios())(
  '$scenario_id is understood from the instructions of a real call as it was when its lines were rendered',
  (scenario) => {
    const file = practiceScenarios().find((one) => one.scenario_id === scenario.scenario_id);
    if (!file) throw new Error('the scenario has no file');
    expect(readBrief(buildInstructions(scenario, {}))).toEqual(readBrief(exampleInstructions(file)));
  },
);

test.each(builtInScenarios())('$scenario_id opens with its greeting, asks all its questions and ends', (scenario) => {
  const instructions = buildInstructions(scenario, {});
  const lines = new Set(practiceLines().map(({ text }) => text));
  const turns: Turn[] = [];
  const said: string[] = [];
  for (let i = 0; i < 20; i++) {
    const answer = reply({ instructions, turns, tools: [{ name: 'end_call' }] });
    said.push(...answer.sentences);
    if (answer.call) break;
    turns.push({ role: 'assistant', text: answer.sentences.join(' '), cut: false }, { role: 'user', text: 'Yes, certainly.' });
  }
  expect(said.join(' ').startsWith(buildGreeting(scenario, {}))).toBe(true);
  expect(said.at(-1)).toMatch(/goodbye/i);
  expect(said.filter((sentence) => !lines.has(sentence))).toEqual([]);
});

test('a hidden instruction as the console sends it is spoken, and never its preface', () => {
  const [scenario] = builtInScenarios();
  if (!scenario) throw new Error('there are no scenarios');
  const instructions = buildInstructions(scenario, {});
  const greeting = reply({ instructions, turns: [], tools: [] }).sentences.join(' ');
  const turns: Turn[] = [
    { role: 'assistant', text: greeting, cut: false },
    { role: 'system', text: `${WHISPER_PREFIX}Offer a 10% discount.` },
  ];
  const text = reply({ instructions, turns, tools: [] }).sentences.join(' ');
  expect(text).toContain('I can offer you a 10% discount.');
  expect(text).not.toMatch(/supervisor|instruction/i);
});

test('values of a call take the place of the examples in what is said', () => {
  const scenario = builtInScenarios().find((one) => one.scenario_id === 'appointment-reminder');
  if (!scenario) throw new Error('the scenario is gone');
  const instructions = buildInstructions(scenario, { patient_name: 'Ada King', appointment_day: 'Friday' });
  expect(reply({ instructions, turns: [], tools: [] }).sentences.join(' ')).toContain('Am I speaking with Ada King?');
});
