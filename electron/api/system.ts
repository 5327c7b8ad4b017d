import type { App } from '#core/app-types.ts';
import { pageIn } from '#core/lists/whole-list.ts';
import type { systemRoutes } from '#shared/contract/system.ts';
import type { Handlers } from './handler.ts';

/** Shows a folder to the person at the machine; absent where there is no such person. */
export type OpenFolder = (path: string) => Promise<boolean>;

export function systemHandlers(app: App, openFolder: OpenFolder | undefined): Handlers<typeof systemRoutes> {
  return {
    health: () => app.health(),
    me: async ({ actor: { user_id, org_id, name, role } }) => ({ user_id, org_id, name, role }),
    preferences: ({ actor }) => app.settings.preferences(actor),
    savePreferences: ({ actor, body }) => app.settings.savePreferences(actor, body),
    personas: async ({ query }) => pageIn(await app.personas(), query),
    openDataFolder: async () => ({ opened: (await openFolder?.(app.dataDir)) ?? false, path: app.dataDir }),
  };
}
