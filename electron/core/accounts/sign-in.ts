/** Signing up, in and out, and passwords. */
import type { SignedIn, SignUpInput } from '#shared/contract/accounts.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor, Role } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import type { AttemptCounter } from '#core/limits/sliding-window.ts';
import type { Connections, Db } from '#store/schema.ts';
import { unauthenticated } from './access-token.ts';
import type { Audit } from './audit.ts';
import { type Caller, LOCK_OUT, lockOutKey, toAccountUser, type UserRow } from './model.ts';
import { hashPassword, passwordMatches, requireStrongPassword } from './passwords.ts';
import { findPasswordHash, findUser } from './people-repo.ts';
import { hashSecret } from './secret-text.ts';
import type { IssuedSession, SessionKind, Sessions } from './sessions.ts';

/** A session's answer, and the cookie that a browser gets beside it. */
export type SignInResult = { answer: SignedIn; cookie?: string; session_id: string };

export type SignIn = {
  /** @throws AppError CONFLICT (address taken), VALIDATION_ERROR (weak password), NOT_FOUND (invitation) */
  signUp(input: SignUpInput, kind: SessionKind, caller: Caller): Promise<SignInResult>;
  /** @throws AppError INVALID_CREDENTIALS, LOCKED_OUT */
  signIn(input: { email: string; password: string }, kind: SessionKind, caller: Caller): Promise<SignInResult>;
  refresh(refreshToken: string, caller: Caller): Promise<SignInResult>;
  /** A session without a password, for somebody who is known otherwise: by the machine that is theirs. */
  openSession(actor: Actor, kind: SessionKind, caller: Caller): Promise<SignInResult>;
  signOut(actor: Actor): Promise<void>;
  /** Other sessions of the person end. @throws AppError INVALID_CREDENTIALS, VALIDATION_ERROR */
  changePassword(actor: Actor, input: { current_password?: string | undefined; new_password: string }): Promise<void>;
};

type Deps = Connections & { sessions: Sessions; audit: Audit; attempts: AttemptCounter; now: () => number };

const invalidCredentials = () =>
  new AppError('INVALID_CREDENTIALS', 'The e-mail address or the password is wrong.', {
    details: 'Nothing was changed. An owner of your organization can reset your password.',
  });

/** Whoever changes a password is signed in: only that one field can be wrong. */
const notTheirPassword = () =>
  new AppError('INVALID_CREDENTIALS', 'This is not your current password.', {
    details: 'Nothing was changed. An owner of your organization can reset your password.',
    errors: [{ loc: ['body', 'current_password'], msg: 'This is not your current password.', type: 'wrong_password' }],
  });

