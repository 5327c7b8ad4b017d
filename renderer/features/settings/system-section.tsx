import { ActionIcon, Button, CopyButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Check, CircleCheck, Copy, FolderOpen, RotateCw, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { routes } from '#shared/contract/index.ts';
import { notifyDone } from '../../app/notify.tsx';
import { useConsole } from '../../client/console-context.ts';
import { keys } from '../../client/keys.ts';
import { useHealth, useMe } from '../../client/queries.ts';
import { formatBytes, formatDuration } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import classes from './settings.module.css';

/** Where everything is kept. */
export function DataSection() {
  const { t } = useTranslation('settings');
  const { api, host } = useConsole();
  const { data_folder, disk_free_bytes, vault } = useHealth();
  const { role } = useMe();
  const { mutate: open } = useMutation({
    mutationFn: () => api.call(routes.system.openDataFolder),
    onSuccess: ({ opened }) => {
      if (!opened) notifyDone(t('data.notOpened'));
    },
  });
  return (
    <Panel titleId="settings-data" title={t('data.title')} lead={t('data.hint')}>
      <dl className={classes.facts}>
        <dt>{t('data.folder')}</dt>
        <dd>
          <code className={classes.path}>{data_folder}</code>
          <CopyButton value={data_folder}>
            {({ copied, copy }) => (
              <ActionIcon variant="subtle" color="gray" size={26} aria-label={t('data.copy')} onClick={copy}>
                {copied ? <Check size={15} /> : <Copy size={15} />}
              </ActionIcon>
            )}
          </CopyButton>
        </dd>
        <dt>{t('data.free')}</dt>
        <dd className="tabular">{formatBytes(disk_free_bytes)}</dd>
        <dt>{t('data.vault')}</dt>
        <dd>{vault}</dd>
      </dl>
      {host.kind === 'desktop' && role === 'owner' ? (
        <div>
          <Button variant="default" size="compact-md" mih={32} leftSection={<FolderOpen size={16} aria-hidden />} onClick={() => open()}>
            {t('data.open')}
          </Button>
        </div>
      ) : (
        <p className={classes.hint}>{t(host.kind === 'desktop' ? 'data.ownersOnly' : 'data.elsewhere')}</p>
      )}
    </Panel>
  );
}

/** Every part of the program, and what is wrong where something is. */
export function HealthSection() {
  const { t } = useTranslation(['settings', 'app']);
  const { queryClient } = useConsole();
  const health = useHealth();
  const { mutate: check, isPending } = useMutation({
    mutationFn: () => queryClient.refetchQueries({ queryKey: keys.health }, { throwOnError: true }),
  });
  return (
    <Panel titleId="settings-health" title={t('health.title')}>
      <ul className={classes.rows}>
        {health.parts.map((part) => (
          <li key={part.name} className={classes.part} data-trouble={part.ok ? undefined : ''}>
            {part.ok ? <CircleCheck size={17} aria-hidden /> : <TriangleAlert size={17} aria-hidden />}
            <span className={classes.partName}>{t(`app:status.part.${part.name}`)}</span>
            <span className={classes.partState}>{t(part.ok ? 'health.ok' : 'health.trouble')}</span>
            <span className={classes.hint}>{part.detail}</span>
          </li>
        ))}
      </ul>
      <p className={`${classes.hint} tabular`}>
        {t('health.about', { version: health.version, uptime: formatDuration(health.uptime_seconds * 1000), mode: t(`health.${health.mode}`) })}
      </p>
      <div>
        <Button
          variant="default"
          size="compact-md"
          mih={32}
          loading={isPending}
          leftSection={<RotateCw size={15} aria-hidden />}
          onClick={() => check()}
        >
          {t('health.check')}
        </Button>
      </div>
    </Panel>
  );
}
