import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from './errors.ts';
import {
  buildGreeting,
  buildInstructions,
  checkVariables,
  fillVariables,
  INSTRUCTION_HEADINGS,
  undeclaredNames,
  usedVariables,
} from './scenario-instructions.ts';

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

test('a value is text and nothing else: it opens no heading, no line and no further variable', () => {
  const open = { ...scenario, persona: '{{name}}', prompt: '{{name}}\n{{company}}' };
  const plain = buildInstructions(open, { name: 'x', company: 'x' });
  const headings = (text: string) => text.split('\n').filter((line) => /^#+\s/.test(line));
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('#', ' ', '\n', '\r', '\u2028', '\u0085', '\t', '-', '*', '>', '{{name}}', '$&', '"', 'word') }),
      (value) => {
        const text = buildInstructions(open, { name: value, company: value });
        expect(headings(text)).toEqual(headings(plain));
        expect(text.split(/[\n\r\u2028\u0085]/).length).toBe(plain.split('\n').length);
      },
    ),
  );
  expect(fillVariables('Hello {{name}}', scenario, { name: '{{company}} $& #7' })).toBe('Hello {{company}} $& #7');
});

test('names that a text uses and nobody declared are found at that text, each once', () => {
  const texts = { greeting: 'Hello {{nmae}}.', persona: 'You are {{company}}.', prompt: 'Ask {{ thing }} and {{thing}}.' };
  const variables = [{ name: 'company', example: '' }];
  expect(undeclaredNames({ ...texts, variables })).toEqual([
    { text: 'greeting', names: ['nmae'] },
    { text: 'prompt', names: ['thing'] },
  ]);
});

test('values of variables that do not exist, and values that nothing can stand in for, are named', () => {
  const needy = {
    ...scenario,
    greeting: 'Hello {{name}}, your code is {{code}} and {{never_declared}}.',
    variables: [...scenario.variables, { name: 'code', example: ' ' }],
  };
  expect(() => checkVariables(needy, { code: '7', never_declared: 'x' })).not.toThrow();
  const faults = (values: Record<string, string>) => {
    try {
      checkVariables(needy, values);
      return [];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return [error.message, ...error.errors.map((one) => `${one.loc.join('.')} ${one.type}`)];
    }
  };
  expect(faults({ code: ' \n', nmae: 'Bo' })).toEqual([
    'This scenario has no variable “nmae”. It needs a value for “code”.',
    'body.variables.nmae unknown_variable',
    'body.variables.code missing',
  ]);
  expect(() => checkVariables({ ...scenario, variables: [{ name: 'unused', example: '' }] }, {})).not.toThrow();
});
