import { Badge, Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AccountSession } from '#shared/contract/accounts.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatFull, formatMoment } from '../../ui/format.ts';
import { deviceName } from './device-name.ts';

function Row({ session, end, ending }: { session: AccountSession; end: () => void; ending: boolean }) {
  const { t } = useTranslation('account');
  const name = deviceName(session.user_agent) ?? t('sessions.unnamed');
  return (
    <tr>
      <td title={session.user_agent}>
        {name}{' '}
        {session.current && (
          <Badge variant="outline" color="gray" tt="none" size="sm">
            {t('sessions.current')}
          </Badge>
        )}
      </td>
      <td>{t(`sessions.kind.${session.kind}`)}</td>
      <td>{session.address}</td>
      <td className="tabular" title={formatFull(session.created_at)}>
        {formatMoment(session.created_at)}
      </td>
      <td className="tabular" title={formatFull(session.last_seen_at)}>
        {formatMoment(session.last_seen_at)}
      </td>
      <td data-end>
        {!session.current && (
          <Button variant="default" size="compact-sm" mih={28} loading={ending} aria-label={t('sessions.endOf', { name })} onClick={end}>
            {t('sessions.end')}
          </Button>
        )}
      </td>
    </tr>
  );
}

type SessionsTableProps = {
  label: string;
  queryKey: readonly string[];
  load: (signal: AbortSignal) => Promise<readonly AccountSession[]>;
  end: (session_id: string) => Promise<unknown>;
};

/** Where somebody is signed in, and the way to end what should not be. */
export function SessionsTable({ label, queryKey, load, end: endOne }: SessionsTableProps) {
  const { t } = useTranslation('account');
  const { queryClient } = useConsole();
  const { data, error, refetch } = useQuery({ queryKey, queryFn: ({ signal }) => load(signal), staleTime: 0 });
  const end = useMutation({
    mutationFn: endOne,
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey });
      notifyDone(t('sessions.ended'));
    },
  });
  const columns = (['device', 'kind', 'address', 'began', 'seen'] as const).map((id) => ({ id, label: t(`sessions.column.${id}`) }));
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return null;
  return (
    <DataTable
      label={label}
      columns={[...columns, { id: 'end', label: t('sessions.end'), unseen: true }]}
      empty={data.length === 0 ? t('sessions.none') : undefined}
    >
      {data.map((one) => (
        <Row key={one.id} session={one} ending={end.isPending && end.variables === one.id} end={() => end.mutate(one.id)} />
      ))}
    </DataTable>
  );
}
