import { ActionIcon, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '../../ui/key-hint.tsx';
import { useKeys } from '../shortcuts/shortcut-context.tsx';
import { useWindowState } from '../window-state.ts';
import { Mark } from './mark.tsx';
import { SCREENS, type Screen } from './screens.ts';
import classes from './shell.module.css';

function RailLink({ screen, collapsed }: { screen: Screen; collapsed: boolean }) {
  const { t } = useTranslation();
  const { aria } = useKeys(screen.command);
  const Icon = screen.icon;
  return (
    <li>
      <Tooltip
        position="right"
        label={
          <>
            {t(screen.label)} <KeyHint id={screen.command} />
          </>
        }
      >
        <Link to={screen.path} className={classes.link} activeOptions={{ exact: false }} aria-keyshortcuts={aria}>
          <Icon size={18} aria-hidden className={classes.linkIcon} />
          <span className={classes.linkLabel}>{t(screen.label)}</span>
          {!collapsed && <KeyHint id={screen.command} />}
        </Link>
      </Tooltip>
    </li>
  );
}

/** The screens, by icon and word; collapsed to icons on request and on narrow windows. */
export function Rail({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation();
  const { aria } = useKeys('app.rail');
  const toggle = useWindowState((state) => state.toggleRail);
  const name = collapsed ? t('nav.expand') : t('nav.collapse');
  return (
    <nav className={classes.rail} data-collapsed={collapsed || undefined} aria-label={t('nav.label')}>
      <div className={classes.brand}>
        <Mark />
        <span className={classes.brandName}>{t('name')}</span>
      </div>
      <ul className={classes.links}>
        {SCREENS.map((screen) => (
          <RailLink key={screen.path} screen={screen} collapsed={collapsed} />
        ))}
      </ul>
      <Tooltip label={name} position="right">
        <ActionIcon variant="subtle" color="gray" m={12} size={32} onClick={toggle} aria-label={name} aria-keyshortcuts={aria}>
          {collapsed ? <PanelLeftOpen size={18} /> : <PanelLeftClose size={18} />}
        </ActionIcon>
      </Tooltip>
    </nav>
  );
}
