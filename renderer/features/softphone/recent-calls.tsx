import { ActionIcon, Text, Title, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { PhoneCall, Redo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Call } from '#shared/contract/calls.ts';
import { formatPhone } from '#shared/domain/phone.ts';
import { useCallList } from '../../client/queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatDuration, formatMoment } from '../../ui/format.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { useDesk } from './desk-state.ts';
import classes from './recent-calls.module.css';

const SHOWN = 30;

function Entry({ call }: { call: Call }) {
  const { t } = useTranslation('softphone');
  const number = formatPhone(call.to);
  const again = t('recent.again', { number });
  const prepare = () => {
    const desk = useDesk.getState();
    desk.pickScenario(call.scenario_id);
    if (call.persona) desk.pickPersona(call.persona, call.to);
    else desk.setNumber(call.to);
    desk.show(undefined);
  };
  return (
    <li className={classes.entry}>
      <Link to="/calls/$callId" params={{ callId: call.call_id }} className={classes.link}>
        <span className={classes.row}>
          <span className={`${classes.number} tabular`}>{number}</span>
          <StateBadge state={call.state} />
        </span>
        <span className={classes.row}>
          <span className={classes.scenario}>{call.scenario_name}</span>
          <span className={`${classes.when} tabular`}>
            {formatMoment(call.created_at)}
            {call.duration_seconds > 0 && ` · ${formatDuration(call.duration_seconds * 1000)}`}
          </span>
        </span>
      </Link>
      <Tooltip label={again}>
        <ActionIcon variant="subtle" color="gray" size={30} aria-label={again} onClick={prepare}>
          <Redo2 size={17} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}

/** The last calls, each one click from being looked at and one from being placed again. */
export function RecentCalls() {
  const { t } = useTranslation('softphone');
  const { data, error, refetch } = useCallList({ limit: SHOWN });
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data?.items.length === 0) {
    return (
      <EmptyState icon={PhoneCall} title={t('recent.empty')}>
        <Text size="sm">{t('recent.emptyHint')}</Text>
      </EmptyState>
    );
  }
  return (
    <>
      <Title order={2} className={classes.title}>
        {t('recent.title')}
      </Title>
      <ul className={classes.list}>
        {data?.items.map((call) => (
          <Entry key={call.call_id} call={call} />
        ))}
      </ul>
    </>
  );
}
