import { Button, Switch, Title } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { COMMAND_GROUPS, COMMAND_IDS, definitionOf } from '../../app/shortcuts/commands.ts';
import { usePreferences, useSavePreferences } from '../../client/queries.ts';
import { Panel } from '../../ui/panel.tsx';
import classes from './settings.module.css';
import { ShortcutRow } from './shortcut-row.tsx';

/** Every key: what it does, another one for it, and an off-switch for single letters. */
export function KeyboardSection() {
  const { t } = useTranslation(['settings', 'app']);
  const { shortcuts_enabled, shortcuts } = usePreferences();
  const { mutate: save } = useSavePreferences();
  return (
    <Panel titleId="settings-keyboard" title={t('keyboard.title')}>
      <Switch
        label={t('keyboard.enabled')}
        description={t('keyboard.enabledHint')}
        checked={shortcuts_enabled}
        onChange={(event) => save({ shortcuts_enabled: event.currentTarget.checked })}
      />
      {COMMAND_GROUPS.map((group) => (
        <section key={group}>
          <Title order={3} className={classes.groupTitle}>
            {t(`app:group.${group}`)}
          </Title>
          <ul className={classes.rows}>
            {COMMAND_IDS.filter((id) => definitionOf(id).group === group).map((id) => (
              <ShortcutRow key={id} id={id} />
            ))}
          </ul>
        </section>
      ))}
      <div>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<RotateCcw size={15} aria-hidden />}
          disabled={Object.keys(shortcuts).length === 0}
          onClick={() => save({ shortcuts: {} })}
        >
          {t('keyboard.resetAll')}
        </Button>
      </div>
    </Panel>
  );
}
