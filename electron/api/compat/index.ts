/** The documents' own mounts beside `/api/v1`, with their handlers. */
import type { App } from '#core/app-types.ts';
import type { TranscriptDocuments } from '#core/transcripts/documents.ts';
import { routes } from '#shared/contract/index.ts';
import type { Route } from '#shared/contract/route.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { analyticsHandlers } from '../agents.ts';
import { authHandlers } from '../auth.ts';
import { type Handler, register, type Registered } from '../handler.ts';
import { systemHandlers } from '../system.ts';
import type { Tickets } from '../tickets.ts';
import { agentHandlers, agentRoutes } from './agents.ts';
import { assistantHandlers, assistantRoutes } from './assistants.ts';
import { callLogHandlers, callLogRoutes } from './call-logs.ts';
import { customScenarioHandlers, customScenarioRoutes } from './custom-scenarios.ts';
import { enhancedTranscriptHandlers, enhancedTranscriptRoutes } from './enhanced-transcripts.ts';
import { makeCallHandlers, makeCallRoutes } from './make-call.ts';
import { signInHandlers, signInRoutes } from './sign-in.ts';
import { SPEECH_ASSISTANT, VOICEFLOW } from './tags.ts';

/** A route once more, at another address. */
function mirror<R extends Route>(route: R, handler: Handler<R>, at: Pick<Route, 'path'> & Partial<Pick<Route, 'tag' | 'status'>>): Registered {
  return { name: at.path, route: { ...route, ...at }, handler: handler as unknown as Registered['handler'] };
}

export function documentedMounts(app: App, tickets: Tickets): Registered[] {
  return [
    ...signInMounts(app, tickets),
    ...scenarioMounts(app),
    ...register(makeCallRoutes, makeCallHandlers(app)),
    ...transcriptMounts(app),
    // `/calls/logs` comes before `/calls/{call_id}`.
    ...register(callLogRoutes, callLogHandlers(app.transcripts)),
    ...agentMounts(app),
    ...analyticsMounts(app),
    ...register(assistantRoutes, assistantHandlers(app.assistants)),
    ...settingsMounts(app),
  ];
}

function signInMounts({ accounts }: App, tickets: Tickets): Registered[] {
  const canonical = authHandlers(accounts, tickets);
  return [
    ...register(signInRoutes, signInHandlers(accounts)),
    mirror(routes.auth.register, canonical.register, { path: '/auth/signup', tag: VOICEFLOW, status: 200 }),
    mirror(routes.auth.login, canonical.login, { path: '/auth/login', tag: SPEECH_ASSISTANT }),
    mirror(routes.auth.refresh, canonical.refresh, { path: '/auth/refresh', tag: SPEECH_ASSISTANT }),
    mirror(routes.auth.logout, canonical.logout, { path: '/auth/logout', tag: SPEECH_ASSISTANT }),
  ];
}

function scenarioMounts(app: App): Registered[] {
  const handlers = customScenarioHandlers(app);
  return [...register(customScenarioRoutes, handlers), mirror(customScenarioRoutes.create, handlers.create, { path: '/realtime/custom-scenarios' })];
}

/** That document isolates transcripts by person, so to its clients an agent sees those of their own calls; elsewhere they are their organization's. */
function isolated(documents: TranscriptDocuments): TranscriptDocuments {
  const isolate = ({ role, user_id }: Actor) => (role === 'agent' ? { placed_by: user_id } : {});
  return {
    ...documents,
    list: (actor, filter) => documents.list(actor, { ...filter, ...isolate(actor) }),
    get: (actor, id, options) => documents.get(actor, id, { ...options, ...isolate(actor) }),
  };
}

function transcriptMounts({ transcripts }: App): Registered[] {
  const handlers = enhancedTranscriptHandlers({ documents: isolated(transcripts.documents) });
  return [
    ...register(enhancedTranscriptRoutes, handlers),
    mirror(enhancedTranscriptRoutes.list, handlers.list, { path: '/api/enhanced-transcripts' }),
  ];
}

function agentMounts(app: App): Registered[] {
  const handlers = agentHandlers(app);
  const canonical = { path: '/api/v1/agents/{agent_id}', tag: 'AI agents' } as const;
  return [
    ...register(agentRoutes, handlers),
    mirror(agentRoutes.update, handlers.update, canonical),
    mirror(agentRoutes.remove, handlers.remove, canonical),
  ];
}

function analyticsMounts(app: App): Registered[] {
  const { overview, metrics, performance, comparison, realtime } = analyticsHandlers(app);
  const tag = VOICEFLOW;
  return [
    mirror(routes.analytics.overview, overview, { path: '/analytics/overview', tag }),
    mirror(routes.analytics.metrics, metrics, { path: '/analytics/metrics', tag }),
    mirror(routes.analytics.performance, performance, { path: '/analytics/performance', tag }),
    mirror(routes.analytics.comparison, comparison, { path: '/analytics/agents/comparison', tag }),
    mirror(routes.analytics.realtime, realtime, { path: '/analytics/realtime', tag }),
  ];
}

function settingsMounts(app: App): Registered[] {
  const { preferences, savePreferences } = systemHandlers(app, undefined);
  return [
    mirror(routes.system.preferences, preferences, { path: '/api/v1/settings' }),
    mirror(routes.system.savePreferences, savePreferences, { path: '/api/v1/settings' }),
  ];
}
