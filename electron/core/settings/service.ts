/** Preferences of each person. Only what differs from the defaults is kept. */
import { preferences as schema, type Preferences } from '#shared/contract/system.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Connections, Db } from '#store/schema.ts';
import type { SettingsApp } from '../app-types.ts';

export function createSettingsApp({ read, write, now }: Connections & { now: () => number }): SettingsApp {
  async function kept(db: Db, actor: Actor): Promise<Record<string, unknown>> {
    const row = await db.selectFrom('preferences').select('content').where('user_id', '=', actor.user_id).executeTakeFirst();
    return row ? (JSON.parse(row.content) as Record<string, unknown>) : {};
  }

  return {
    async preferences(actor) {
      return complete(await kept(read, actor));
    },
    async savePreferences(actor, patch) {
      return write.transaction().execute(async (trx) => {
        const content = { ...(await kept(trx, actor)), ...withoutUndefined(patch) };
        const saved = complete(content);
        const row = { user_id: actor.user_id, org_id: actor.org_id, content: JSON.stringify(content), updated_at: now() };
        await trx
          .insertInto('preferences')
          .values(row)
          .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ content: row.content, updated_at: row.updated_at }))
          .execute();
        return saved;
      });
    },
  };
}

/** A value that an older or newer version wrote and that means nothing here gives way to its default. */
function complete(content: Record<string, unknown>): Preferences {
  const known = Object.entries(schema.shape).filter(([key, field]) => key in content && field.safeParse(content[key]).success);
  return schema.parse(Object.fromEntries(known.map(([key]) => [key, content[key]])));
}

function withoutUndefined(patch: Partial<Preferences>): Partial<Preferences> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
