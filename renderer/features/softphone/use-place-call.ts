/** Places the prepared call, once, whatever happens to the network in between. */
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PlaceCall } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import { announce } from '../../app/announcer.tsx';
import { useConsole } from '../../client/console-context.ts';
import { keys } from '../../client/keys.ts';
import { useOnce } from '../../client/use-once.ts';
import { confirmAction } from '../../ui/confirm-action.tsx';
import { formatPhone } from '#shared/domain/phone.ts';
import { useDesk } from './desk-state.ts';
import type { Draft } from './use-draft.ts';

export function requestOf(draft: Draft, variables: Readonly<Record<string, string>>): PlaceCall | undefined {
  if (draft.blocked || draft.typed.status !== 'complete' || !draft.scenario) return undefined;
  // What was typed for a variable that the scenario has lost meanwhile is not sent.
  const declared = new Set(draft.scenario.variables.map((one) => one.name));
  const filled = Object.fromEntries(Object.entries(variables).filter(([name, value]) => declared.has(name) && value.trim() !== ''));
  const request: PlaceCall = { to: draft.typed.e164, scenario_id: draft.scenario.scenario_id, variables: filled };
  return draft.practice && draft.persona ? { ...request, practice: { persona: draft.persona.id } } : request;
}

export function usePlaceCall() {
  const { t } = useTranslation('softphone');
  const { api, store, queryClient } = useConsole();
  const placed = useDesk((desk) => desk.placed);
  const once = useOnce();

  const mutation = useMutation({
    meta: { inline: true },
    mutationFn: (body: PlaceCall) => once(body, (idempotencyKey) => api.call(routes.calls.place, { body }, { idempotencyKey })),
    onSuccess(call) {
      store.seed(call);
      placed(call.call_id);
      announce(t('place.announced', { number: formatPhone(call.to) }));
      void queryClient.invalidateQueries({ queryKey: keys.callLists });
    },
  });

  return {
    placing: mutation.isPending,
    error: mutation.error,
    /** Places a call that needs no asking: the practice call of the welcome. */
    send: (request: PlaceCall) => mutation.mutate(request),
    async place(draft: Draft) {
      const variables = useDesk.getState().variables[draft.scenario?.scenario_id ?? ''] ?? {};
      const request = requestOf(draft, variables);
      if (!request || mutation.isPending) return;
      const rings = !draft.practice;
      const sure =
        !rings ||
        (await confirmAction({
          title: t('place.confirmTitle', { number: formatPhone(request.to) }),
          text: t('place.confirmText', { scenario: draft.scenario?.name ?? '' }),
          confirm: t('place.confirm'),
          cancel: t('place.cancel'),
        }));
      if (sure) mutation.mutate(request);
    },
  };
}
