/** Personal tokens: for a person's own programs, limited to scopes, shown once. */
import type { ApiToken, TokenScope } from '#shared/contract/accounts.ts';
import { notFound } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import type { Connections } from '#store/schema.ts';
import { unauthenticated } from './access-token.ts';
import type { Audit } from './audit.ts';
import { type EndedSessions, type Identity, toActor, toApiToken } from './model.ts';
import { findUser } from './people-repo.ts';
import { hashSecret, newSecret } from './secret-text.ts';

/** What a personal token begins with, so that a leaked one is recognised. */
export const API_TOKEN_PREFIX = 'trp';

export type ApiTokens = {
  list(actor: Actor): Promise<ApiToken[]>;
  create(actor: Actor, input: { name: string; scopes: TokenScope[]; expires_in_days?: number | undefined }): Promise<ApiToken & { token: string }>;
  revoke(actor: Actor, tokenId: string): Promise<void>;
  /** Which of these have neither run out nor been revoked, and are of people who may sign in. */
  living(tokenIds: readonly string[]): Promise<string[]>;
  /** @throws AppError UNAUTHENTICATED */
  identify(token: string): Promise<Identity>;
  /** Of a token that was proved before. @throws AppError UNAUTHENTICATED when it is over */
  byId(tokenId: string): Promise<Identity>;
};

const DAY_MS = 24 * 3_600_000;
const SEEN_STEP_MS = 60_000;

type Deps = Connections & { audit: Audit; onEnded: (ended: EndedSessions) => void; now: () => number };

export function createApiTokens({ read, write, audit, onEnded, now }: Deps): ApiTokens {
  const proved = async (column: 'id' | 'hash', value: string): Promise<Identity> => {
    const row = await read.selectFrom('api_tokens').selectAll().where(column, '=', value).executeTakeFirst();
    if (!row || row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= now())) throw unauthenticated();
    const user = await findUser(read, { id: row.user_id });
    if (!user || user.is_active !== 1) throw unauthenticated();
    if ((row.last_used_at ?? 0) < now() - SEEN_STEP_MS) {
      await write.updateTable('api_tokens').set({ last_used_at: now() }).where('id', '=', row.id).execute();
    }
    return { actor: toActor(user, row.id), via: 'personal_token', scopes: toApiToken(row).scopes };
  };

  return {
    async list(actor) {
      const rows = await read
        .selectFrom('api_tokens')
        .selectAll()
        .where('user_id', '=', actor.user_id)
        .where('revoked_at', 'is', null)
        .orderBy('created_at', 'desc')
        .execute();
      return rows.map(toApiToken);
    },

    async create(actor, input) {
      const token = newSecret(API_TOKEN_PREFIX);
      const row = {
        id: newId('tok', now()),
        org_id: actor.org_id,
        user_id: actor.user_id,
        name: input.name,
        scopes: JSON.stringify([...new Set(input.scopes)]),
        hash: hashSecret(token),
        last4: token.slice(-4),
        created_at: now(),
        last_used_at: null,
        expires_at: input.expires_in_days === undefined ? null : now() + input.expires_in_days * DAY_MS,
        revoked_at: null,
      };
      await write.insertInto('api_tokens').values(row).execute();
      await audit.record({
        org_id: actor.org_id,
        actor,
        action: 'token.created',
        subject: { type: 'api_token', id: row.id },
        detail: { scopes: input.scopes },
      });
      return { ...toApiToken(row), token };
    },

    async revoke(actor, tokenId) {
      const { numUpdatedRows } = await write
        .updateTable('api_tokens')
        .set({ revoked_at: now() })
        .where('id', '=', tokenId)
        .where('user_id', '=', actor.user_id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      if (Number(numUpdatedRows) === 0) throw notFound('token');
      onEnded({ session_id: tokenId });
      await audit.record({ org_id: actor.org_id, actor, action: 'token.revoked', subject: { type: 'api_token', id: tokenId } });
    },

    async living(tokenIds) {
      const rows = await read
        .selectFrom('api_tokens')
        .innerJoin('users', 'users.id', 'api_tokens.user_id')
        .select('api_tokens.id')
        .where('api_tokens.id', 'in', tokenIds)
        .where('users.is_active', '=', 1)
        .where('revoked_at', 'is', null)
        .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now())]))
        .execute();
      return rows.map((row) => row.id);
    },

    identify: (token) => proved('hash', hashSecret(token)),
    byId: (tokenId) => proved('id', tokenId),
  };
}
