import { useMutation } from '@tanstack/react-query';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';

/** Ends this window's session and begins again at the door. A refusal is shown like any other. */
export function useSignOut() {
  const { api } = useConsole();
  return useMutation({ mutationFn: () => api.call(routes.auth.logout), onSuccess: () => location.reload() });
}
