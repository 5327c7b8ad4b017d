/** Handlers of AI agents and analytics. */
import type { z } from 'zod';
import type { App } from '#core/app-types.ts';
import { pageIn } from '#core/lists/whole-list.ts';
import { toPage } from '#shared/contract/common.ts';
import type { analyticsRoutes, conversation } from '#shared/contract/analytics.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Handlers } from './handler.ts';

type Conversation = z.infer<typeof conversation>;

/** The latest calls of an AI agent. @throws AppError NOT_FOUND */
export async function recentConversations(
  { agents, transcripts }: Pick<App, 'agents' | 'transcripts'>,
  actor: Actor,
  agentId: string,
  { page = 1, limit }: { page?: number; limit: number },
): Promise<{ items: Conversation[]; total: number }> {
  const agent = await agents.get(actor, agentId);
  const { logs, total } = await transcripts.log.list(actor, { page, limit, agent_id: agent.id });
  const items = logs.map(({ id, type, customer_info, start_time, duration, duration_seconds, status, summary }) => ({
    ...{ id, type, customer_info, start_time, duration, duration_seconds, status, summary },
  }));
  return { items, total };
}

export function analyticsHandlers({ agents, analytics, transcripts }: App): Handlers<typeof analyticsRoutes> {
  return {
    overview: ({ actor, query }) => analytics.overview(actor, query),
    metrics: ({ actor, query }) => analytics.metrics(actor, query),
    performance: ({ actor, query }) => analytics.performance(actor, query),
    comparison: ({ actor, query }) => analytics.comparison(actor, query),
    realtime: ({ actor }) => analytics.realtime(actor),
    agents: async ({ actor, query }) => pageIn(await agents.list(actor), query),
    agent: ({ actor, params }) => agents.get(actor, params.agent_id),
    pauseAgent: async ({ actor, params: { agent_id } }) => ({ success: true, id: agent_id, status: await agents.setPaused(actor, agent_id, true) }),
    activateAgent: async ({ actor, params: { agent_id } }) => ({
      success: true,
      id: agent_id,
      status: await agents.setPaused(actor, agent_id, false),
    }),
    async conversations({ actor, params, query }) {
      const { items, total } = await recentConversations({ agents, transcripts }, actor, params.agent_id, query);
      return toPage(items, total, query.page, query.limit);
    },
  };
}
