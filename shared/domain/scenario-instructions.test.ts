import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGreeting, buildInstructions, fillVariables, INSTRUCTION_HEADINGS, usedVariables } from './scenario-instructions.ts';

const scenario = {
  persona: 'You are Kim of {{company}}.',
  prompt: '# Goal\nSell a bicycle to {{ name }}.\n## Facts\n- It is blue.',
  greeting: 'Hello {{name}}, this is Kim.',
  language: 'en',
  temperature: 0.7,
  variables: [
    { name: 'name', example: 'Ada' },
    { name: 'company', example: 'Wheels' },
  ],
};

test('variables are filled by value, then by example, then by their own words', () => {
  expect(usedVariables(scenario)).toEqual(['name', 'company']);
  expect(buildGreeting(scenario, { name: ' Bo \n' })).toBe('Hello Bo, this is Kim.');
  expect(buildGreeting(scenario, { name: '' })).toBe('Hello Ada, this is Kim.');
  expect(fillVariables('{{first_day}}', scenario, {})).toBe('first day');
});

test('the four headings stay unique and in order, whatever the prompt contains', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 200 }), (persona, prompt) => {
      const text = buildInstructions({ ...scenario, persona, prompt: `# Goal\n${prompt}` }, {});
      const at = Object.values(INSTRUCTION_HEADINGS).map((heading) => text.indexOf(heading));
      expect(at.every((position) => position >= 0)).toBe(true);
      expect(text).toContain('## Goal');
    }),
  );
  const text = buildInstructions(scenario, {});
  const top = text.split('\n').filter((line) => line.startsWith('# '));
  expect(top).toEqual(Object.values(INSTRUCTION_HEADINGS));
});

test('the greeting is quoted whole, and a scenario without one lets the other side begin', () => {
  expect(buildInstructions(scenario, {})).toContain('"Hello Ada, this is Kim."');
  expect(buildInstructions({ ...scenario, greeting: '' }, {})).toContain('Wait until the other side has spoken');
});

test('temperature becomes a hint of style', () => {
  const hints = [0.2, 0.7, 1.1].map((temperature) =>
    buildInstructions({ ...scenario, temperature }, {})
      .split('\n')
      .at(-1),
  );
  expect(new Set(hints).size).toBe(3);
});
