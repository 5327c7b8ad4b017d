import { Badge } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Call } from '#shared/contract/calls.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { formatPhone } from '#shared/domain/phone.ts';
import { usePersonas } from '../../client/queries.ts';
import { formatDuration, formatFull } from '../../ui/format.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Timer } from '../../ui/timer.tsx';
import classes from './call-detail.module.css';
import { ExportMenu } from './export-menu.tsx';
import { RedactionToggle } from './redaction-toggle.tsx';
import { OutcomeField } from './outcome-field.tsx';

/** Who, when, and how it ended, in words. */
export function CallHead({ call }: { call: Call }) {
  const { t } = useTranslation('callDetail');
  const persona = usePersonas().find((one) => one.id === call.persona);
  const over = isTerminal(call.state);
  const placed = t('placed', { when: formatFull(call.created_at), who: call.placed_by.name });
  const lasted = over && call.answered_at ? t('lasted', { duration: formatDuration(call.duration_seconds * 1000) }) : undefined;
  return (
    <header className={classes.head}>
      <div className={classes.who}>
        <Link to="/calls" className={classes.back} aria-label={t('back')} title={t('back')}>
          <ChevronLeft size={18} aria-hidden />
        </Link>
        <div className={classes.names}>
          <h1 className={`${classes.number} tabular`}>{formatPhone(call.direction === 'inbound' ? call.from : call.to)}</h1>
          <p className={classes.sub}>{[call.scenario_name, persona?.name].filter(Boolean).join(' · ')}</p>
        </div>
        {call.practice && (
          <Badge variant="outline" color="gray" tt="none" c="dimmed">
            {t('practice')}
          </Badge>
        )}
        <span className="spring" />
        {over ? <OutcomeField call={call} /> : <Timer from={call.answered_at ?? call.created_at} />}
        <RedactionToggle />
        {over && <ExportMenu call={call} />}
      </div>
      <p className={classes.how}>
        <StateBadge state={call.state} />
        {call.reason && <span>{call.reason}</span>}
        {call.reason_code && <code className={classes.code}>{call.reason_code}</code>}
        <span className={`${classes.sub} tabular`}>{[placed, lasted].filter(Boolean).join(' · ')}</span>
      </p>
    </header>
  );
}
