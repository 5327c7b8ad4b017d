import { ActionIcon, Code, Popover, UnstyledButton } from '@mantine/core';
import { CircleHelp } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { QUERY_FIELDS } from '#shared/domain/call-query.ts';
import classes from './query.module.css';

/** Every field of the language, with what it is for; a click writes it. */
export function QueryHelp({ onPick }: { onPick: (field: string) => void }) {
  const { t } = useTranslation('query');
  const [opened, setOpened] = useState(false);
  return (
    <Popover position="bottom-end" width={420} shadow="md" opened={opened} onChange={setOpened} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={t('help.open')}
          title={t('help.open')}
          onClick={() => setOpened((before) => !before)}
        >
          <CircleHelp size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('help.open')}>
        <p className={classes.helpLead}>{t('help.lead')}</p>
        <ul className={classes.help}>
          {Object.entries(QUERY_FIELDS).map(([field, meaning]) => (
            <li key={field}>
              <UnstyledButton
                className={classes.helpField}
                onClick={() => {
                  setOpened(false);
                  onPick(field);
                }}
              >
                <Code>{field === 'dur' ? 'dur>' : `${field}:`}</Code>
                <span>{meaning}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
