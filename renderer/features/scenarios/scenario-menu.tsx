import { ActionIcon, Menu } from '@mantine/core';
import { Copy, Ellipsis, FileDown, History, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Scenario } from '#shared/contract/scenarios.ts';
import { useMe } from '../../client/queries.ts';
import { useCreationBlocked, useDuplicate, useExport, useRemove } from './use-scenario-actions.ts';

type ScenarioMenuProps = { scenario: Scenario; onGone: () => void; onVersions?: () => void };

/** What can be done with a whole scenario. What cannot be done stays there and says why. */
export function ScenarioMenu({ scenario, onGone, onVersions }: ScenarioMenuProps) {
  const { t } = useTranslation('scenarios');
  const { role } = useMe();
  const full = useCreationBlocked();
  const duplicate = useDuplicate();
  const download = useExport();
  const remove = useRemove(onGone);
  const fixed = scenario.built_in ? t('blocked.builtIn') : role === 'viewer' ? t('blocked.viewer') : undefined;
  return (
    <Menu position="bottom-end" shadow="md" width={260}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('menu', { name: scenario.name })}>
          <Ellipsis size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {onVersions && (
          <Menu.Item leftSection={<History size={16} aria-hidden />} onClick={onVersions}>
            {t('versions.open')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Copy size={16} aria-hidden />} disabled={full !== undefined} onClick={() => duplicate.mutate(scenario)}>
          {t('duplicate')}
          {full && <small> {full}</small>}
        </Menu.Item>
        <Menu.Item leftSection={<FileDown size={16} aria-hidden />} onClick={() => download.mutate(scenario)}>
          {t('export')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color={fixed ? undefined : 'var(--tl-trouble)'}
          leftSection={<Trash2 size={16} aria-hidden />}
          disabled={fixed !== undefined}
          onClick={() => void remove(scenario)}
        >
          {t('remove.button')}
          {fixed && <small> {fixed}</small>}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
