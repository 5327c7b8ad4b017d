/** Scenarios: the built-in ones that everybody has, and each person's own. */
import { pageIn } from '../lists/whole-list.ts';
import type { Scenario, ScenarioInput } from '#shared/contract/scenarios.ts';
import { AppError, notFound } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { findVoice, settleVoice, VOICE_TYPES } from '#shared/domain/voice-catalogue.ts';
import type { Connections, Db } from '#store/schema.ts';
import type { ScenariosApp } from '../app-types.ts';
import { findMade, keepKey, once } from '../idempotency/keys.ts';
import { builtInScenarios } from './built-in.ts';
import { columnsOf, firstVersion, keepVersion, ownScenarios, type ScenarioRow, toScenario } from './repo.ts';

export const SCENARIOS_A_USER = 20;

export type ScenariosOptions = Connections & { now: () => number };

/** Built-ins carry the moment of the release, not of the installation: they are the same for everybody. */
const RELEASED = '2026-01-01T00:00:00.000Z';

function builtIns(): Scenario[] {
  return builtInScenarios().map((one) => ({ ...one, built_in: true, version: 1, created_at: RELEASED, updated_at: RELEASED }));
}

function readOnly(name: string): AppError {
  return new AppError('FORBIDDEN', `“${name}” comes with the program and cannot be changed.`, {
    details: 'Duplicate it and change the copy.',
  });
}

export function createScenariosApp({ read, write, now }: ScenariosOptions): ScenariosApp {
  async function ownRow(db: Db, actor: Actor, scenarioId: string): Promise<ScenarioRow> {
    const builtIn = builtIns().find((one) => one.scenario_id === scenarioId);
    if (builtIn) throw readOnly(builtIn.name);
    const row = await ownScenarios(db, actor).selectAll().where('id', '=', scenarioId).executeTakeFirst();
    if (!row) throw notFound('scenario');
    return row;
  }

  const createOnce: ScenariosApp['createOnce'] = async (actor, asked, { idempotencyKey } = {}) => {
    const input = withVoice(asked);
    const key = once('scenario', idempotencyKey, input);
    return write.transaction().execute(async (trx) => {
      const made = key && (await findMade(trx, actor, key, now()));
      if (made !== undefined) return { scenario: await firstVersion(trx, made), replayed: true };
      const { count } = await ownScenarios(trx, actor)
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      if (Number(count) >= SCENARIOS_A_USER) {
        throw new AppError('SCENARIO_LIMIT_REACHED', `You have ${SCENARIOS_A_USER} scenarios, which is as many as one person may have.`, {
          details: 'Nothing was saved. Delete one that you no longer use.',
          params: { limit: SCENARIOS_A_USER },
        });
      }
      const at = now();
      const row = await trx
        .insertInto('scenarios')
        .values({
          ...columnsOf(input),
          id: await freeId(trx, actor, at),
          org_id: actor.org_id,
          user_id: actor.user_id,
          version: 1,
          created_at: at,
          updated_at: at,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await keepVersion(trx, row, actor.user_id, input, at);
      if (key) await keepKey(trx, actor, key, row.id, at);
      return { scenario: toScenario(row), replayed: false };
    });
  };

  return {
    async list(actor, { q, ...page }) {
      const rows = await ownScenarios(read, actor).selectAll().orderBy('created_at', 'desc').orderBy('seq', 'desc').execute();
      const wanted = q?.trim().toLowerCase();
      const all = [...builtIns(), ...rows.map(toScenario)].filter(
        (one) => !wanted || [one.name, one.description, one.scenario_id].some((text) => text.toLowerCase().includes(wanted)),
      );
      return pageIn(all, page);
    },

    async get(actor, scenarioId) {
      const builtIn = builtIns().find((one) => one.scenario_id === scenarioId);
      return builtIn ?? toScenario(await ownRow(read, actor, scenarioId));
    },

    create: async (actor, asked) => (await createOnce(actor, asked)).scenario,
    createOnce,

    async update(actor, scenarioId, asked) {
      return write.transaction().execute(async (trx) => {
        const before = await ownRow(trx, actor, scenarioId);
        const input = withVoice(asked, toScenario(before));
        const at = now();
        const row = await trx
          .updateTable('scenarios')
          .set({ ...columnsOf(input), version: before.version + 1, updated_at: at })
          .where('id', '=', before.id)
          .returningAll()
          .executeTakeFirstOrThrow();
        await keepVersion(trx, row, actor.user_id, input, at);
        return toScenario(row);
      });
    },

    async remove(actor, scenarioId) {
      await write.transaction().execute(async (trx) => {
        const row = await ownRow(trx, actor, scenarioId);
        await trx.updateTable('scenarios').set({ deleted_at: now(), updated_at: now() }).where('id', '=', row.id).execute();
      });
    },
  };
}

/** What was asked for, with one voice. @throws AppError VALIDATION_ERROR for a `voice_type` that the catalogue does not know, or one of another voice */
function withVoice(asked: ScenarioInput, before?: Scenario): ScenarioInput {
  const settled = settleVoice(asked, before);
  if (settled) return { ...asked, voice_type: undefined, ...settled };
  const known = findVoice(asked.voice_type ?? '') !== undefined;
  const msg = known ? 'it is not the voice that “voice” names; leave one of the two out' : `no such voice; one of ${VOICE_TYPES.join(', ')}`;
  throw new AppError('VALIDATION_ERROR', `The voice type “${asked.voice_type}” cannot be used.`, {
    details: 'Nothing was saved.',
    errors: [{ loc: ['body', 'voice_type'], msg, type: 'value_error' }],
  });
}

/** `custom_<the user's number>_<seconds since the epoch>`, with a suffix when that second is taken: the form that clients know. */
async function freeId(trx: Db, actor: Actor, at: number): Promise<string> {
  const user = await trx.selectFrom('users').select('seq').where('id', '=', actor.user_id).executeTakeFirstOrThrow();
  const base = `custom_${user.seq}_${Math.floor(at / 1000)}`;
  const taken = await trx.selectFrom('scenarios').select('id').where('id', 'like', `${base}%`).execute();
  const ids = new Set(taken.map((one) => one.id));
  if (!ids.has(base)) return base;
  let suffix = 2;
  while (ids.has(`${base}_${suffix}`)) suffix++;
  return `${base}_${suffix}`;
}
