import { useMantineColorScheme } from '@mantine/core';
import { Outlet, useNavigate, useRouter, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../client/console-context.ts';
import { usePreferences, useSavePreferences } from '../../client/queries.ts';
import { announce, Announcer } from '../announcer.tsx';
import { ErrorBoundary } from '../error-boundary.tsx';
import { notifyFailure } from '../notify.tsx';
import { HelpOverlay } from '../help-overlay.tsx';
import { Palette } from '../palette.tsx';
import { useCommand } from '../shortcuts/shortcut-context.tsx';
import { useNarrow } from '../use-narrow.ts';
import { useWindowState } from '../window-state.ts';
import { ConnectionBanner } from './connection.tsx';
import { Header } from './header.tsx';
import { InspectorPanel, InspectorProvider } from './inspector.tsx';
import { keepFocus } from './keep-focus.ts';
import { Rail } from './rail.tsx';
import { SCREENS } from './screens.ts';
import classes from './shell.module.css';
import { StatusBar } from './status-bar.tsx';

/** A busy start may put the fetching of other screens off for this long. */
const PATIENCE_MS = 2000;

/** Theme and density as the person chose them, on the document. */
function usePreferredLook() {
  const { theme, density } = usePreferences();
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  useEffect(() => setColorScheme(theme), [theme, setColorScheme]);
  useEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
}

/** Calls are heard on the chosen device, as loud as chosen. A device that is gone is said once; the system's default plays on. */
function usePreferredSound() {
  const { player } = useConsole();
  const { speaker_id, monitor_volume } = usePreferences();
  useEffect(() => player.setVolume(monitor_volume), [player, monitor_volume]);
  useEffect(() => void player.setOutput(speaker_id).catch(notifyFailure), [player, speaker_id]);
}

function useShellCommands() {
  const navigate = useNavigate();
  const { colorScheme } = useMantineColorScheme({ keepTransitions: true });
  const { mutate: save } = useSavePreferences();
  const toggleRail = useWindowState((state) => state.toggleRail);
  useCommand('app.rail', toggleRail);
  useCommand('app.theme', () => {
    const dark = colorScheme === 'dark' || (colorScheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
    save({ theme: dark ? 'light' : 'dark' });
  });
  useCommand('go.softphone', () => void navigate({ to: '/softphone' }));
  useCommand('go.wall', () => void navigate({ to: '/wall' }));
  useCommand('go.calls', () => void navigate({ to: '/calls' }));
  useCommand('go.transcripts', () => void navigate({ to: '/transcripts' }));
  useCommand('go.scenarios', () => void navigate({ to: '/scenarios' }));
  useCommand('go.admin', () => void navigate({ to: '/admin' }));
  useCommand('go.apiAccess', () => void navigate({ to: '/api-access' }));
  useCommand('go.account', () => void navigate({ to: '/account' }));
  useCommand('go.settings', () => void navigate({ to: '/settings' }));
}

/** After a change of screen: names the window, puts the focus on the content and says where one is. */
function useArrival() {
  const { t } = useTranslation();
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname ?? state.location.pathname });
  const first = useRef(true);
  useEffect(() => {
    const screen = SCREENS.find((one) => path.startsWith(one.path));
    const title = t(screen?.label ?? (path.startsWith('/account') ? 'nav.account' : 'nav.call'));
    document.title = `${title} · ${t('name')}`;
    if (!first.current) {
      main.current?.focus();
      announce(title);
    }
    first.current = false;
  }, [path, t]);
  return main;
}

/** Every screen is fetched soon after the start: none has to come from a hub that is away, or that was renewed meanwhile. */
function useScreensAtHand() {
  const router = useRouter();
  useEffect(() => {
    const fetchAll = () => Object.values(router.routesById).forEach((route) => void router.loadRouteChunk(route)?.catch(() => undefined));
    const asked = requestIdleCallback(fetchAll, { timeout: PATIENCE_MS });
    return () => cancelIdleCallback(asked);
  }, [router]);
}

export function Shell() {
  const { t } = useTranslation();
  usePreferredLook();
  usePreferredSound();
  useShellCommands();
  const main = useArrival();
  useEffect(() => keepFocus(() => main.current), [main]);
  useScreensAtHand();
  // On a narrow window the rail begins collapsed.
  const narrow = useNarrow();
  const collapsed = useWindowState((state) => state.railCollapsed);
  return (
    <InspectorProvider>
      {/* Before the screens, so that a screen's own search is offered after it and wins. */}
      <Palette />
      <div className={classes.shell}>
        <a
          className={classes.skip}
          href="#main"
          onClick={(event) => {
            event.preventDefault();
            main.current?.focus();
          }}
        >
          {t('skip')}
        </a>
        <Rail collapsed={narrow !== collapsed} />
        <Header />
        <ConnectionBanner />
        <div className={classes.body}>
          <main id="main" ref={main} tabIndex={-1} className={classes.main}>
            <ErrorBoundary>
              <Outlet />
            </ErrorBoundary>
          </main>
          <InspectorPanel />
        </div>
        <StatusBar />
      </div>
      <HelpOverlay />
      <Announcer />
    </InspectorProvider>
  );
}
