/** Doing a thing exactly once: a key, what was asked with it and what came of it, for 24 hours. */
import { createHash } from 'node:crypto';
import type { Actor } from '#shared/domain/identity.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Db } from '#store/schema.ts';

const KEY_LIVES_MS = 24 * 60 * 60 * 1000;

/** What a key stands for: the kind of thing that is made once, and the request's meaning. */
export type Once = { key: string; makes: 'call' | 'scenario'; hash: string };

/** Nothing without a key. The hash is the same for requests that mean the same, whatever the order of their fields. */
export function once(makes: Once['makes'], key: string | undefined, input: unknown): Once | undefined {
  return key === undefined ? undefined : { key, makes, hash: createHash('sha256').update(canonical(input)).digest('hex') };
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}

/**
 * The id of what this key already made, if it did.
 * @throws AppError IDEMPOTENCY_CONFLICT when the key came with another request before
 */
export async function findMade(db: Db, actor: Actor, { key, makes, hash }: Once, now: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('user_id', '=', actor.user_id)
    .where('key', '=', key)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (!row) return undefined;
  if (row.request_hash !== hash || row.makes !== makes) {
    throw new AppError('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key was used for another request.', {
      details: 'Nothing was done. Use a new key for a new request, or send the first request again to get its answer.',
      params: { [`${row.makes}_id`]: row.made_id },
    });
  }
  return row.made_id;
}

/** Keeps a key with what it made; keys that are too old are forgotten on the way. */
export async function keepKey(trx: Db, actor: Actor, { key, makes, hash }: Once, madeId: string, now: number): Promise<void> {
  await trx.deleteFrom('idempotency_keys').where('expires_at', '<=', now).execute();
  await trx
    .insertInto('idempotency_keys')
    .values({
      org_id: actor.org_id,
      user_id: actor.user_id,
      key,
      makes,
      request_hash: hash,
      made_id: madeId,
      created_at: now,
      expires_at: now + KEY_LIVES_MS,
    })
    .execute();
}
