import { Button } from '@mantine/core';
import { CheckCircle2, CloudOff, LoaderCircle, Wifi } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../client/console-context.ts';
import { useLiveState } from '../../client/live-hooks.ts';
import { useSecond } from '../../ui/timer.tsx';
import { forgetOffline } from '../notify.tsx';
import classes from './shell.module.css';

const RESTORED_MS = 3000;

export function ConnectionPill() {
  const { t } = useTranslation();
  const { status } = useLiveState();
  const Icon = { open: Wifi, connecting: LoaderCircle, reconnecting: LoaderCircle, closed: CloudOff }[status];
  const color = { open: 'var(--tl-available)', connecting: 'var(--tl-offline)', reconnecting: 'var(--tl-wrap)', closed: 'var(--tl-trouble)' }[status];
  return (
    <span className={classes.pill} data-connection={status}>
      <Icon size={14} aria-hidden color={color} />
      {t(`connection.${status}`)}
    </span>
  );
}

/** Says that the connection is lost, when the next attempt comes, and, for three seconds, that it is back. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const { live } = useConsole();
  const state = useLiveState();
  const wasLost = useRef(false);
  const [restored, setRestored] = useState(false);
  const second = useSecond(state.status === 'reconnecting');

  useEffect(() => {
    if (state.status === 'reconnecting') wasLost.current = true;
    if (state.status !== 'open' || !wasLost.current) return;
    wasLost.current = false;
    setRestored(true);
    forgetOffline();
    const timer = setTimeout(() => setRestored(false), RESTORED_MS);
    return () => clearTimeout(timer);
  }, [state.status]);

  if (state.status === 'closed') {
    return (
      <section className={classes.banner} data-kind="ended" aria-label={t('connection.label')}>
        <CloudOff size={16} aria-hidden />
        <span role="alert">{t('connection.ended')}</span>
        <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
          {t('connection.reload')}
        </Button>
      </section>
    );
  }
  if (state.status === 'reconnecting') {
    return (
      <section className={classes.banner} data-kind="lost" aria-label={t('connection.label')}>
        <LoaderCircle size={16} aria-hidden />
        <output>{t('connection.lost')}</output>
        <span className="tabular">{t('connection.retryIn', { seconds: Math.max(0, Math.ceil(state.retryAt / 1000 - second)) })}</span>
        <Button size="compact-sm" variant="default" onClick={live.retryNow}>
          {t('connection.retryNow')}
        </Button>
      </section>
    );
  }
  if (!restored) return null;
  return (
    <section className={classes.banner} data-kind="restored" aria-label={t('connection.label')}>
      <CheckCircle2 size={16} aria-hidden />
      <output>{t('connection.restored')}</output>
    </section>
  );
}
