/** Rehearsals of one scenario, by the runs they were started in; the live plane keeps them fresh. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { routes } from '#shared/contract/index.ts';
import type { Rehearsal } from '#shared/contract/rehearsals.ts';
import { useConsole } from '../../client/console-context.ts';
import { keys } from '../../client/keys.ts';

type RehearseRequest = z.input<typeof routes.rehearsals.rehearse.body>;

/** One run: what was started together, in the order in which it was asked for. */
export type Batch = { batch_id: string; created_at: string; items: readonly Rehearsal[] };

/** Newest run first; within a run the first one asked for first. */
export function toBatches(rehearsals: readonly Rehearsal[]): Batch[] {
  const batches = new Map<string, Rehearsal[]>();
  for (const one of rehearsals) {
    const items = batches.get(one.batch_id);
    if (items) items.unshift(one);
    else batches.set(one.batch_id, [one]);
  }
  return [...batches].map(([batch_id, items]) => ({ batch_id, created_at: items[0]?.created_at ?? '', items }));
}

export const isOpen = ({ state }: Pick<Rehearsal, 'state'>) => state === 'waiting' || state === 'running';

const SHOWN = 60;

export function useRehearsals(scenario_id: string | undefined) {
  const { api, queryClient } = useConsole();
  const query = useQuery({
    queryKey: keys.rehearsals(scenario_id ?? ''),
    queryFn: ({ signal }) => api.call(routes.rehearsals.rehearsals, { query: { scenario_id, limit: SHOWN } }, { signal }),
    enabled: scenario_id !== undefined,
  });
  const readAgain = () => queryClient.invalidateQueries({ queryKey: keys.rehearsals(scenario_id ?? '') });
  const start = useMutation({
    meta: { inline: true },
    mutationFn: (request: RehearseRequest) => api.call(routes.rehearsals.rehearse, { params: { scenario_id: scenario_id ?? '' }, body: request }),
    onSuccess: readAgain,
  });
  const cancel = useMutation({
    mutationFn: (batch_id: string) => api.call(routes.rehearsals.cancel, { params: { batch_id } }),
    onSuccess: readAgain,
  });
  return { batches: toBatches(query.data?.items ?? []), error: query.error, retry: () => void query.refetch(), start, cancel };
}
