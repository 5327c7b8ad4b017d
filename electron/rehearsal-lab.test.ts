import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RehearsalLine } from '#core/ports/rehearsal-line.ts';
import { builtInScenarios } from '#core/scenarios/built-in.ts';
import { judgeGoals } from '#core/scenarios/rehearsals.ts';
import { scenarioInput, type TURN_TAKING } from '#shared/contract/scenarios.ts';
import { createTestFolder, createTestLog } from '#store/test-store.ts';
import { createRehearsalLab } from './rehearsal-lab.ts';

const survey = scenarioInput.parse(builtInScenarios().find((one) => one.scenario_id === 'survey'));

describe('the rehearsal line', () => {
  let folder: Awaited<ReturnType<typeof createTestFolder>>;
  let lab: RehearsalLine;
  beforeAll(async () => {
    folder = await createTestFolder();
    lab = createRehearsalLab(folder.path, createTestLog());
  });
  afterAll(async () => {
    await lab.close();
    await folder.remove();
  });

  const rehearse = (persona: string, { seed = 7, signal = new AbortController().signal, scenario = survey } = {}) =>
    lab.rehearse({ scenario, variables: {}, persona, seed, speed: 20, signal });
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

  it('lets each way of taking turns be heard', { timeout: 180_000 }, async () => {
    const taking = (turn_taking: (typeof TURN_TAKING)[number]) => rehearse('interrupter', { seed: 3, scenario: { ...survey, turn_taking } });
    const [patient, balanced, eager, guarded] = await Promise.all([
      taking('patient'),
      taking('balanced'),
      taking('eager'),
      taking('protected_opening'),
    ]);
    /** From the end of the caller's first words to the AI's next ones. */
    const answerMs = ({ utterances }: typeof patient) => {
      const asked = utterances.findIndex((one) => one.speaker === 'customer' && !one.interrupted);
      const said = utterances[asked];
      const answer = utterances.slice(asked).find((one) => one.speaker === 'agent' && one.start_ms >= (said?.end_ms ?? Infinity));
      return (answer?.start_ms ?? NaN) - (said?.end_ms ?? NaN);
    };
    expect(answerMs(eager)).toBeLessThan(answerMs(balanced));
    expect(answerMs(balanced)).toBeLessThan(answerMs(patient));
    expect(guarded.utterances.find((one) => one.speaker === 'agent')).toMatchObject({ interrupted: false, text: survey.greeting });
  });

  it('stops when it is told to, and says so when nobody answers', { timeout: 60_000 }, async () => {
    const abort = new AbortController();
    abort.abort();
    expect((await rehearse('friendly', { signal: abort.signal })).state).not.toBe('completed');
    expect((await rehearse('busy')).state).toBe('busy');
    await expect(rehearse('nobody')).rejects.toThrow(/persona/);
  });
});

it('deletes what a process that was killed left behind, and leaves nothing of its own', { timeout: 60_000 }, async () => {
  const data = await createTestFolder();
  const folder = join(data.path, 'rehearsals');
  await mkdir(join(folder, 'line-old'), { recursive: true });
  await writeFile(join(folder, 'line-old', 'trunkline.sqlite'), '');
  const lab = createRehearsalLab(folder, createTestLog());
  await expect.poll(() => readdir(data.path)).toEqual([]);
  expect((await lab.personas()).length).toBeGreaterThan(0);
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^line-(?!old)/)]);
  await lab.close();
  expect(await readdir(folder)).toEqual([]);
  await data.remove();
});
