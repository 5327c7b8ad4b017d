import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { I18nextProvider } from 'react-i18next';
import { ConsoleProvider } from '../client/console-context.ts';
import type { Console } from '../client/console.ts';
import classes from './app.module.css';
import { ErrorBoundary } from './error-boundary.tsx';
import { i18n } from './i18n/i18n.ts';
import { router } from './router.tsx';
import { ShortcutProvider } from './shortcuts/shortcut-context.tsx';
import { MOTION_MS, theme } from './theme/theme.ts';

/** Words and looks: what even an error page needs. */
export function Frame({ children }: { children: ReactNode }) {
  return (
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <ErrorBoundary>{children}</ErrorBoundary>
      </MantineProvider>
    </I18nextProvider>
  );
}

export function App({ shared }: { shared: Console }) {
  return (
    <ConsoleProvider value={shared}>
      <QueryClientProvider client={shared.queryClient}>
        <Suspense fallback={null}>
          <ShortcutProvider>
            <ModalsProvider modalProps={{ lockScroll: false }}>
              <div className={classes.window}>
                <div className={classes.screen}>
                  <RouterProvider router={router} />
                </div>
                <Notifications
                  withinPortal={false}
                  position="bottom-right"
                  classNames={{ root: classes.notices, notification: classes.notice }}
                  transitionDuration={MOTION_MS}
                  limit={4}
                />
              </div>
            </ModalsProvider>
          </ShortcutProvider>
        </Suspense>
      </QueryClientProvider>
    </ConsoleProvider>
  );
}
