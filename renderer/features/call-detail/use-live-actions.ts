import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallAction } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';
import { useMe } from '../../client/queries.ts';
import { createLiveActions } from './live-actions.ts';

/** Why this person may not act on live calls; undefined for those who may. */
export function useNotForRole(): string | undefined {
  const { t } = useTranslation('callDetail');
  return useMe().role === 'viewer' ? t('action.viewer') : undefined;
}

/** Actions that never change, so that nothing renders because of them, and the call whose field for instructions is open. */
export function useLiveActions() {
  const { api, store, listening } = useConsole();
  const { t } = useTranslation('callDetail');
  const [whispering, setWhispering] = useState<string>();
  const { mutate: send } = useMutation({
    mutationFn: ({ call_id, action }: { call_id: string; action: CallAction }) => api.call(routes.calls.act, { params: { call_id }, body: action }),
    onSuccess: (call) => store.seed(call),
  });
  const actions = useMemo(() => createLiveActions({ store, listening, send, setWhispering, t }), [store, listening, send, t]);
  return { actions, whispering };
}
