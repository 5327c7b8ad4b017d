import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { PanelRightClose, PanelRightOpen, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PresenceMenu } from '../../features/presence/presence-menu.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { useKeys } from '../shortcuts/shortcut-context.tsx';
import { ActiveCallStrip } from './active-call-strip.tsx';
import { ConnectionPill } from './connection.tsx';
import { useInspector } from './inspector.tsx';
import classes from './shell.module.css';

function InspectorToggle() {
  const { t } = useTranslation();
  const { offered, open, toggle } = useInspector();
  const { aria } = useKeys('app.inspector');
  if (!offered) return null;
  const name = open ? t('inspector.close') : t('inspector.open');
  return (
    <Tooltip label={name}>
      <ActionIcon variant="subtle" color="gray" size={32} onClick={toggle} aria-label={name} aria-expanded={open} aria-keyshortcuts={aria}>
        {open ? <PanelRightClose size={18} /> : <PanelRightOpen size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}

export function Header() {
  const { t } = useTranslation();
  const { aria } = useKeys('app.palette');
  return (
    <header className={classes.header} aria-label={t('header.label')}>
      <UnstyledButton className={classes.search} onClick={spotlight.open} aria-keyshortcuts={aria}>
        <Search size={16} aria-hidden />
        <span className={classes.searchText}>{t('header.search')}</span>
        <KeyHint id="app.palette" />
      </UnstyledButton>
      <span className="spring" />
      <ActiveCallStrip />
      <PresenceMenu />
      <ConnectionPill />
      <InspectorToggle />
    </header>
  );
}
