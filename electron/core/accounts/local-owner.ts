/** The organization of this machine and its owner, made on the first start. */
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import type { Db } from '#store/schema.ts';

/** An owner of the first organization, both made when there is nobody yet. Organizations that sign up later are not the machine's own. */
export async function localOwner(write: Db, now: () => number): Promise<Actor> {
  return write.transaction().execute(async (trx) => {
    const found = await trx
      .selectFrom('users')
      .select(['id', 'org_id', 'name'])
      .where('role', '=', 'owner')
      .where('is_active', '=', 1)
      .where('org_id', '=', (eb) => eb.selectFrom('users as first').select('first.org_id').orderBy('first.seq').limit(1))
      .orderBy('seq')
      .executeTakeFirst();
    if (found) return { org_id: found.org_id, user_id: found.id, name: found.name, role: 'owner' };
    const at = now();
    const org_id = newId('org', at);
    const user_id = newId('usr', at);
    await trx.insertInto('organizations').values({ id: org_id, name: 'My organization', created_at: at }).execute();
    await trx
      .insertInto('users')
      .values({ id: user_id, org_id, email: null, name: 'Owner', role: 'owner', password_hash: null, created_at: at, updated_at: at })
      .execute();
    return { org_id, user_id, name: 'Owner', role: 'owner' };
  });
}
