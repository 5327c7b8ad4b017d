/** The organization and its people: roles, passwords by an owner, invitations, teams. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { AccountUser, Invitation, Organization, Team } from '#shared/contract/accounts.ts';
import { type Page, toPage } from '#shared/contract/common.ts';
import type { peopleRoutes } from '#shared/contract/people.ts';
import { AppError, notFound } from '#shared/domain/errors.ts';
import type { Actor, Role } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import type { AttemptCounter } from '#core/limits/sliding-window.ts';
import type { Connections, Db } from '#store/schema.ts';
import { holds, inOrder } from '../lists/order.ts';
import type { Audit } from './audit.ts';
import { INVITATION_MS, lockOutKey, toAccountUser, toInvitation, type UserRow } from './model.ts';
import { hashPassword, requireStrongPassword } from './passwords.ts';
import { findUser, otherOwners, users } from './people-repo.ts';
import { hashSecret, newSecret } from './secret-text.ts';
import type { Sessions } from './sessions.ts';

const ORDERS = {
  name: sql`users.name collate nocase`,
  email: sql`users.email collate nocase`,
  role: sql.ref('users.role'),
  created_at: sql.ref('users.created_at'),
};

export type People = {
  organization(actor: Actor, orgId: string): Promise<Organization>;
  renameOrganization(actor: Actor, orgId: string, name: string): Promise<Organization>;
  list(actor: Actor, query: z.output<typeof peopleRoutes.users.query>): Promise<Page<AccountUser>>;
  get(actor: Actor, userId: string): Promise<AccountUser>;
  /** @throws AppError CONFLICT when nobody would be left who can administer the organization */
  update(
    actor: Actor,
    userId: string,
    patch: { name?: string | undefined; role?: Role | undefined; is_active?: boolean | undefined },
  ): Promise<AccountUser>;
  resetPassword(actor: Actor, userId: string, newPassword: string): Promise<void>;
  invitations(actor: Actor): Promise<Invitation[]>;
  invite(actor: Actor, input: { email: string; role: Role }): Promise<Invitation & { code: string }>;
  revokeInvitation(actor: Actor, invitationId: string): Promise<void>;
  teams(actor: Actor): Promise<Team[]>;
  createTeam(actor: Actor, input: { name: string; member_ids: string[] }): Promise<Team>;
  updateTeam(actor: Actor, teamId: string, patch: { name?: string | undefined; member_ids?: string[] | undefined }): Promise<Team>;
  removeTeam(actor: Actor, teamId: string): Promise<void>;
};

type Deps = Connections & {
  sessions: Sessions;
  audit: Audit;
  attempts: Pick<AttemptCounter, 'clearAll'>;
  /** Told after a person's name or role was changed, or they were switched off or on. */
  onChanged: (person: AccountUser) => void;
  now: () => number;
};

