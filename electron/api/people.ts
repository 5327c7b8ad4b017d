/** The organization, its people, presence and audit over the API. */
import type { Accounts } from '#core/accounts/service.ts';
import { toPage } from '#shared/contract/common.ts';
import type { peopleRoutes } from '#shared/contract/people.ts';
import type { Handlers } from './handler.ts';

export function peopleHandlers({ people, presence, audit }: Accounts): Handlers<typeof peopleRoutes> {
  return {
    async organizations({ actor, query: { page, limit } }) {
      const own = await people.organization(actor, actor.org_id);
      return toPage(page === 1 ? [own] : [], 1, page, limit);
    },
    organization: ({ actor, params }) => people.organization(actor, params.org_id),
    renameOrganization: ({ actor, params, body }) => people.renameOrganization(actor, params.org_id, body.name),
    users: ({ actor, query }) => people.list(actor, query),
    user: ({ actor, params }) => people.get(actor, params.user_id),
    updateUser: ({ actor, params, body }) => people.update(actor, params.user_id, body),
    async resetPassword({ actor, params, body }) {
      await people.resetPassword(actor, params.user_id, body.new_password);
      return { success: true };
    },
    invitations: async ({ actor }) => ({ items: await people.invitations(actor) }),
    invite: ({ actor, body }) => people.invite(actor, body),
    revokeInvitation: ({ actor, params }) => people.revokeInvitation(actor, params.invitation_id),
    teams: async ({ actor }) => ({ items: await people.teams(actor) }),
    createTeam: ({ actor, body }) => people.createTeam(actor, body),
    updateTeam: ({ actor, params, body }) => people.updateTeam(actor, params.team_id, body),
    removeTeam: ({ actor, params }) => people.removeTeam(actor, params.team_id),
    presence: async ({ actor }) => ({ items: await presence.list(actor) }),
    setPresence: ({ actor, body }) => presence.set(actor, body),
    audit: ({ actor, query }) => audit.list(actor, query),
  };
}
