import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatPhone } from '#shared/domain/phone.ts';
import { useCallList } from '../../client/queries.ts';
import { formatDuration, formatMoment } from '../../ui/format.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import classes from './wall.module.css';

const SHOWN = 8;

/** The calls that ended last, each one click away, below the tiles. */
export function EndedStrip({ without }: { without: readonly string[] }) {
  const { t } = useTranslation('wall');
  const calls = useCallList({ live: 'false', limit: SHOWN + without.length }).data?.items ?? [];
  const shown = calls.filter((call) => !without.includes(call.call_id)).slice(0, SHOWN);
  if (shown.length === 0) return null;
  return (
    <section className={classes.strip} aria-label={t('ended')}>
      <h2 className={classes.stripTitle}>{t('ended')}</h2>
      <ul className={classes.stripList}>
        {shown.map((call) => (
          <li key={call.call_id}>
            <Link to="/calls/$callId" params={{ callId: call.call_id }} className={classes.ended}>
              <span className={classes.endedRow}>
                <span className="tabular">{formatPhone(call.to)}</span>
                <StateBadge state={call.state} />
              </span>
              <span className={`${classes.endedRow} ${classes.endedMore} tabular`}>
                <span className={classes.endedScenario}>{call.scenario_name}</span>
                {formatMoment(call.created_at)}
                {call.duration_seconds > 0 && ` · ${formatDuration(call.duration_seconds * 1000)}`}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
