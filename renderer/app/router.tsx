import { createHashHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { adminSearch } from '../features/admin/admin-search.ts';
import { callsSearch } from '../features/calls/calls-search.ts';
import { SoftphonePage } from '../features/softphone/softphone-page.tsx';
import { transcriptsSearch } from '../features/transcripts/transcripts-search.ts';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell/shell.tsx';
import { isPartMissing } from '../client/failure.ts';
import { ErrorState } from '../ui/error-state.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/softphone', replace: true });
  },
});

const softphoneRoute = createRoute({
  getParentRoute: () => root,
  path: '/softphone',
  validateSearch: z.object({ scenario: z.string().optional(), to: z.string().optional() }),
  component: SoftphonePage,
});

const wallRoute = createRoute({
  getParentRoute: () => root,
  path: '/wall',
  component: lazyRouteComponent(() => import('../features/wall/wall-page.tsx'), 'WallPage'),
});

const callsRoute = createRoute({
  getParentRoute: () => root,
  path: '/calls',
  validateSearch: callsSearch,
  component: lazyRouteComponent(() => import('../features/calls/calls-page.tsx'), 'CallsPage'),
});

const callRoute = createRoute({
  getParentRoute: () => root,
  path: '/calls/$callId',
  /** `at`: the moment of the call to show, in milliseconds. */
  validateSearch: z.object({ at: z.number().optional() }),
  component: lazyRouteComponent(() => import('../features/call-detail/call-detail-page.tsx'), 'CallDetailPage'),
});

const transcriptsRoute = createRoute({
  getParentRoute: () => root,
  path: '/transcripts',
  validateSearch: transcriptsSearch,
  component: lazyRouteComponent(() => import('../features/transcripts/transcripts-page.tsx'), 'TranscriptsPage'),
});

const scenariosRoute = createRoute({
  getParentRoute: () => root,
  path: '/scenarios',
  validateSearch: z.object({ q: z.string().max(200).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../features/scenarios/scenarios-page.tsx'), 'ScenariosPage'),
});

/** `new` is a scenario that is not saved yet. */
const scenarioRoute = createRoute({
  getParentRoute: () => root,
  path: '/scenarios/$scenarioId',
  component: lazyRouteComponent(() => import('../features/scenarios/scenario-page.tsx'), 'ScenarioPage'),
});

const adminRoute = createRoute({
  getParentRoute: () => root,
  path: '/admin',
  validateSearch: adminSearch,
  component: lazyRouteComponent(() => import('../features/admin/admin-page.tsx'), 'AdminPage'),
});

const apiAccessRoute = createRoute({
  getParentRoute: () => root,
  path: '/api-access',
  component: lazyRouteComponent(() => import('../features/api-access/api-access-page.tsx'), 'ApiAccessPage'),
});

const accountRoute = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('../features/account/account-page.tsx'), 'AccountPage'),
});

const joinRoute = createRoute({
  getParentRoute: () => root,
  path: '/join/$code',
  component: lazyRouteComponent(() => import('../features/sign-in/join-page.tsx'), 'JoinPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-page.tsx'), 'SettingsPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    softphoneRoute,
    wallRoute,
    callsRoute,
    callRoute,
    transcriptsRoute,
    scenariosRoute,
    scenarioRoute,
    adminRoute,
    apiAccessRoute,
    accountRoute,
    joinRoute,
    settingsRoute,
  ]),
  history: createHashHistory(),
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} retry={isPartMissing(error) ? () => location.reload() : reset} />,
});

declare module '@tanstack/react-router' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be extended
  interface Register {
    router: typeof router;
  }
}
