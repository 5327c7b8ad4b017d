/** Versions of scenarios: what they said, what changed, and going back. Copies and files too: every way to make one from another. */
import { diffLines } from 'diff';
import type { ScenarioDiff, scenarioFile, ScenarioVersion } from '#shared/contract/rehearsals.ts';
import { type Scenario, type ScenarioInput, scenarioInput } from '#shared/contract/scenarios.ts';
import { notFound } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { z } from 'zod';
import type { Db } from '#store/schema.ts';
import type { ScenariosApp } from '../app-types.ts';
import { nameOfCopy } from './copy-name.ts';
import { ownScenarios } from './repo.ts';
import { SCENARIOS_A_USER } from './service.ts';

export type ScenarioFile = z.infer<typeof scenarioFile>;

export type ScenarioVersions = {
  usage(actor: Actor): Promise<{ used: number; limit: number }>;
  list(actor: Actor, scenarioId: string): Promise<ScenarioVersion[]>;
  diff(actor: Actor, scenarioId: string, from: number, to: number): Promise<ScenarioDiff>;
  restore(actor: Actor, scenarioId: string, version: number): Promise<Scenario>;
  duplicate(actor: Actor, scenarioId: string, name?: string): Promise<Scenario>;
  toFile(actor: Actor, scenarioId: string): Promise<ScenarioFile>;
  fromFile(actor: Actor, file: ScenarioFile, options?: { idempotencyKey?: string }): Promise<{ scenario: Scenario; replayed: boolean }>;
};

/** What the author wrote, without what the program keeps beside it. */
export function inputOf(scenario: Scenario): ScenarioInput {
  return scenarioInput.parse(scenario);
}

/** The fields in which two versions differ: texts line by line, everything else as its JSON. */
function diffScenarios(before: ScenarioInput, after: ScenarioInput): ScenarioDiff['fields'] {
  const written = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? ''));
  return Object.keys(scenarioInput.shape).flatMap((field) => {
    const [old, now] = [before, after].map((one) => written(one[field as keyof ScenarioInput]));
    if (old === undefined || now === undefined || old === now) return [];
    const changes = diffLines(old, now).map((part) => ({
      kind: part.added ? ('added' as const) : part.removed ? ('removed' as const) : ('same' as const),
      text: part.value,
    }));
    return [{ field, changes }];
  });
}

export function createScenarioVersions({ read, scenarios }: { read: Db; scenarios: ScenariosApp }): ScenarioVersions {
  const versionsOf = async (actor: Actor, scenarioId: string): Promise<ScenarioVersion[]> => {
    const current = await scenarios.get(actor, scenarioId);
    const rows = await read
      .selectFrom('scenario_versions')
      .innerJoin('users', 'users.id', 'scenario_versions.user_id')
      .select(['version', 'content', 'scenario_versions.created_at', 'users.id as user_id', 'users.name'])
      .where('scenario_versions.scenario_id', '=', scenarioId)
      .where('scenario_versions.org_id', '=', actor.org_id)
      .orderBy('version', 'desc')
      .execute();
    if (rows.length === 0) {
      return [{ version: current.version, author: { user_id: '', name: 'Trunkline' }, created_at: current.created_at, content: inputOf(current) }];
    }
    return rows.map((row) => ({
      version: row.version,
      author: { user_id: row.user_id, name: row.name },
      created_at: new Date(row.created_at).toISOString(),
      content: scenarioInput.parse(JSON.parse(row.content)),
    }));
  };

  const contentOf = async (actor: Actor, scenarioId: string, version: number): Promise<ScenarioInput> => {
    const found = (await versionsOf(actor, scenarioId)).find((one) => one.version === version);
    if (!found) throw notFound('version of this scenario');
    return found.content;
  };

  return {
    async usage(actor) {
      const { used } = await ownScenarios(read, actor)
        .select((eb) => eb.fn.countAll<number>().as('used'))
        .executeTakeFirstOrThrow();
      return { used: Number(used), limit: SCENARIOS_A_USER };
    },
    list: versionsOf,
    async diff(actor, scenarioId, from, to) {
      const [before, after] = await Promise.all([contentOf(actor, scenarioId, from), contentOf(actor, scenarioId, to)]);
      return { from, to, fields: diffScenarios(before, after) };
    },
    restore: async (actor, scenarioId, version) => scenarios.update(actor, scenarioId, await contentOf(actor, scenarioId, version)),
    async duplicate(actor, scenarioId, name) {
      const original = await scenarios.get(actor, scenarioId);
      const taken = await ownScenarios(read, actor).select('name').execute();
      const called = name ?? nameOfCopy(original.name, new Set(taken.map((one) => one.name)));
      return scenarios.create(actor, { ...inputOf(original), name: called });
    },
    toFile: async (actor, scenarioId) => ({
      format: 'trunkline-scenario',
      format_version: 1,
      scenario: inputOf(await scenarios.get(actor, scenarioId)),
    }),
    fromFile: (actor, file, options) => scenarios.createOnce(actor, file.scenario, options),
  };
}
