/** People of the organization, for the parts of the administration that name them. */
import { useQuery } from '@tanstack/react-query';
import type { AccountUser } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';

export const PEOPLE_KEY = ['admin', 'people'] as const;

/** As many as a list to choose from may have. */
const MOST = 200;
const NOBODY: readonly AccountUser[] = [];

export function usePeople(): readonly AccountUser[] {
  const { api } = useConsole();
  const { data } = useQuery({
    queryKey: [...PEOPLE_KEY, 'all'],
    queryFn: async ({ signal }) => (await api.call(routes.people.users, { query: { limit: MOST } }, { signal })).items,
  });
  return data ?? NOBODY;
}
