import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RehearsalLine } from '#core/ports/rehearsal-line.ts';
import { builtInScenarios } from '#core/scenarios/built-in.ts';
import { judgeGoals } from '#core/scenarios/rehearsals.ts';
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

  const rehearse = (persona: string, { seed = 7, signal = new AbortController().signal } = {}) =>
    lab.rehearse({ scenario: survey, variables: {}, persona, seed, speed: 20, signal });
  /** What was said, by whom and when, to the millisecond. */
  const told = async (persona: string, seed: number) => {
    const { utterances, state } = await rehearse(persona, { seed });
    return [state, ...utterances.map((one) => `${one.speaker} ${one.start_ms}-${one.end_ms} ${one.interrupted ? 'cut: ' : ''}${one.text}`)];
  };

  it('talks a scenario through faster than life, and finds the sentences that met its goals', { timeout: 60_000 }, async () => {
    const result = await rehearse('hurried');
    expect(result.state).toBe('completed');
    expect(result.utterances.filter((one) => one.speaker === 'customer').length).toBeGreaterThan(2);
    expect(judgeGoals(survey.goals, result.utterances).some((goal) => goal.met && goal.evidence !== null)).toBe(true);
  });

  it('says the same to the millisecond for the same seed, also beside another call and on a machine that is busy', { timeout: 180_000 }, async () => {
    const first = await told('interrupter', 3);
    const busy = Array.from({ length: 3 }, () => new Worker('for (;;);', { eval: true }));
    try {
      const [again, other, machine] = await Promise.all([told('interrupter', 3), told('interrupter', 4), told('voicemail', 3)]);
      expect(again).toEqual(first);
      expect(other).not.toEqual(first);
      expect(await told('voicemail', 3)).toEqual(machine);
    } finally {
      await Promise.all(busy.map((worker) => worker.terminate()));
    }
  });

  it('stops when it is told to, and says so when nobody answers', { timeout: 60_000 }, async () => {
    const abort = new AbortController();
    abort.abort();
    expect((await rehearse('friendly', { signal: abort.signal })).state).not.toBe('completed');
    expect((await rehearse('busy')).state).toBe('busy');
    await expect(rehearse('nobody')).rejects.toThrow(/persona/);
  });
});
