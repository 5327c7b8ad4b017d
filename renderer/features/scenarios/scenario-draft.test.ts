import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleScenario } from '../../testing/samples.ts';
import { EMPTY_DRAFT, freeName, newVariable, problemsOf, sameDraft, splitVariables, toDraft } from './scenario-draft.ts';

const draft = toDraft(sampleScenario());

test('a draft is the same as long as what would be saved is the same', () => {
  expect(sameDraft(draft, { ...draft, persona: `${draft.persona} \n` })).toBe(true);
  expect(sameDraft(draft, { ...draft, voice_type: undefined })).toBe(true);
  expect(sameDraft(draft, { ...draft, persona: `${draft.persona}!` })).toBe(false);
  expect(sameDraft(draft, { ...draft, goals: [{ id: 'a', description: 'A', said: [] }] })).toBe(false);
});

test('each problem is found at its field', () => {
  expect(problemsOf(draft)).toEqual({});
  expect(problemsOf(EMPTY_DRAFT)).toEqual({ name: 'name', persona: 'persona', prompt: 'prompt' });
  const variables = [newVariable('first_name'), newVariable('first_name'), { name: '1st', label: '', example: '' }];
  const goals = [{ id: 'goal', description: '', said: ['', 'yes'] }];
  expect(problemsOf({ ...draft, greeting: '', variables, goals })).toEqual({
    'variables.1.name': 'variableTwice',
    'variables.2.name': 'variableName',
    'variables.2.label': 'variableLabel',
    'goals.0.description': 'goalDescription',
    'goals.0.said': 'phrase',
  });
});

test('a text that uses what nobody declared is a problem of that text', () => {
  expect(problemsOf({ ...draft, prompt: 'Ask {{ name }} about {{thing}} and {{thing}}.' })).toEqual({ prompt: 'undeclared' });
  expect(problemsOf({ ...draft, greeting: 'Hello {{nmae}}.', variables: [] })).toEqual({ greeting: 'undeclared' });
});

test('an added entry gets a name that no other has', () => {
  expect(freeName('goal', [])).toBe('goal');
  expect(freeName('goal', ['goal', 'goal_2'])).toBe('goal_3');
});

test('a text in pieces is the text, and the pieces that are variables name them', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('{{name}}', '{{ a_b }}', '{{', '}}', '{{A}}'));
  fc.assert(
    fc.property(fc.array(piece), (parts) => {
      const text = parts.join('');
      const pieces = splitVariables(text);
      expect(pieces.map((one) => one.text).join('')).toBe(text);
      for (const one of pieces) if (one.variable !== undefined) expect(one.text).toMatch(new RegExp(`^\\{\\{\\s*${one.variable}\\s*\\}\\}$`));
    }),
  );
  expect(splitVariables('Hi {{name}}!').map((one) => one.variable)).toEqual([undefined, 'name', undefined]);
});
