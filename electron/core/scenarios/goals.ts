/** What a scenario counts as success, for the analysis of its calls. */
import { type ScenarioInput, scenarioInput } from '#shared/contract/scenarios.ts';
import type { Db } from '#store/schema.ts';
import { builtInScenarios } from './built-in.ts';

/** The goals of a built-in scenario or of one that the organization wrote, deleted ones too; none for an unknown one. */
export async function scenarioGoals(db: Db, orgId: string, scenarioId: string): Promise<ScenarioInput['goals']> {
  const builtIn = builtInScenarios().find((one) => one.scenario_id === scenarioId);
  if (builtIn) return builtIn.goals;
  const row = await db.selectFrom('scenarios').select('goals').where('id', '=', scenarioId).where('org_id', '=', orgId).executeTakeFirst();
  return row ? scenarioInput.shape.goals.parse(JSON.parse(row.goals)) : [];
}
