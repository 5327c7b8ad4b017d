/** Sessions: how they begin, are proved, go on by rotation, and end. */
import type { AccountSession } from '#shared/contract/accounts.ts';
import { AppError, notFound } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import type { Connections, Db } from '#store/schema.ts';
import { type AccessTokens, unauthenticated } from './access-token.ts';
import type { Audit } from './audit.ts';
import { type Caller, type EndedSessions, type Identity, SESSION_MS, toAccountSession, toActor, type UserRow } from './model.ts';
import { findUser } from './people-repo.ts';
import { hashSecret, newSecret } from './secret-text.ts';

export type SessionKind = AccountSession['kind'];

export type IssuedSession = {
  session_id: string;
  access_token: string;
  refresh_token: string;
  expires_in: number;
  /** For browsers, and for the desktop, which keeps it in the vault. */
  cookie?: string;
};

export type Sessions = {
  begin(user: UserRow, kind: SessionKind, caller: Caller): Promise<IssuedSession>;
  /** Exchanges a refresh token. One that was used already ends its whole session. @throws AppError UNAUTHENTICATED, TOKEN_EXPIRED */
  rotate(refreshToken: string, caller: Caller): Promise<{ issued: IssuedSession; user: UserRow }>;
  byAccessToken(token: string): Promise<Identity>;
  byCookie(cookie: string): Promise<Identity>;
  /** Of a session that was proved before. @throws AppError UNAUTHENTICATED when it is over */
  byId(sessionId: string): Promise<Identity>;
  /** Living sessions, the last seen first. @param userId of the actor's organization; the actor when left out */
  list(actor: Actor, userId?: string): Promise<AccountSession[]>;
  /** @param userId whose session it is; the actor when left out. @throws AppError NOT_FOUND */
  revoke(actor: Actor, sessionId: string, userId?: string): Promise<void>;
  /** Which of these have neither run out nor been ended. That a console is open by one is using it: the console stays signed in. */
  living(sessionIds: readonly string[]): Promise<string[]>;
  endAllOf(userId: string, because: string, except?: string): Promise<void>;
  /** Deletes sessions that are long over, with their tokens; the audit keeps that they were. */
  forgetOld(): Promise<void>;
};

type Deps = Connections & {
  tokens: AccessTokens;
  audit: Audit;
  /** Told after sessions were ended. */
  onEnded: (ended: EndedSessions) => void;
  now: () => number;
};

/** `last_seen_at` is not written more often than this. */
const SEEN_STEP_MS = 60_000;

