/** Who is here and what they are doing; the live plane keeps it fresh. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Presence } from '#shared/contract/accounts.ts';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from './console-context.ts';
import { keys } from './keys.ts';
import { useMe } from './queries.ts';

const NOBODY: readonly Presence[] = [];

export function usePresence() {
  const { api } = useConsole();
  const query = useQuery({ queryKey: keys.presence, queryFn: async ({ signal }) => (await api.call(routes.people.presence, {}, { signal })).items });
  return { people: query.data ?? NOBODY, error: query.error, retry: () => void query.refetch() };
}

/** What this person is doing; undefined until it is known. */
export function useOwnPresence(): Presence | undefined {
  const { user_id } = useMe();
  return usePresence().people.find((one) => one.user_id === user_id);
}

export function useSetPresence() {
  const { api, queryClient } = useConsole();
  return useMutation({
    mutationFn: (body: { state: 'available' | 'not_ready'; reason: string }) => api.call(routes.people.setPresence, { body }),
    onSuccess: (mine) =>
      queryClient.setQueryData<Presence[]>(keys.presence, (people) => people?.map((one) => (one.user_id === mine.user_id ? mine : one))),
  });
}
