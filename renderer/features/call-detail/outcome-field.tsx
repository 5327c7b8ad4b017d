import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Call, DISPOSITIONS } from '#shared/contract/calls.ts';
import { announce } from '../../app/announcer.tsx';
import { useMe } from '../../client/queries.ts';
import { useWrapUp } from '../wrap-up/use-wrap-up.ts';

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
