import { expect, test } from 'vitest';
import { scenarioRoutes } from './scenarios.ts';

test('a scenario that says names nobody declared is refused at the text that says them', () => {
  const { body } = scenarioRoutes.create;
  const scenario = { name: 'Mine', persona: 'You are Kim.', prompt: 'Ask {{name}}.', greeting: 'Hello {{nmae}}.' };
  const variables = [{ name: 'name', label: 'Name', example: '' }];
  expect(body.safeParse({ ...scenario, variables }).error?.issues).toMatchObject([
    { path: ['greeting'], message: expect.stringContaining('{{nmae}}') },
  ]);
  expect(body.safeParse({ ...scenario, variables, greeting: 'Hello {{ name }}.' }).success).toBe(true);
  expect(scenarioRoutes.update.body.safeParse(scenario).error?.issues.map(({ path }) => path)).toEqual([['greeting'], ['prompt']]);
});
