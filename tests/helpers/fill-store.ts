/** A long past, written once into a data folder, and found again there. */
import { writeManyCalls } from '#core/search/testing/many-calls.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { DATABASE_FILE, openStore } from '#store/database.ts';
import { openSqlite } from '#store/sqlite.ts';
import { join } from 'node:path';

export const owner: Actor = { org_id: 'org_a', user_id: 'usr_org_a', role: 'owner', name: 'Bench' };
const other = { org_id: 'org_b', user_id: 'usr_org_b' };
/** The newest call is older than this. */
export const UNTIL = Date.parse('2026-03-01T00:00:00Z');

const note = () => undefined;
export const silentLog = { debug: note, info: note, warn: note, error: note };

export async function fillStore(dir: string, size: { calls: number; utterances: number }): Promise<void> {
  const store = await openStore({ dataDir: dir, log: silentLog });
  const { there } = await store.read
    .selectFrom('calls')
    .select((eb) => eb.fn.countAll<number>().as('there'))
    .executeTakeFirstOrThrow();
  if (there === 0) {
    for (const { org_id, user_id } of [owner, other]) {
      await store.write.insertInto('organizations').values({ id: org_id, name: org_id, created_at: 1 }).execute();
      const user = { id: user_id, org_id, email: null, name: user_id, role: 'owner', password_hash: null, created_at: 1, updated_at: 1 };
      await store.write.insertInto('users').values(user).execute();
    }
  }
  await store.close();
  if (there === size.calls) return;
  if (there > 0) throw new Error(`${dir} holds ${there} calls already; give another folder or remove it.`);
  const file = openSqlite(join(dir, DATABASE_FILE));
  // Only here: whoever is killed while filling starts with an empty folder anyway.
  file.pragma('synchronous = OFF');
  file.pragma('cache_size = -200000');
  writeManyCalls(file, { ...size, owner, otherOrg: other, until: UNTIL });
  file.close();
}
