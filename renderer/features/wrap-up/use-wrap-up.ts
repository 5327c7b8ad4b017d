import { useMutation } from '@tanstack/react-query';
import type { Call } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';
import { describeFailure } from '../../client/failure.ts';
import { keys } from '../../client/keys.ts';

const RETRY_MS = 2000;

/** How a call ended and what was noted of it. What cannot be sent waits, also when its screen is left, and goes when the connection is back. */
export function useWrapUp(call_id: string) {
  const { api, store, queryClient } = useConsole();
  return useMutation({
    // One after the other, so that an older note never overtakes a newer one.
    scope: { id: `wrap ${call_id}` },
    retry: (_count, error) => describeFailure(error).code === 'OFFLINE',
    retryDelay: RETRY_MS,
    mutationFn: (body: { disposition?: Call['disposition']; notes?: string }) => api.call(routes.calls.wrapUp, { params: { call_id }, body }),
    onSuccess(call) {
      store.answered(call);
      queryClient.setQueryData<Call>(keys.call(call_id), (known) => known && { ...known, ...call });
      void queryClient.invalidateQueries({ queryKey: keys.callEvents(call_id) });
    },
  });
}
