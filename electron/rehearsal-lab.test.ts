import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInScenarios } from '#core/scenarios/built-in.ts';
import { judgeGoals } from '#core/scenarios/rehearsals.ts';
import type { RehearsalLine } from '#core/ports/rehearsal-line.ts';
import { scenarioInput } from '#shared/contract/scenarios.ts';
import { createTestLog } from '#store/test-store.ts';
import { createRehearsalLab } from './rehearsal-lab.ts';

const survey = scenarioInput.parse(builtInScenarios().find((one) => one.scenario_id === 'survey'));

describe('the rehearsal line', () => {
  let lab: RehearsalLine;
  beforeAll(() => {
    lab = createRehearsalLab(createTestLog());
  });
  afterAll(() => lab.close());

  const rehearse = (persona: string, signal = new AbortController().signal) =>
    lab.rehearse({ scenario: survey, variables: {}, persona, seed: 7, speed: 10, signal });

  it('talks a scenario through faster than life, and finds the sentences that met its goals', { timeout: 60_000 }, async () => {
    const result = await rehearse('hurried');
    expect(result.state).toBe('completed');
    expect(result.utterances.filter((one) => one.speaker === 'customer').length).toBeGreaterThan(2);
    expect(judgeGoals(survey.goals, result.utterances).some((goal) => goal.met && goal.evidence !== null)).toBe(true);
  });

  it('stops when it is told to, and says so when nobody answers', { timeout: 60_000 }, async () => {
    const abort = new AbortController();
    abort.abort();
    expect((await rehearse('friendly', abort.signal)).state).not.toBe('completed');
    expect((await rehearse('busy')).state).toBe('busy');
    await expect(rehearse('nobody')).rejects.toThrow(/persona/);
  });
});
