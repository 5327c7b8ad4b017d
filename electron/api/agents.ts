/** Handlers of AI agents and analytics. */
import type { z } from 'zod';
import type { App } from '#core/app-types.ts';
import type { analyticsRoutes, conversation } from '#shared/contract/analytics.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { redactText } from '#shared/domain/redaction.ts';
import type { Handlers } from './handler.ts';

type Conversation = z.infer<typeof conversation>;

/** The latest calls of an AI agent. @throws AppError NOT_FOUND */
export async function recentConversations(
  { agents, transcripts }: Pick<App, 'agents' | 'transcripts'>,
  actor: Actor,
  agentId: string,
  limit: number,
): Promise<Conversation[]> {
  const { id } = await agents.get(actor, agentId);
  const { logs } = await transcripts.log.list(actor, { page: 1, limit, agent_id: id });
  return logs.map(({ id: callId, type, customer_info, start_time, duration, duration_seconds, status, summary }) => ({
    ...{ id: callId, type, customer_info, start_time, duration, duration_seconds, status },
    summary: redactText(summary),
  }));
}

export function analyticsHandlers({ agents, analytics, transcripts }: App): Handlers<typeof analyticsRoutes> {
  return {
    overview: ({ actor, query }) => analytics.overview(actor, query),
    metrics: ({ actor, query }) => analytics.metrics(actor, query),
    performance: ({ actor, query }) => analytics.performance(actor, query),
    comparison: ({ actor, query }) => analytics.comparison(actor, query),
    realtime: ({ actor }) => analytics.realtime(actor),
    agents: async ({ actor }) => ({ items: await agents.list(actor) }),
    agent: ({ actor, params }) => agents.get(actor, params.agent_id),
    pauseAgent: async ({ actor, params: { agent_id } }) => ({ success: true, id: agent_id, status: await agents.setPaused(actor, agent_id, true) }),
    activateAgent: async ({ actor, params: { agent_id } }) => ({
      success: true,
      id: agent_id,
      status: await agents.setPaused(actor, agent_id, false),
    }),
    conversations: async ({ actor, params, query }) => ({
      items: await recentConversations({ agents, transcripts }, actor, params.agent_id, query.limit),
    }),
  };
}
