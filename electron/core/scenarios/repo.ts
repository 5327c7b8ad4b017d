/** Rows of scenarios that people wrote. */
import type { Selectable } from 'kysely';
import { type Scenario, type ScenarioInput, scenarioInput } from '#shared/contract/scenarios.ts';
import type { Db, ScenariosTable } from '#store/schema.ts';

export type ScenarioRow = Selectable<ScenariosTable>;

export function toScenario(row: ScenarioRow): Scenario {
  return {
    ...toInput(row),
    scenario_id: row.id,
    built_in: false,
    version: row.version,
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
  };
}

function toInput(row: ScenarioRow): ScenarioInput {
  return {
    name: row.name,
    description: row.description,
    persona: row.persona,
    prompt: row.prompt,
    voice: row.voice as ScenarioInput['voice'],
    ...(row.voice_type === null ? {} : { voice_type: row.voice_type }),
    temperature: row.temperature,
    language: row.language,
    greeting: row.greeting,
    turn_taking: row.turn_taking as ScenarioInput['turn_taking'],
    variables: scenarioInput.shape.variables.parse(JSON.parse(row.variables)),
    goals: scenarioInput.shape.goals.parse(JSON.parse(row.goals)),
    max_duration_seconds: row.max_duration_seconds,
  };
}

/** The columns that an author writes. */
export function columnsOf(input: ScenarioInput) {
  const { voice_type, variables, goals, ...plain } = input;
  return { ...plain, voice_type: voice_type ?? null, variables: JSON.stringify(variables), goals: JSON.stringify(goals) };
}

/** One person's scenarios that are not deleted. */
export function ownScenarios(db: Db, owner: { org_id: string; user_id: string }) {
  return db.selectFrom('scenarios').where('org_id', '=', owner.org_id).where('user_id', '=', owner.user_id).where('deleted_at', 'is', null);
}

/** Keeps what a scenario said in one version. */
export async function keepVersion(
  trx: Db,
  row: { id: string; org_id: string; version: number },
  authorId: string,
  input: ScenarioInput,
  at: number,
): Promise<void> {
  await trx
    .insertInto('scenario_versions')
    .values({ scenario_id: row.id, version: row.version, org_id: row.org_id, user_id: authorId, content: JSON.stringify(input), created_at: at })
    .execute();
}

/** A scenario as it was made, whatever became of it since. */
export async function firstVersion(db: Db, scenarioId: string): Promise<Scenario> {
  const { content, created_at } = await db
    .selectFrom('scenario_versions')
    .select(['content', 'created_at'])
    .where('scenario_id', '=', scenarioId)
    .where('version', '=', 1)
    .executeTakeFirstOrThrow();
  const at = new Date(created_at).toISOString();
  return { ...scenarioInput.parse(JSON.parse(content)), scenario_id: scenarioId, built_in: false, version: 1, created_at: at, updated_at: at };
}
