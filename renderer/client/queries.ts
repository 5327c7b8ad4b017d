/** What the API knows, as queries. Answers are local and quick, and the live plane keeps them fresh, so nothing here polls. */
import { queryOptions, useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { callQuery } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import type { Preferences } from '#shared/contract/system.ts';
import { useConsole } from './console-context.ts';
import type { Console } from './console.ts';
import { keys } from './keys.ts';

export type CallQuery = z.input<typeof callQuery>;
type Api = Console['api'];

export const meQuery = (api: Api) => queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => api.call(routes.system.me, {}, { signal }) });

export const healthQuery = (api: Api) =>
  queryOptions({ queryKey: keys.health, queryFn: ({ signal }) => api.call(routes.system.health, {}, { signal }) });

export const preferencesQuery = (api: Api) =>
  queryOptions({ queryKey: keys.preferences, queryFn: ({ signal }) => api.call(routes.system.preferences, {}, { signal }) });

export const personasQuery = (api: Api) =>
  queryOptions({ queryKey: keys.personas, queryFn: async ({ signal }) => (await api.call(routes.system.personas, {}, { signal })).items });

export const scenariosQuery = (api: Api) =>
  queryOptions({
    queryKey: keys.scenarios,
    queryFn: async ({ signal }) => (await api.call(routes.scenarios.list, { query: { limit: 200 } }, { signal })).items,
  });

export const callListQuery = (api: Api, query: CallQuery) =>
  queryOptions({ queryKey: keys.callList(query), queryFn: ({ signal }) => api.call(routes.calls.list, { query }, { signal }) });

export const callQueryOptions = (api: Api, call_id: string) =>
  queryOptions({ queryKey: keys.call(call_id), queryFn: ({ signal }) => api.call(routes.calls.get, { params: { call_id } }, { signal }) });

export const useMe = () => useSuspenseQuery(meQuery(useConsole().api)).data;
export const useHealth = () => useSuspenseQuery(healthQuery(useConsole().api)).data;
export const usePreferences = () => useSuspenseQuery(preferencesQuery(useConsole().api)).data;
export const useScenarios = () => useSuspenseQuery(scenariosQuery(useConsole().api)).data;
export const usePersonas = () => useSuspenseQuery(personasQuery(useConsole().api)).data;
export const useCallDetail = (call_id: string) => useQuery(callQueryOptions(useConsole().api, call_id));
export const useCallList = (query: CallQuery) => useQuery(callListQuery(useConsole().api, query));

/** Saves at once in this window and then in the core; a refusal puts the old value back. */
export function useSavePreferences() {
  const { api, queryClient } = useConsole();
  return useMutation({
    mutationFn: (patch: Partial<Preferences>) => api.call(routes.system.savePreferences, { body: patch }),
    onMutate(patch) {
      const before = queryClient.getQueryData<Preferences>(keys.preferences);
      queryClient.setQueryData<Preferences>(keys.preferences, (known) => known && { ...known, ...patch });
      return { before };
    },
    onError: (_error, _patch, context) => queryClient.setQueryData(keys.preferences, context?.before),
    onSuccess: (saved) => queryClient.setQueryData(keys.preferences, saved),
  });
}
