/** The organization, its people, presence and audit over the API. */
import type { Accounts } from '#core/accounts/service.ts';
import { pageIn } from '#core/lists/whole-list.ts';
import { routes } from '#shared/contract/index.ts';
import type { peopleRoutes } from '#shared/contract/people.ts';
import type { Route } from '#shared/contract/route.ts';
import { ROLES } from '#shared/domain/identity.ts';
import type { Handlers } from './handler.ts';

/** As the routes are declared, so that it cannot be out of date. */
function rolesDeclared() {
  const declared: Route[] = Object.values(routes).flatMap((group) => Object.values(group));
  return ROLES.map((role) => ({
    role,
    operations: declared.filter(({ access }) => access === 'public' || access.includes(role)).map(({ method, path }) => `${method} ${path}`),
  }));
}

export function peopleHandlers({ people, presence, audit, sessions }: Accounts): Handlers<typeof peopleRoutes> {
  return {
    organizations: async ({ actor, query }) => pageIn([await people.organization(actor, actor.org_id)], query),
    organization: ({ actor, params }) => people.organization(actor, params.org_id),
    renameOrganization: ({ actor, params, body }) => people.renameOrganization(actor, params.org_id, body.name),
    users: ({ actor, query }) => people.list(actor, query),
    user: ({ actor, params }) => people.get(actor, params.user_id),
    roles: async ({ query }) => pageIn(rolesDeclared(), query),
    updateUser: ({ actor, params, body }) => people.update(actor, params.user_id, body),
    async resetPassword({ actor, params, body }) {
      await people.resetPassword(actor, params.user_id, body.new_password);
      return { success: true };
    },
    async userSessions({ actor, params, query }) {
      const { id } = await people.get(actor, params.user_id);
      return pageIn(await sessions.list(actor, id), query);
    },
    endUserSession: ({ actor, params }) => sessions.revoke(actor, params.user_session_id, params.user_id),
    invitations: async ({ actor, query }) => pageIn(await people.invitations(actor), query),
    invite: ({ actor, body }) => people.invite(actor, body),
    revokeInvitation: ({ actor, params }) => people.revokeInvitation(actor, params.invitation_id),
    teams: async ({ actor, query }) => pageIn(await people.teams(actor), query),
    createTeam: ({ actor, body }) => people.createTeam(actor, body),
    updateTeam: ({ actor, params, body }) => people.updateTeam(actor, params.team_id, body),
    removeTeam: ({ actor, params }) => people.removeTeam(actor, params.team_id),
    presence: async ({ actor, query }) => pageIn(await presence.list(actor), query),
    setPresence: ({ actor, body }) => presence.set(actor, body),
    audit: ({ actor, query }) => audit.list(actor, query),
  };
}