export function createSessions({ read, write, tokens, audit, onEnded, now }: Deps): Sessions {
  const newRefreshToken = async (trx: Db, sessionId: string): Promise<string> => {
    const refreshToken = newSecret('trr');
    await trx
      .insertInto('refresh_tokens')
      .values({ hash: hashSecret(refreshToken), session_id: sessionId, created_at: now(), expires_at: now() + SESSION_MS, used_at: null })
      .execute();
    return refreshToken;
  };

  const answer = async (user: UserRow, sessionId: string, refreshToken: string): Promise<IssuedSession> => ({
    session_id: sessionId,
    access_token: await tokens.issue({ user_id: user.id, session_id: sessionId }, now()),
    refresh_token: refreshToken,
    expires_in: tokens.lifetimeSeconds,
  });

  const end = (trx: Db, sessionId: string, because: string) =>
    trx
      .updateTable('sessions')
      .set({ revoked_at: now(), revoked_because: because })
      .where('id', '=', sessionId)
      .where('revoked_at', 'is', null)
      .execute();

  /** The person of a living session, or nobody. */
  const proved = async (where: { column: 'id' | 'cookie_hash'; value: string }): Promise<Identity> => {
    const session = await read.selectFrom('sessions').selectAll().where(where.column, '=', where.value).executeTakeFirst();
    if (!session || session.revoked_at !== null || session.expires_at <= now()) throw unauthenticated();
    const user = await findUser(read, { id: session.user_id });
    if (!user || user.is_active !== 1) throw unauthenticated();
    if (session.last_seen_at < now() - SEEN_STEP_MS) {
      // A console that is in use stays signed in; programs extend theirs by refreshing.
      const longer = where.column === 'cookie_hash' ? { expires_at: now() + SESSION_MS } : {};
      await write
        .updateTable('sessions')
        .set({ last_seen_at: now(), ...longer })
        .where('id', '=', session.id)
        .execute();
    }
    return { actor: toActor(user, session.id), via: where.column === 'id' ? 'bearer' : 'cookie' };
  };

  return {
    async begin(user, kind, caller) {
      const sessionId = newId('ses', now());
      const cookie = kind === 'token' ? undefined : newSecret('trs');
      const refreshToken = await write.transaction().execute(async (trx) => {
        await trx
          .insertInto('sessions')
          .values({
            id: sessionId,
            org_id: user.org_id,
            user_id: user.id,
            kind,
            cookie_hash: cookie ? hashSecret(cookie) : null,
            user_agent: caller.user_agent.slice(0, 300),
            address: caller.address,
            created_at: now(),
            last_seen_at: now(),
            expires_at: now() + SESSION_MS,
            revoked_at: null,
            revoked_because: null,
          })
          .execute();
        return newRefreshToken(trx, sessionId);
      });
      return { ...(await answer(user, sessionId, refreshToken)), ...(cookie ? { cookie } : {}) };
    },

    async rotate(refreshToken, caller) {
      const hash = hashSecret(refreshToken);
      const outcome = await write.transaction().execute(async (trx) => {
        const token = await trx.selectFrom('refresh_tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
        if (!token) return { verdict: 'unknown' as const };
        const session = await trx.selectFrom('sessions').selectAll().where('id', '=', token.session_id).executeTakeFirstOrThrow();
        const user = await findUser(trx, { id: session.user_id });
        if (!user || user.is_active !== 1 || session.revoked_at !== null) return { verdict: 'unknown' as const };
        if (token.used_at !== null) {
          await end(trx, session.id, 'a refresh token was used twice');
          await audit.record(
            {
              org_id: user.org_id,
              actor: { user_id: user.id, name: user.name },
              action: 'session.token_reuse',
              subject: { type: 'session', id: session.id },
              address: caller.address,
            },
            trx,
          );
          return { verdict: 'reused' as const, session_id: session.id };
        }
        if (token.expires_at <= now()) return { verdict: 'expired' as const };
        await trx.updateTable('refresh_tokens').set({ used_at: now() }).where('hash', '=', hash).execute();
        await trx
          .updateTable('sessions')
          .set({ last_seen_at: now(), expires_at: now() + SESSION_MS })
          .where('id', '=', session.id)
          .execute();
        return { verdict: 'good' as const, user, session_id: session.id, next: await newRefreshToken(trx, session.id) };
      });
      if (outcome.verdict === 'expired') throw new AppError('TOKEN_EXPIRED', 'The refresh token has expired.', { details: 'Sign in again.' });
      if (outcome.verdict === 'reused') onEnded({ session_id: outcome.session_id });
      if (outcome.verdict !== 'good') throw unauthenticated();
      return { issued: await answer(outcome.user, outcome.session_id, outcome.next), user: outcome.user };
    },

    async byAccessToken(token) {
      const claims = await tokens.verify(token, now());
      const identity = await proved({ column: 'id', value: claims.session_id });
      if (identity.actor.user_id !== claims.user_id) throw unauthenticated();
      return identity;
    },

    byId: (sessionId) => proved({ column: 'id', value: sessionId }),

    byCookie: (cookie) => proved({ column: 'cookie_hash', value: hashSecret(cookie) }),

    async list(actor, userId = actor.user_id) {
      const rows = await read
        .selectFrom('sessions')
        .selectAll()
        .where('org_id', '=', actor.org_id)
        .where('user_id', '=', userId)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now())
        .orderBy('last_seen_at', 'desc')
        .execute();
      return rows.map((row) => toAccountSession(row, actor.session_id));
    },

    async revoke(actor, sessionId, userId = actor.user_id) {
      const session = await read
        .selectFrom('sessions')
        .select('id')
        .where('id', '=', sessionId)
        .where('org_id', '=', actor.org_id)
        .where('user_id', '=', userId)
        .executeTakeFirst();
      if (!session) throw notFound('session');
      await end(write, sessionId, userId === actor.user_id ? 'ended by its person' : 'ended by an owner');
      onEnded({ session_id: sessionId });
      await audit.record({ org_id: actor.org_id, actor, action: 'session.revoked', subject: { type: 'session', id: sessionId } });
    },

    async living(sessionIds) {
      const rows = await read
        .selectFrom('sessions')
        .select(['id', 'kind', 'last_seen_at'])
        .where('id', 'in', sessionIds)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now())
        .execute();
      const used = rows.filter((row) => row.kind !== 'token' && row.last_seen_at < now() - SEEN_STEP_MS).map((row) => row.id);
      if (used.length > 0) {
        const seen = { last_seen_at: now(), expires_at: now() + SESSION_MS };
        await write.updateTable('sessions').set(seen).where('id', 'in', used).execute();
      }
      return rows.map((row) => row.id);
    },

    async endAllOf(userId, because, except) {
      let query = write
        .updateTable('sessions')
        .set({ revoked_at: now(), revoked_because: because })
        .where('user_id', '=', userId)
        .where('revoked_at', 'is', null);
      if (except) query = query.where('id', '!=', except);
      await query.execute();
      onEnded({ user_id: userId, except });
    },

    async forgetOld() {
      const long = now() - SESSION_MS;
      await write.transaction().execute(async (trx) => {
        const old = trx
          .selectFrom('sessions')
          .select('id')
          .where((eb) => eb.or([eb('expires_at', '<', long), eb('revoked_at', '<', long)]));
        await trx.deleteFrom('refresh_tokens').where('session_id', 'in', old).execute();
        await trx.deleteFrom('sessions').where('id', 'in', old).execute();
      });
    },
  };
}
