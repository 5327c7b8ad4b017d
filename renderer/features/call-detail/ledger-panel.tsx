import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Call, CallEvent } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';
import { keys } from '../../client/keys.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatDuration, formatFull } from '../../ui/format.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import classes from './ledger-panel.module.css';

/** The ledger as the API knows it, with what came live since. In order; each entry once. */
export function mergeEvents(read: readonly CallEvent[], live: readonly CallEvent[]): CallEvent[] {
  const byId = new Map([...read, ...live].map((one) => [one.event_id, one]));
  return [...byId.values()].toSorted((a, b) => a.sequence - b.sequence);
}

export function useLedger(call_id: string, live: readonly CallEvent[]) {
  const { api } = useConsole();
  const { data, error, refetch } = useQuery({
    queryKey: keys.callEvents(call_id),
    queryFn: async ({ signal }) => (await api.call(routes.calls.events, { params: { call_id } }, { signal })).items,
  });
  return { events: mergeEvents(data ?? [], live), error: data ? undefined : error, retry: () => void refetch() };
}

type LedgerPanelProps = { call: Call; events: readonly CallEvent[]; error: unknown; retry: () => void };

/** Everything that happened to a call, as it was written down. */
export function LedgerPanel({ call, events, error, retry }: LedgerPanelProps) {
  const { t } = useTranslation('callDetail');
  if (error) return <ErrorState error={error} retry={retry} />;
  const began = Date.parse(call.created_at);
  return (
    <div className={classes.panel}>
      <p className={classes.caption}>{t('ledger.caption')}</p>
      <ol className={classes.list}>
        {events.map((event) => {
          const offset = formatDuration(Date.parse(event.at) - began);
          return (
            <li key={event.event_id} className={classes.entry} data-turn={event.state ? '' : undefined}>
              <time dateTime={event.at} title={`${formatFull(event.at)} · ${t('ledger.since', { offset })}`} className="tabular">
                {offset}
              </time>
              <span className={classes.what}>
                {event.text}
                <code className={classes.type}>{event.type}</code>
              </span>
              {event.state && <StateBadge state={event.state} />}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
