import { Modal, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../client/queries.ts';
import { KeyHint } from '../ui/key-hint.tsx';
import classes from './help-overlay.module.css';
import { COMMAND_GROUPS, COMMAND_IDS, definitionOf } from './shortcuts/commands.ts';
import { useCommand } from './shortcuts/shortcut-context.tsx';

/** Every key of the console on one page. */
export function HelpOverlay() {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const { shortcuts_enabled } = usePreferences();
  useCommand('app.help', open);
  return (
    <Modal opened={opened} onClose={close} size={1080} title={t('help.title')} closeButtonProps={{ 'aria-label': t('help.close') }}>
      <Text size="sm" c="dimmed" mb="md">
        {shortcuts_enabled ? t('help.intro') : t('help.off')}
      </Text>
      <div className={classes.groups}>
        {COMMAND_GROUPS.map((group) => (
          <section key={group} className={classes.group}>
            <Title order={3} mb={6}>
              {t(`group.${group}`)}
            </Title>
            <dl className={classes.list}>
              {COMMAND_IDS.filter((id) => definitionOf(id).group === group).map((id) => (
                <div key={id} className={classes.line}>
                  <dt>{t(`command.${id}`)}</dt>
                  <dd>
                    <KeyHint id={id} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
