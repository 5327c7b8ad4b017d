import { Button, Checkbox, NumberInput, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { routes } from '#shared/contract/index.ts';
import type { retentionPolicy } from '#shared/contract/transcripts.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { useMe } from '../../client/queries.ts';
import { confirmAction } from '../../ui/confirm-action.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatMoment } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import classes from './admin.module.css';
import { usePeople } from './use-people.ts';

type Policy = z.infer<typeof retentionPolicy>;
type Part = keyof Policy;

const PARTS: readonly Part[] = ['recordings_days', 'transcripts_days'];
const KEY = ['admin', 'retention'] as const;
const HOLDS_KEY = ['admin', 'holds'] as const;
/** Offered when somebody no longer keeps for ever. */
const FIRST_DAYS = 90;
const MAX_DAYS = 36_500;

function Days({ part, policy, set, fixed }: { part: Part; policy: Policy; set: (days: number | null) => void; fixed: boolean }) {
  const { t } = useTranslation('admin');
  const days = policy[part];
  return (
    <div className={classes.line}>
      <NumberInput
        w={220}
        label={t(`retention.${part}`)}
        suffix={t('retention.days')}
        min={1}
        max={MAX_DAYS}
        allowDecimal={false}
        allowNegative={false}
        disabled={days === null}
        readOnly={fixed}
        placeholder={t('retention.forEver')}
        value={days ?? ''}
        onChange={(value) => typeof value === 'number' && set(Math.min(MAX_DAYS, Math.max(1, Math.round(value))))}
      />
      <Checkbox
        mb={9}
        label={t('retention.forEver')}
        disabled={fixed}
        checked={days === null}
        onChange={(event) => set(event.currentTarget.checked ? null : FIRST_DAYS)}
      />
    </div>
  );
}

function PolicyForm({ saved }: { saved: Policy }) {
  const { t } = useTranslation('admin');
  const { api, queryClient } = useConsole();
  const { role } = useMe();
  const [policy, setPolicy] = useState(saved);
  const owner = role === 'owner';
  const changed = PARTS.some((part) => policy[part] !== saved[part]);
  const save = useMutation({
    mutationFn: (body: Policy) => api.call(routes.transcripts.setRetention, { body }),
    onSuccess(next) {
      queryClient.setQueryData(KEY, next);
      notifyDone(t('retention.saved'));
    },
  });
  const run = useMutation({
    mutationFn: () => api.call(routes.transcripts.runRetention),
    onSuccess: ({ recordings_deleted, calls_deleted, exports_deleted, held }) =>
      notifyDone(t('retention.ran', { recordings: recordings_deleted, calls: calls_deleted, exports: exports_deleted, held })),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(policy);
  };
  const runNow = async () => {
    const sure = await confirmAction({
      title: t('retention.runTitle'),
      text: t('retention.runText'),
      confirm: t('retention.runConfirm'),
      cancel: t('cancel'),
      danger: true,
    });
    if (sure) run.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {PARTS.map((part) => (
        <Days key={part} part={part} policy={policy} fixed={!owner} set={(days) => setPolicy((before) => ({ ...before, [part]: days }))} />
      ))}
      {!owner && (
        <Text size="sm" c="dimmed">
          {t('people.ownersOnly')}
        </Text>
      )}
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending} disabled={!owner || !changed}>
          {t('retention.save')}
        </Button>
        <Button
          variant="default"
          leftSection={<Play size={15} aria-hidden />}
          loading={run.isPending}
          disabled={!owner || changed}
          title={changed ? t('retention.saveFirst') : undefined}
          onClick={() => void runNow()}
        >
          {t('retention.run')}
        </Button>
      </div>
    </form>
  );
}

function Holds() {
  const { t } = useTranslation('admin');
  const { api, queryClient } = useConsole();
  const people = new Map(usePeople().map((one) => [one.id, one.name]));
  const { data, error, refetch } = useQuery({
    queryKey: HOLDS_KEY,
    queryFn: async ({ signal }) => (await api.call(routes.transcripts.holds, {}, { signal })).items,
    staleTime: 0,
  });
  const release = useMutation({
    mutationFn: (call_id: string) => api.call(routes.transcripts.release, { params: { call_id } }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: HOLDS_KEY });
      notifyDone(t('holds.released'));
    },
  });
  const ask = async (call_id: string) => {
    const sure = await confirmAction({ title: t('holds.title2'), text: t('holds.text'), confirm: t('holds.release'), cancel: t('cancel') });
    if (sure) release.mutate(call_id);
  };
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  const columns = (['call', 'reason', 'who', 'since'] as const).map((id) => ({ id, label: t(`holds.column.${id}`) }));
  return (
    <Panel title={t('holds.title')} lead={t('holds.lead')}>
      {data?.length === 0 && <p className={classes.empty}>{t('holds.empty')}</p>}
      {data && data.length > 0 && (
        <DataTable label={t('holds.title')} columns={[...columns, { id: 'release', label: t('holds.release'), unseen: true }]}>
          {data.map((one) => (
            <tr key={one.call_id}>
              <td>
                <Link to="/calls/$callId" params={{ callId: one.call_id }}>
                  {t('audit.call')} {one.call_id.slice(-6)}
                </Link>
              </td>
              <td>{one.reason}</td>
              <td>{people.get(one.user_id) ?? one.user_id}</td>
              <td className="tabular">{formatMoment(one.created_at)}</td>
              <td data-end>
                <Button variant="default" size="compact-sm" mih={28} onClick={() => void ask(one.call_id)}>
                  {t('holds.release')}
                </Button>
              </td>
            </tr>
          ))}
        </DataTable>
      )}
    </Panel>
  );
}

/** After how long what is deleted, and what is kept whatever its age. */
export function RetentionPanel() {
  const { t } = useTranslation('admin');
  const { api } = useConsole();
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.call(routes.transcripts.retention, {}, { signal }) });
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  return (
    <>
      <Panel title={t('retention.title')} lead={t('retention.lead')}>
        {data && <PolicyForm key={JSON.stringify(data)} saved={data} />}
      </Panel>
      <Holds />
    </>
  );
}
