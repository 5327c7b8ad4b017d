/** What can be done to a live call. The row that the core answers with is shown at once. */
import { useMutation } from '@tanstack/react-query';
import type { CallAction } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';

export function useCallAction(call_id: string) {
  const { api, store } = useConsole();
  return useMutation({
    mutationFn: (action: CallAction) => api.call(routes.calls.act, { params: { call_id }, body: action }),
    onSuccess: (call) => store.answered(call),
  });
}
