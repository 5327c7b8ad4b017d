import { Select, Textarea } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Call, DISPOSITIONS } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import { announce } from '../../app/announcer.tsx';
import { useConsole } from '../../client/console-context.ts';
import { keys } from '../../client/keys.ts';
import { useMe } from '../../client/queries.ts';

const AUTOSAVE_MS = 600;
const MAX_NOTES = 10_000;

type WrapUp = { disposition?: Call['disposition']; notes?: string };

function useWrapUp(call_id: string) {
  const { api, store, queryClient } = useConsole();
  return useMutation({
    // One after the other, so that an older note never overtakes a newer one.
    scope: { id: `wrap ${call_id}` },
    mutationFn: (body: WrapUp) => api.call(routes.calls.wrapUp, { params: { call_id }, body }),
    onSuccess(call) {
      store.seed(call);
      queryClient.setQueryData<Call>(keys.call(call_id), (known) => known && { ...known, ...call });
      void queryClient.invalidateQueries({ queryKey: keys.callEvents(call_id) });
    },
  });
}

/** How the call ended for the business; can be changed at any time. */
export function OutcomeField({ call }: { call: Call }) {
  const { t } = useTranslation(['callDetail', 'kit']);
  const viewer = useMe().role === 'viewer';
  const { mutate } = useWrapUp(call.call_id);
  const choose = (code: string | null) => {
    const one = DISPOSITIONS.find((other) => other.code === code);
    mutate({ disposition: one?.code ?? null });
    if (one) announce(t('outcome.saved', { outcome: t(`kit:disposition.${one.code}`) }));
  };
  return (
    <Select
      size="sm"
      w={190}
      clearable
      aria-label={t('outcome.label')}
      placeholder={t('outcome.none')}
      clearButtonProps={{ 'aria-label': t('outcome.none') }}
      disabled={viewer}
      title={viewer ? t('outcome.viewer') : undefined}
      data={DISPOSITIONS.map(({ code }) => ({ value: code, label: t(`kit:disposition.${code}`) }))}
      value={call.disposition}
      onChange={choose}
    />
  );
}

/** Notes that save themselves. */
export function NotesField({ call }: { call: Call }) {
  const { t } = useTranslation('callDetail');
  const viewer = useMe().role === 'viewer';
  const [text, setText] = useState(call.notes);
  const [dirty, setDirty] = useState(false);
  const { mutate, isError } = useWrapUp(call.call_id);
  const save = useDebouncedCallback((notes: string) => mutate({ notes }, { onSuccess: () => setDirty(false) }), {
    delay: AUTOSAVE_MS,
    flushOnUnmount: true,
  });
  const status = viewer ? t('notes.viewer') : isError ? t('notes.unsaved') : dirty ? t('notes.saving') : text ? t('notes.saved') : '';
  return (
    <Textarea
      size="sm"
      label={t('notes.label')}
      placeholder={t('notes.placeholder')}
      description={status}
      inputWrapperOrder={['label', 'input', 'description']}
      readOnly={viewer}
      value={text}
      maxLength={MAX_NOTES}
      autosize
      minRows={2}
      maxRows={8}
      onChange={(event) => {
        setText(event.currentTarget.value);
        setDirty(true);
        save(event.currentTarget.value);
      }}
      onBlur={() => save.flush()}
    />
  );
}
