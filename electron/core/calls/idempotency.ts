/** Placing exactly once: a key and what was asked with it, for 24 hours. */
import { createHash } from 'node:crypto';
import type { PlaceCall } from '#shared/contract/calls.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Db } from './repo.ts';

export const KEY_LIVES_MS = 24 * 60 * 60 * 1000;

/** The same for requests that mean the same, whatever the order of their fields. */
export function requestHash(input: PlaceCall): string {
  return createHash('sha256').update(canonical(input)).digest('hex');
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
 * The call that this key already placed, if it did.
 * @throws AppError IDEMPOTENCY_CONFLICT when the key came with another request before
 */
export async function findPlaced(db: Db, actor: Actor, key: string, hash: string, now: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('user_id', '=', actor.user_id)
    .where('key', '=', key)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (!row) return undefined;
  if (row.request_hash !== hash) {
    throw new AppError('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key was used for another request.', {
      details: 'Nothing was dialled. Use a new key for a new call, or send the first request again to get its answer.',
      params: { call_id: row.call_id },
    });
  }
  return row.call_id;
}

/** Keeps a key; keys that are too old are forgotten on the way. */
export async function keepKey(trx: Db, actor: Actor, kept: { key: string; hash: string; callId: string; now: number }): Promise<void> {
  await trx.deleteFrom('idempotency_keys').where('expires_at', '<=', kept.now).execute();
  await trx
    .insertInto('idempotency_keys')
    .values({
      org_id: actor.org_id,
      user_id: actor.user_id,
      key: kept.key,
      request_hash: kept.hash,
      call_id: kept.callId,
      created_at: kept.now,
      expires_at: kept.now + KEY_LIVES_MS,
    })
    .execute();
}
