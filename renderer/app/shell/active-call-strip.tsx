import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatPhone } from '#shared/domain/phone.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Timer } from '../../ui/timer.tsx';
import { useCommand, useKeys } from '../shortcuts/shortcut-context.tsx';
import classes from './shell.module.css';
import { useOwnCall } from './use-own-calls.ts';

/** The call this person is in, from every screen one click away. */
export function ActiveCallStrip() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { call, others } = useOwnCall();
  const { aria } = useKeys('call.return');
  useCommand('call.return', () => void navigate({ to: '/softphone' }), call !== undefined);
  if (!call) return null;
  return (
    <Link to="/softphone" className={classes.strip} title={t('header.returnToCall', { to: formatPhone(call.to) })} aria-keyshortcuts={aria}>
      <StateBadge state={call.state} />
      <span className={`${classes.stripNumber} tabular`}>{formatPhone(call.to)}</span>
      <Timer from={call.answered_at ?? call.created_at} to={call.ended_at} />
      {others > 0 && <span>{t('header.moreCalls', { count: others })}</span>}
    </Link>
  );
}
