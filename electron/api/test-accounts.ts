/** Accounts that answer with plausible data, for tests of the doors before them. */
import { unauthenticated } from '#core/accounts/access-token.ts';
import type { SignInResult } from '#core/accounts/sign-in.ts';
import type { Accounts } from '#core/accounts/service.ts';
import type { AccountUser, ApiToken, Invitation, Organization, Presence, Team } from '#shared/contract/accounts.ts';
import { toPage } from '#shared/contract/common.ts';
import { notFound } from '#shared/domain/errors.ts';

const AT = '2026-03-01T09:00:00.000Z';

const anOrganization: Organization = { id: 'org_1', name: 'Acme', created_at: AT, member_count: 1 };
const aTeam: Team = { id: 'tea_1', name: 'Sales', member_ids: [], created_at: AT };
const aToken: ApiToken = { id: 'tok_1', name: 'reports', scopes: ['read'], last4: 'abcd', created_at: AT, last_used_at: null, expires_at: null };
const anInvitation: Invitation = {
  id: 'inv_1',
  email: 'bob@example.com',
  role: 'agent',
  created_at: AT,
  expires_at: AT,
  accepted_at: null,
  revoked: false,
};
const aPresence: Presence = { user_id: 'usr_owner', name: 'Sue', role: 'owner', state: 'available', reason: '', since: AT, call_id: null };
const aUser: AccountUser = {
  id: 'usr_owner',
  seq: 1,
  email: 'sue@example.com',
  name: 'Sue',
  company_name: 'Acme',
  role: 'owner',
  is_active: true,
  is_admin: true,
  org_id: 'org_1',
  created_at: AT,
};

const signedIn = (cookie: string | undefined): SignInResult => ({
  answer: { access_token: 'a.b.c', refresh_token: 'trr_1', token_type: 'bearer', expires_in: 1800, token: 'a.b.c', user: aUser },
  session_id: 'ses_1',
  ...(cookie === undefined ? {} : { cookie }),
});

const nobody = async () => {
  throw unauthenticated();
};

/** Everything is there, is allowed, and changes nothing. */
export function createTestAccounts(): Accounts {
  const begun = async (kind: string) => signedIn(kind === 'token' ? undefined : 'trs_1');
  return {
    signUp: (_input, kind) => begun(kind),
    signIn: (_input, kind) => begun(kind),
    openSession: (_actor, kind) => begun(kind),
    refresh: () => begun('token'),
    signOut: async () => undefined,
    changePassword: async () => undefined,
    byBearer: nobody,
    again: async (identity) => identity,
    living: async (ids) => new Set(ids),
    sessions: {
      begin: nobody,
      rotate: nobody,
      byAccessToken: nobody,
      byCookie: nobody,
      byId: nobody,
      list: async () => [],
      revoke: async () => undefined,
      living: async (ids) => [...ids],
      endAllOf: async () => undefined,
      forgetOld: async () => undefined,
    },
    people: {
      organization: async (_actor, id) => {
        if (id !== 'org_1') throw notFound('organization');
        return anOrganization;
      },
      renameOrganization: async () => anOrganization,
      list: async (_actor, { page, limit }) => toPage([aUser], 1, page, limit),
      get: async () => aUser,
      update: async () => aUser,
      resetPassword: async () => undefined,
      invitations: async () => [anInvitation],
      invite: async () => ({ ...anInvitation, code: 'tri_1' }),
      revokeInvitation: async () => undefined,
      teams: async () => [aTeam],
      createTeam: async () => aTeam,
      updateTeam: async () => aTeam,
      removeTeam: async () => undefined,
    },
    tokens: {
      list: async () => [aToken],
      create: async () => ({ ...aToken, token: 'trp_1' }),
      revoke: async () => undefined,
      living: async (ids) => [...ids],
      identify: nobody,
      byId: nobody,
    },
    presence: { wrapUpMs: 1, ofOrganization: async () => [aPresence], list: async () => [aPresence], set: async () => aPresence },
    audit: { record: async () => undefined, list: async (_actor, { page, limit }) => toPage([], 0, page, limit) },
    attempts: {
      count: async (_key, { max }) => ({ allowed: true, limit: max, remaining: max - 1, retryAfterMs: 0, resetMs: 0 }),
      peek: async (_key, { max }) => ({ allowed: true, limit: max, remaining: max, retryAfterMs: 0, resetMs: 0 }),
      clear: async () => undefined,
      clearAll: async () => undefined,
    },
    firstStart: { needed: async () => false, complete: async () => undefined, canSignIn: async () => true },
  };
}
