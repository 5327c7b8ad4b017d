/** The integer ids that some documented clients expect of scenarios. */
import type { Actor } from '#shared/domain/identity.ts';
import type { Db } from '#store/schema.ts';
import { ownScenarios } from './repo.ts';

/** Scenario id → its number, of one person's own scenarios. */
export async function scenarioNumbers(db: Db, actor: Actor): Promise<Map<string, number>> {
  const rows = await ownScenarios(db, actor).select(['id', 'seq']).execute();
  return new Map(rows.map((row) => [row.id, row.seq]));
}