export function createSignIn({ read, write, sessions, audit, attempts, now }: Deps): SignIn {
  const result = (user: UserRow, issued: IssuedSession): SignInResult => ({
    answer: {
      access_token: issued.access_token,
      refresh_token: issued.refresh_token,
      token_type: 'bearer',
      expires_in: issued.expires_in,
      token: issued.access_token,
      user: toAccountUser(user),
    },
    session_id: issued.session_id,
    ...(issued.cookie ? { cookie: issued.cookie } : {}),
  });

  const insertUser = async (trx: Db, input: SignUpInput, orgId: string, role: Role, passwordHash: string): Promise<UserRow> => {
    const id = newId('usr', now());
    await trx
      .insertInto('users')
      .values({
        id,
        org_id: orgId,
        email: input.email,
        name: input.name ?? input.email.split('@')[0] ?? input.email,
        role,
        password_hash: passwordHash,
        is_active: 1,
        created_at: now(),
        updated_at: now(),
      })
      .execute();
    const user = await findUser(trx, { id });
    if (!user) throw new AppError('INTERNAL', 'The account could not be read back.');
    return user;
  };

  return {
    async signUp(input, kind, caller) {
      requireStrongPassword(input.password, [input.email, input.name ?? '', input.company_name ?? '']);
      const passwordHash = await hashPassword(input.password);
      const user = await write.transaction().execute(async (trx) => {
        const taken = await findUser(trx, { email: input.email });
        if (taken) throw new AppError('CONFLICT', 'There is an account with this e-mail address already.', { details: 'Sign in instead.' });
        if (input.invitation) return joinByInvitation(trx, input, input.invitation, passwordHash);
        const orgId = newId('org', now());
        const name = input.company_name ?? `${input.name ?? input.email.split('@')[0]}’s organization`;
        await trx.insertInto('organizations').values({ id: orgId, name, created_at: now() }).execute();
        return insertUser(trx, input, orgId, 'owner', passwordHash);
      });
      const actor = { user_id: user.id, name: user.name };
      await audit.record({ org_id: user.org_id, actor, action: 'account.created', subject: { type: 'user', id: user.id }, address: caller.address });
      return result(user, await sessions.begin(user, kind, caller));
    },

    async signIn(input, kind, caller) {
      const lockKey = lockOutKey(input.email, caller.address);
      const lock = await attempts.peek(lockKey, LOCK_OUT);
      if (!lock.allowed) {
        throw new AppError('LOCKED_OUT', 'Too many wrong passwords for this account from here.', {
          details: 'The account is safe. Wait, or have an owner reset the password.',
          params: { retry_after: Math.ceil(lock.retryAfterMs / 1000) },
        });
      }
      const user = await findUser(read, { email: input.email });
      const stored = user ? ((await findPasswordHash(read, user.id)) ?? null) : null;
      const matches = await passwordMatches(stored, input.password);
      if (!user || !matches || user.is_active !== 1) {
        await attempts.count(lockKey, LOCK_OUT);
        if (user) {
          await audit.record({
            org_id: user.org_id,
            actor: undefined,
            action: 'sign_in.failed',
            subject: { type: 'user', id: user.id },
            address: caller.address,
          });
        }
        throw invalidCredentials();
      }
      await attempts.clear(lockKey);
      const issued = await sessions.begin(user, kind, caller);
      const actor = { user_id: user.id, name: user.name };
      await audit.record({
        org_id: user.org_id,
        actor,
        action: 'sign_in',
        subject: { type: 'session', id: issued.session_id },
        address: caller.address,
      });
      return result(user, issued);
    },

    async refresh(refreshToken, caller) {
      const { issued, user } = await sessions.rotate(refreshToken, caller);
      return result(user, issued);
    },

    async openSession(actor, kind, caller) {
      const user = await findUser(read, { id: actor.user_id });
      if (!user || user.is_active !== 1) throw unauthenticated();
      const issued = await sessions.begin(user, kind, caller);
      await audit.record({
        org_id: user.org_id,
        actor: { user_id: user.id, name: user.name },
        action: 'sign_in',
        subject: { type: 'session', id: issued.session_id },
        address: caller.address,
        detail: { by: 'machine' },
      });
      return result(user, issued);
    },

    async signOut(actor) {
      if (actor.session_id) await sessions.revoke(actor, actor.session_id);
    },

    async changePassword(actor, input) {
      const user = await findUser(read, { id: actor.user_id });
      const stored = await findPasswordHash(read, actor.user_id);
      // The owner made on a desktop's first start has no password until one is set.
      if (stored !== null && !(await passwordMatches(stored ?? null, input.current_password ?? ''))) throw notTheirPassword();
      requireStrongPassword(input.new_password, [user?.email ?? '', actor.name, user?.company_name ?? ''], 'new_password');
      const passwordHash = await hashPassword(input.new_password);
      await write.updateTable('users').set({ password_hash: passwordHash, updated_at: now() }).where('id', '=', actor.user_id).execute();
      await sessions.endAllOf(actor.user_id, 'the password was changed', actor.session_id);
      await audit.record({ org_id: actor.org_id, actor, action: 'password.changed', subject: { type: 'user', id: actor.user_id } });
    },
  };

  async function joinByInvitation(trx: Db, input: SignUpInput, code: string, passwordHash: string): Promise<UserRow> {
    const invitation = await trx
      .selectFrom('invitations')
      .selectAll()
      .where('code_hash', '=', hashSecret(code))
      .where('email', '=', input.email)
      .where('accepted_at', 'is', null)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now())
      .executeTakeFirst();
    if (!invitation) {
      throw new AppError('NOT_FOUND', 'This invitation is not valid for this e-mail address.', {
        details: 'It may have been used, taken back, or have expired. No account was made. Ask for a new one.',
      });
    }
    await trx.updateTable('invitations').set({ accepted_at: now() }).where('id', '=', invitation.id).execute();
    return insertUser(trx, input, invitation.org_id, invitation.role as Role, passwordHash);
  }
}
