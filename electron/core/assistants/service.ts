/** Assistants of an organization: kept here as documents, deployed nowhere. */
import { sql } from 'kysely';
import { type Assistant, type AssistantConfig, assistantConfig, type AssistantPatch } from '#shared/contract/assistants.ts';
import type { Sort } from '#shared/contract/common.ts';
import { AppError, notFound } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import type { AssistantsTable } from '#store/assistants-schema.ts';
import type { Connections, Db } from '#store/schema.ts';
import { holds, inOrder } from '../lists/order.ts';

/** Bounds on instants, in milliseconds since the epoch. */
export type AssistantFilter = {
  limit: number;
  skip?: number;
  /** A part of the name. */
  q?: string | undefined;
  /** Default: newest first. */
  sort?: Sort<keyof typeof ORDERS> | undefined;
  created?: InstantRange;
  updated?: InstantRange;
};
export type InstantRange = { gt?: number; lt?: number; ge?: number; le?: number };

export type AssistantsApp = {
  list(actor: Actor, filter: AssistantFilter): Promise<{ items: Assistant[]; total: number }>;
  /** @throws AppError NOT_FOUND */
  get(actor: Actor, id: string): Promise<Assistant>;
  create(actor: Actor, config: AssistantConfig): Promise<Assistant>;
  /** A part that is given replaces the one before. @throws AppError NOT_FOUND, VALIDATION_ERROR */
  update(actor: Actor, id: string, patch: AssistantPatch): Promise<Assistant>;
  /** @returns what was deleted @throws AppError NOT_FOUND */
  remove(actor: Actor, id: string): Promise<Assistant>;
};

type Deps = Connections & { now: () => number };

const NAME = sql`config ->> '$.name'`;
const ORDERS = { name: sql`${NAME} collate nocase`, created_at: sql.ref('created_at'), updated_at: sql.ref('updated_at') };

/** One organization keeps at most so many, so that a client in a loop fills no disk. */
const ASSISTANTS_AN_ORGANIZATION = 1000;

export function createAssistantsApp({ read, write, now }: Deps): AssistantsApp {
  const own = (db: Db, actor: Actor) => db.selectFrom('assistants').where('org_id', '=', actor.org_id);

  const find = async (db: Db, actor: Actor, id: string): Promise<AssistantsTable> => {
    const row = await own(db, actor).selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) throw notFound('assistant');
    return row;
  };

  return {
    async list(actor, { limit, skip = 0, q, sort = '-created_at', created = {}, updated = {} }) {
      let query = own(read, actor).where(holds(q, NAME));
      for (const [column, range] of [
        ['created_at', created],
        ['updated_at', updated],
      ] as const) {
        if (range.gt !== undefined) query = query.where(column, '>', range.gt);
        if (range.ge !== undefined) query = query.where(column, '>=', range.ge);
        if (range.lt !== undefined) query = query.where(column, '<', range.lt);
        if (range.le !== undefined) query = query.where(column, '<=', range.le);
      }
      const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      const rows = await query
        .selectAll()
        .orderBy(inOrder(sort, ORDERS, sql.ref('id')))
        .limit(limit)
        .offset(skip)
        .execute();
      return { items: rows.map(toAssistant), total: Number(total) };
    },

    get: async (actor, id) => toAssistant(await find(read, actor, id)),

    create: (actor, config) =>
      write.transaction().execute(async (trx) => {
        const { total } = await own(trx, actor)
          .select((eb) => eb.fn.countAll<number>().as('total'))
          .executeTakeFirstOrThrow();
        if (Number(total) >= ASSISTANTS_AN_ORGANIZATION) {
          throw new AppError('CONFLICT', `Your organization has ${ASSISTANTS_AN_ORGANIZATION} assistants, which is as many as it may have.`, {
            details: 'Nothing was saved. Delete one that is no longer used.',
          });
        }
        const at = now();
        const row = {
          id: newId('asst', at),
          org_id: actor.org_id,
          user_id: actor.user_id,
          config: JSON.stringify(config),
          created_at: at,
          updated_at: at,
        };
        await trx.insertInto('assistants').values(row).execute();
        return toAssistant(row);
      }),

    update: (actor, id, patch) =>
      write.transaction().execute(async (trx) => {
        const row = await find(trx, actor, id);
        const given = Object.entries(patch).filter(([, value]) => value !== undefined);
        const config = assistantConfig.parse({ ...readConfig(row), ...Object.fromEntries(given) });
        const changed = { config: JSON.stringify(config), updated_at: now() };
        await trx.updateTable('assistants').set(changed).where('id', '=', id).where('org_id', '=', actor.org_id).execute();
        return toAssistant({ ...row, ...changed });
      }),

    remove: (actor, id) =>
      write.transaction().execute(async (trx) => {
        const row = await find(trx, actor, id);
        await trx.deleteFrom('assistants').where('id', '=', id).where('org_id', '=', actor.org_id).execute();
        return toAssistant(row);
      }),
  };
}

function readConfig(row: AssistantsTable): AssistantConfig {
  return assistantConfig.parse(JSON.parse(row.config));
}

function toAssistant(row: AssistantsTable): Assistant {
  const config = readConfig(row);
  return {
    id: row.id,
    org_id: row.org_id,
    name: config.name,
    config,
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
  };
}
