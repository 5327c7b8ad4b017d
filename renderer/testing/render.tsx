/** A console around a component, with the real client, cache and stores; only the core is played, request by request. */
import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import { type ReactNode, Suspense } from 'react';
import { I18nextProvider } from 'react-i18next';
import { QueryClientProvider } from '@tanstack/react-query';
import { createQueryClient } from '../app/boot.ts';
import { i18n } from '../app/i18n/i18n.ts';
import { ShortcutProvider } from '../app/shortcuts/shortcut-context.tsx';
import { ConsoleProvider } from '../client/console-context.ts';
import { createConsole } from '../client/console.ts';
import { keys } from '../client/keys.ts';
import type { LiveHandlers } from '../client/transport.ts';
import { sampleHealth, samplePersona, samplePreferences, sampleScenario } from './samples.ts';

// The kit waits for fonts before it measures a growing text field; happy-dom has none to wait for.
if (!('fonts' in document)) Object.defineProperty(document, 'fonts', { value: new EventTarget() });

export type CoreRequest = { method: string; path: string; headers: Headers; body: unknown };
export type CoreAnswer = { status: number; body?: unknown };

export function renderInConsole(
  content: ReactNode,
  answer: (request: CoreRequest) => CoreAnswer | Promise<CoreAnswer>,
  preferences = samplePreferences,
) {
  const queryClient = createQueryClient();
  let live: LiveHandlers | undefined;
  const shared = createConsole(
    {
      host: { kind: 'hub' },
      async fetch(path, init = {}) {
        const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
        const { status, body: answered } = await answer({ method: init.method ?? 'GET', path, headers: new Headers(init.headers), body });
        return new Response(answered === undefined ? null : JSON.stringify(answered), { status });
      },
      openLive(handlers) {
        live = handlers;
        return { send: () => {}, close: () => {} };
      },
    },
    queryClient,
    (problem) => {
      throw problem;
    },
  );
  live?.open();
  queryClient.setQueryData(keys.me, { user_id: 'me', org_id: 'org', name: 'Owner', role: 'owner' });
  queryClient.setQueryData(keys.preferences, preferences);
  queryClient.setQueryData(keys.health, sampleHealth);
  queryClient.setQueryData(keys.personas, [samplePersona]);
  queryClient.setQueryData(keys.scenarios, [sampleScenario()]);
  const view = render(
    <I18nextProvider i18n={i18n}>
      <MantineProvider env="test">
        <ConsoleProvider value={shared}>
          <QueryClientProvider client={queryClient}>
            <Suspense>
              <ShortcutProvider>{content}</ShortcutProvider>
            </Suspense>
          </QueryClientProvider>
        </ConsoleProvider>
      </MantineProvider>
    </I18nextProvider>,
  );
  return { ...view, shared, live: () => live };
}
