import { Button, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Lock, LockOpen } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { routes } from '#shared/contract/index.ts';
import { SUPERVISORS } from '#shared/contract/route.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { useMe } from '../../client/queries.ts';
import { formatMoment } from '../../ui/format.ts';
import { InlineFailure } from '../../ui/inline-failure.tsx';
import classes from './hold-field.module.css';

/** The same that the administration lists. */
const KEY = ['admin', 'holds'] as const;
const MAX_REASON = 300;

/** Keeps this call whatever its age, for a reason; supervisors do. */
export function HoldField({ call_id }: { call_id: string }) {
  const { t } = useTranslation('callDetail');
  const { api, queryClient } = useConsole();
  const may = SUPERVISORS.includes(useMe().role);
  const [reason, setReason] = useState('');
  const { data: hold } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await api.call(routes.transcripts.holds, {}, { signal })).items,
    enabled: may,
    staleTime: 0,
    select: (holds) => holds.find((one) => one.call_id === call_id) ?? null,
  });
  const done = async (message: string) => {
    await queryClient.invalidateQueries({ queryKey: KEY });
    notifyDone(message);
  };
  const set = useMutation({
    meta: { inline: true },
    mutationFn: () => api.call(routes.transcripts.hold, { params: { call_id }, body: { reason: reason.trim() } }),
    onSuccess() {
      setReason('');
      return done(t('hold.set'));
    },
  });
  const release = useMutation({
    meta: { inline: true },
    mutationFn: () => api.call(routes.transcripts.release, { params: { call_id } }),
    onSuccess: () => done(t('hold.released')),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (reason.trim()) set.mutate();
  };
  const error = set.error ?? release.error;
  return (
    <section>
      <Title order={2}>{t('hold.title')}</Title>
      {!may && <p>{t('hold.supervisors')}</p>}
      {may && hold && (
        <>
          <p className={classes.held}>
            <Lock size={15} aria-hidden /> {t('hold.since', { when: formatMoment(hold.created_at) })}
          </p>
          <p>{hold.reason}</p>
          <Button
            variant="default"
            size="compact-sm"
            mih={28}
            leftSection={<LockOpen size={14} aria-hidden />}
            loading={release.isPending}
            onClick={() => release.mutate()}
          >
            {t('hold.release')}
          </Button>
        </>
      )}
      {may && hold === null && (
        <form className={classes.form} onSubmit={submit}>
          <TextInput
            size="xs"
            label={t('hold.reason')}
            maxLength={MAX_REASON}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button
            type="submit"
            variant="default"
            size="compact-sm"
            mih={30}
            leftSection={<Lock size={14} aria-hidden />}
            loading={set.isPending}
            disabled={!reason.trim()}
          >
            {t('hold.keep')}
          </Button>
        </form>
      )}
      {error && <InlineFailure error={error} />}
      {may && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('hold.hint')}
        </Text>
      )}
    </section>
  );
}
