import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallAction } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import { useCommand } from '../../app/shortcuts/shortcut-context.tsx';
import { useConsole } from '../../client/console-context.ts';
import { createTileActions } from './tile-actions.ts';

/** The actions of all tiles, with their keys on the selected one, and the call whose field for instructions is open. */
export function useTileActions(selected: string | undefined) {
  const { api, store, listening } = useConsole();
  const { t } = useTranslation('wall');
  const navigate = useNavigate();
  const [whispering, setWhispering] = useState<string>();
  const { mutate: send } = useMutation({
    mutationFn: ({ call_id, action }: { call_id: string; action: CallAction }) => api.call(routes.calls.act, { params: { call_id }, body: action }),
    onSuccess: (call) => store.seed(call),
  });
  const actions = useMemo(() => createTileActions({ store, listening, send, setWhispering, t }), [store, listening, send, t]);

  const onSelected = (run: (call_id: string) => void) => () => {
    if (selected !== undefined) run(selected);
  };
  const some = selected !== undefined;
  useCommand('call.listen', onSelected(actions.listen), some);
  useCommand('call.whisper', onSelected(actions.whisper), some);
  useCommand('call.mute', onSelected(actions.mute), some);
  useCommand('call.end', onSelected(actions.end), some);
  const open = (callId: string) => void navigate({ to: '/calls/$callId', params: { callId } });
  useCommand('wall.open', onSelected(open), some);
  return { actions, whispering };
}