export function createPeople({ read, write, sessions, audit, attempts, onChanged, now }: Deps): People {
  const ownOrganization = (actor: Actor, orgId: string) => {
    if (orgId !== actor.org_id) throw notFound('organization');
  };

  const colleague = async (db: Db, actor: Actor, userId: string): Promise<UserRow> => {
    const user = await findUser(db, { id: userId });
    if (!user || user.org_id !== actor.org_id) throw notFound('person');
    return user;
  };

  const organization: People['organization'] = async (actor, orgId) => {
    ownOrganization(actor, orgId);
    const row = await read
      .selectFrom('organizations')
      .selectAll()
      .select((eb) => eb.selectFrom('users').select(eb.fn.countAll<number>().as('n')).where('users.org_id', '=', orgId).as('member_count'))
      .where('id', '=', orgId)
      .executeTakeFirstOrThrow();
    return { id: row.id, name: row.name, created_at: new Date(row.created_at).toISOString(), member_count: Number(row.member_count) };
  };

  const team = async (db: Db, actor: Actor, teamId: string): Promise<Team> => {
    const row = await db.selectFrom('teams').selectAll().where('id', '=', teamId).where('org_id', '=', actor.org_id).executeTakeFirst();
    if (!row) throw notFound('team');
    const members = await db.selectFrom('team_members').select('user_id').where('team_id', '=', teamId).orderBy('user_id').execute();
    return { id: row.id, name: row.name, member_ids: members.map((one) => one.user_id), created_at: new Date(row.created_at).toISOString() };
  };

  const setMembers = async (trx: Db, actor: Actor, teamId: string, memberIds: readonly string[]) => {
    const wanted = [...new Set(memberIds)];
    await Promise.all(wanted.map((id) => colleague(trx, actor, id)));
    await trx.deleteFrom('team_members').where('team_id', '=', teamId).execute();
    if (wanted.length > 0)
      await trx
        .insertInto('team_members')
        .values(wanted.map((user_id) => ({ team_id: teamId, user_id })))
        .execute();
  };

  const freeTeamName = async (trx: Db, actor: Actor, name: string, except?: string) => {
    const twin = await trx.selectFrom('teams').select('id').where('org_id', '=', actor.org_id).where('name', '=', name).executeTakeFirst();
    if (twin && twin.id !== except) throw new AppError('CONFLICT', 'There is a team of this name already.', { details: 'Choose another name.' });
  };

  /** Nobody comes back, or lets others in, by an invitation that they could no longer send. */
  const takeBackInvitations = async (trx: Db, actor: Actor, invitedBy: string) => {
    const taken = await trx
      .updateTable('invitations')
      .set({ revoked_at: now() })
      .where('org_id', '=', actor.org_id)
      .where('invited_by', '=', invitedBy)
      .where('accepted_at', 'is', null)
      .where('revoked_at', 'is', null)
      .returning('id')
      .execute();
    for (const { id } of taken)
      await audit.record({ org_id: actor.org_id, actor, action: 'invitation.revoked', subject: { type: 'invitation', id } }, trx);
  };

  /** Like their sessions: whoever is let in again signs in again, and makes new ones. */
  const revokeTokens = async (trx: Db, actor: Actor, userId: string) => {
    const revoked = await trx
      .updateTable('api_tokens')
      .set({ revoked_at: now() })
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null)
      .returning('id')
      .execute();
    for (const { id } of revoked)
      await audit.record({ org_id: actor.org_id, actor, action: 'token.revoked', subject: { type: 'api_token', id } }, trx);
  };

  return {
    organization,

    async renameOrganization(actor, orgId, name) {
      ownOrganization(actor, orgId);
      await write.updateTable('organizations').set({ name }).where('id', '=', orgId).execute();
      await audit.record({ org_id: orgId, actor, action: 'organization.renamed', subject: { type: 'organization', id: orgId }, detail: { name } });
      return organization(actor, orgId);
    },

    async list(actor, { q, sort = 'created_at', page, limit }) {
      const wanted = users(read)
        .where('users.org_id', '=', actor.org_id)
        .where(holds(q, sql.ref('users.name'), sql.ref('users.email')));
      const { total } = await wanted
        .clearSelect()
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      const rows = await wanted
        .orderBy(inOrder(sort, ORDERS, sql.ref('users.seq')))
        .limit(limit)
        .offset((page - 1) * limit)
        .execute();
      return toPage(rows.map(toAccountUser), Number(total), page, limit);
    },

    get: async (actor, userId) => toAccountUser(await colleague(read, actor, userId)),

    async update(actor, userId, patch) {
      const before = await colleague(read, actor, userId);
      const user = await write.transaction().execute(async (trx) => {
        const stepsDown = before.role === 'owner' && ((patch.role !== undefined && patch.role !== 'owner') || patch.is_active === false);
        if (stepsDown && (await otherOwners(trx, actor.org_id, userId)) === 0) {
          throw new AppError('CONFLICT', 'This is the last owner of the organization.', {
            details: 'Nothing was changed. Make somebody else an owner first.',
          });
        }
        await trx
          .updateTable('users')
          .set({
            updated_at: now(),
            ...(patch.name === undefined ? {} : { name: patch.name }),
            ...(patch.role === undefined ? {} : { role: patch.role }),
            ...(patch.is_active === undefined ? {} : { is_active: patch.is_active ? 1 : 0 }),
          })
          .where('id', '=', userId)
          .execute();
        const action = patch.role !== undefined && patch.role !== before.role ? 'user.role_changed' : 'user.changed';
        const detail = { ...patch, ...(action === 'user.role_changed' ? { previous_role: before.role } : {}) };
        await audit.record({ org_id: actor.org_id, actor, action, subject: { type: 'user', id: userId }, detail }, trx);
        if (stepsDown) await takeBackInvitations(trx, actor, userId);
        if (patch.is_active === false) await revokeTokens(trx, actor, userId);
        return colleague(trx, actor, userId);
      });
      if (patch.is_active === false) await sessions.endAllOf(userId, 'the account was switched off');
      const person = toAccountUser(user);
      onChanged(person);
      return person;
    },

    async resetPassword(actor, userId, newPassword) {
      const user = await colleague(read, actor, userId);
      requireStrongPassword(newPassword, [user.email ?? '', user.name, user.company_name], 'new_password');
      const passwordHash = await hashPassword(newPassword);
      await write.updateTable('users').set({ password_hash: passwordHash, updated_at: now() }).where('id', '=', userId).execute();
      // Whoever was locked out was told to ask for this.
      if (user.email !== null) await attempts.clearAll(lockOutKey(user.email, ''));
      await sessions.endAllOf(userId, 'an owner reset the password', userId === actor.user_id ? actor.session_id : undefined);
      await audit.record({ org_id: actor.org_id, actor, action: 'password.reset', subject: { type: 'user', id: userId } });
    },

    async invitations(actor) {
      const rows = await read
        .selectFrom('invitations')
        .selectAll()
        .where('org_id', '=', actor.org_id)
        .orderBy('created_at', 'desc')
        .limit(500)
        .execute();
      return rows.map(toInvitation);
    },

    async invite(actor, input) {
      if (await findUser(read, { email: input.email })) {
        throw new AppError('CONFLICT', 'This address has an account already.', { details: 'No invitation was made.' });
      }
      const code = newSecret('tri');
      const row = {
        id: newId('inv', now()),
        org_id: actor.org_id,
        email: input.email,
        role: input.role,
        code_hash: hashSecret(code),
        invited_by: actor.user_id,
        created_at: now(),
        expires_at: now() + INVITATION_MS,
        accepted_at: null,
        revoked_at: null,
      };
      await write.insertInto('invitations').values(row).execute();
      await audit.record({
        org_id: actor.org_id,
        actor,
        action: 'invitation.sent',
        subject: { type: 'invitation', id: row.id },
        detail: { role: input.role },
      });
      return { ...toInvitation(row), code };
    },

    async revokeInvitation(actor, invitationId) {
      const { numUpdatedRows } = await write
        .updateTable('invitations')
        .set({ revoked_at: now() })
        .where('id', '=', invitationId)
        .where('org_id', '=', actor.org_id)
        .where('accepted_at', 'is', null)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      if (Number(numUpdatedRows) === 0) throw notFound('open invitation');
      await audit.record({ org_id: actor.org_id, actor, action: 'invitation.revoked', subject: { type: 'invitation', id: invitationId } });
    },

    async teams(actor) {
      const rows = await read.selectFrom('teams').select('id').where('org_id', '=', actor.org_id).orderBy('name').execute();
      return Promise.all(rows.map((row) => team(read, actor, row.id)));
    },

    createTeam: (actor, input) =>
      write.transaction().execute(async (trx) => {
        await freeTeamName(trx, actor, input.name);
        const id = newId('tea', now());
        await trx.insertInto('teams').values({ id, org_id: actor.org_id, name: input.name, created_at: now() }).execute();
        await setMembers(trx, actor, id, input.member_ids);
        await audit.record({ org_id: actor.org_id, actor, action: 'team.created', subject: { type: 'team', id }, detail: { name: input.name } }, trx);
        return team(trx, actor, id);
      }),

    updateTeam: (actor, teamId, patch) =>
      write.transaction().execute(async (trx) => {
        await team(trx, actor, teamId);
        if (patch.name !== undefined) {
          await freeTeamName(trx, actor, patch.name, teamId);
          await trx.updateTable('teams').set({ name: patch.name }).where('id', '=', teamId).execute();
        }
        if (patch.member_ids) await setMembers(trx, actor, teamId, patch.member_ids);
        await audit.record({ org_id: actor.org_id, actor, action: 'team.changed', subject: { type: 'team', id: teamId } }, trx);
        return team(trx, actor, teamId);
      }),

    async removeTeam(actor, teamId) {
      await team(read, actor, teamId);
      await write.deleteFrom('teams').where('id', '=', teamId).where('org_id', '=', actor.org_id).execute();
      await audit.record({ org_id: actor.org_id, actor, action: 'team.deleted', subject: { type: 'team', id: teamId } });
    },
  };
}
