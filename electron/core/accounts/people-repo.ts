/** Queries on people and their organization. */
import type { Db } from '#store/schema.ts';
import type { UserRow } from './model.ts';

/** Users joined with the name of their organization, which the documents call the company. */
export function users(db: Db) {
  return db
    .selectFrom('users')
    .innerJoin('organizations', 'organizations.id', 'users.org_id')
    .select([
      'users.seq',
      'users.id',
      'users.org_id',
      'users.email',
      'users.name',
      'users.role',
      'users.is_active',
      'users.created_at',
      'organizations.name as company_name',
    ]);
}

export function findUser(db: Db, by: { id: string } | { email: string }): Promise<UserRow | undefined> {
  const query = users(db);
  return ('id' in by ? query.where('users.id', '=', by.id) : query.where('users.email', '=', by.email)).executeTakeFirst();
}

/** The stored hash; null for somebody without a password, undefined for nobody. */
export async function findPasswordHash(db: Db, userId: string): Promise<string | null | undefined> {
  return (await db.selectFrom('users').select('password_hash').where('id', '=', userId).executeTakeFirst())?.password_hash;
}

/** How many people besides this one can still administer the organization. */
export async function otherOwners(db: Db, orgId: string, userId: string): Promise<number> {
  const row = await db
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('org_id', '=', orgId)
    .where('role', '=', 'owner')
    .where('is_active', '=', 1)
    .where('id', '!=', userId)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
