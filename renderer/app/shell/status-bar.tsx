import { Tooltip } from '@mantine/core';
import { Activity, CircleDot, HardDrive, PhoneCall } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLiveCallIds } from '../../client/live-hooks.ts';
import { useHealth } from '../../client/queries.ts';
import { formatBytes } from '../../ui/format.ts';
import classes from './shell.module.css';

/** Mode, recorder, parts in trouble, disk, version: always in the same place. */
export function StatusBar() {
  const { t } = useTranslation();
  const health = useHealth();
  const live = useLiveCallIds().length;
  const troubled = health.parts.filter((part) => !part.ok);
  const recorder = health.parts.find((part) => part.name === 'recordings');
  const detail = troubled.map((part) => `${String(t(`status.part.${part.name}`))}: ${part.detail}`).join(' · ');
  return (
    <footer className={classes.status} aria-label={t('status.label')}>
      <Tooltip label={health.mode === 'practice' ? t('status.practiceHint') : t('status.liveHint')}>
        <span className={classes.mode} data-mode={health.mode}>
          {t(`status.${health.mode}`)}
        </span>
      </Tooltip>
      <span className={`${classes.statusItem} tabular`}>
        <PhoneCall size={13} aria-hidden />
        {t('status.liveCalls', { count: live })}
      </span>
      <Tooltip label={recorder?.detail || t('status.recorderOk')}>
        <span className={`${classes.statusItem} ${recorder && !recorder.ok ? classes.trouble : ''}`}>
          <CircleDot size={13} aria-hidden />
          {recorder && !recorder.ok ? t('status.recorderTrouble') : t('status.recorderOk')}
        </span>
      </Tooltip>
      <Tooltip multiline maw={420} label={detail || t('status.healthOk')}>
        <span className={`${classes.statusItem} ${troubled.length > 0 ? classes.trouble : ''}`}>
          <Activity size={13} aria-hidden />
          {troubled.length > 0 ? t('status.healthTrouble', { count: troubled.length }) : t('status.healthOk')}
        </span>
      </Tooltip>
      <span className="spring" />
      <Tooltip label={t('status.diskHint')}>
        <span className={`${classes.statusItem} tabular`}>
          <HardDrive size={13} aria-hidden />
          {t('status.disk', { free: formatBytes(health.disk_free_bytes) })}
        </span>
      </Tooltip>
      <span className="tabular">{t('status.version', { version: health.version })}</span>
    </footer>
  );
}
