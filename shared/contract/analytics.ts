/** AI agents, which are the scenarios that somebody can call with, and numbers that are computed from real calls. See `docs/analytics.md`. */
import { z } from 'zod';
import { idParams, instant, listQuery, pageOf, pageQuery } from './common.ts';
import { CALLERS, defineRoute, EVERYONE } from './route.ts';

export const TIME_RANGES = ['24h', '7d', '30d', '90d'] as const;
export type TimeRange = (typeof TIME_RANGES)[number];

/** Clients send filters that nobody has set as empty texts. */
export function blankIsAbsent<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' || value === 'all' ? undefined : value), schema.optional());
}

export const analyticsQuery = z.object({
  time_range: z.preprocess((value) => (value === '' ? undefined : value), z.enum(TIME_RANGES).default('7d')),
  agent_id: blankIsAbsent(z.string().max(80)),
});

export const agent = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  status: z.enum(['active', 'paused']),
  channels: z.array(z.enum(['phone', 'chat'])),
  phone_number: z.string(),
  total_calls: z.number().int(),
  total_chats: z.number().int(),
  /** Whole percent. */
  success_rate: z.number().int(),
  /** Such as `2.3s`. */
  avg_response_time: z.string(),
  avg_response_time_seconds: z.number(),
  /** Such as `2 minutes ago`. */
  last_active: z.string(),
  last_active_at: instant.nullable(),
  /** A date without a time. */
  created_at: z.string(),
  built_in: z.boolean(),
});
export type Agent = z.infer<typeof agent>;

export const agentDetail = agent.extend({
  description: z.string(),
  persona: z.string(),
  prompt: z.string(),
  greeting: z.string(),
  voice: z.string(),
  voice_type: z.string().nullable(),
  temperature: z.number(),
  language: z.string(),
});
export type AgentDetail = z.infer<typeof agentDetail>;

export const agentState = z.object({ success: z.literal(true), id: z.string(), status: z.enum(['active', 'paused']) });

export const conversation = z.object({
  id: z.string(),
  type: z.literal('phone'),
  customer_info: z.string(),
  start_time: instant,
  duration: z.string(),
  duration_seconds: z.number().int(),
  status: z.string(),
  summary: z.string(),
});

export const conversationsQuery = z.object({ limit: z.coerce.number().int().min(1).max(200).default(10) });

export const overview = z.object({
  total_interactions: z.number().int(),
  success_rate: z.number(),
  avg_response_time: z.number(),
  customer_satisfaction: z.number(),
  interactions_change: z.string(),
  success_rate_change: z.string(),
  response_time_change: z.string(),
  satisfaction_change: z.string(),
  /** Nobody is asked how satisfied they were: it is estimated from how they spoke. */
  satisfaction_source: z.literal('estimated_from_sentiment'),
});
export type Overview = z.infer<typeof overview>;

export const metrics = z.object({
  data: z.array(z.object({ date: z.string(), calls: z.number().int(), chats: z.number().int(), total: z.number().int() })),
});
export const performance = z.object({
  data: z.array(z.object({ date: z.string(), success_rate: z.number(), avg_response_time: z.number(), satisfaction: z.number() })),
});
export const comparison = z.object({
  agents: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      calls: z.number().int(),
      success_rate: z.number(),
      avg_response_time: z.number(),
      satisfaction: z.number(),
    }),
  ),
});
export const realtime = z.object({
  active_calls: z.number().int(),
  active_chats: z.number().int(),
  queued_interactions: z.number().int(),
  online_agents: z.number().int(),
});
export type Realtime = z.infer<typeof realtime>;

export const agentParams = idParams('agent_id');

export const analyticsRoutes = {
  overview: defineRoute({
    method: 'GET',
    path: '/api/v1/analytics/overview',
    access: EVERYONE,
    tag: 'Analytics',
    summary: 'Key numbers of a time range and how they changed against the one before',
    query: analyticsQuery,
    status: 200,
    response: overview,
  }),
  metrics: defineRoute({
    method: 'GET',
    path: '/api/v1/analytics/metrics',
    access: EVERYONE,
    tag: 'Analytics',
    summary: 'Calls by day',
    query: analyticsQuery,
    status: 200,
    response: metrics,
  }),
  performance: defineRoute({
    method: 'GET',
    path: '/api/v1/analytics/performance',
    access: EVERYONE,
    tag: 'Analytics',
    summary: 'Success, response time and satisfaction by day',
    query: analyticsQuery,
    status: 200,
    response: performance,
  }),
  comparison: defineRoute({
    method: 'GET',
    path: '/api/v1/analytics/agents/comparison',
    access: EVERYONE,
    tag: 'Analytics',
    summary: 'The same numbers by AI agent',
    query: analyticsQuery,
    status: 200,
    response: comparison,
  }),
  realtime: defineRoute({
    method: 'GET',
    path: '/api/v1/analytics/realtime',
    access: EVERYONE,
    tag: 'Analytics',
    summary: 'What is going on now',
    status: 200,
    response: realtime,
  }),
  agents: defineRoute({
    method: 'GET',
    path: '/api/v1/agents',
    access: EVERYONE,
    tag: 'AI agents',
    summary: 'The AI agents you can call with',
    query: listQuery,
    status: 200,
    response: pageOf(agent),
  }),
  agent: defineRoute({
    method: 'GET',
    path: '/api/v1/agents/{agent_id}',
    access: EVERYONE,
    tag: 'AI agents',
    summary: 'One AI agent with its configuration',
    params: agentParams,
    status: 200,
    response: agentDetail,
  }),
  pauseAgent: defineRoute({
    method: 'POST',
    path: '/api/v1/agents/{agent_id}/pause',
    access: CALLERS,
    tag: 'AI agents',
    summary: 'Let an AI agent place no calls in your organization',
    params: agentParams,
    status: 200,
    response: agentState,
  }),
  activateAgent: defineRoute({
    method: 'POST',
    path: '/api/v1/agents/{agent_id}/activate',
    access: CALLERS,
    tag: 'AI agents',
    summary: 'Let it place calls again',
    params: agentParams,
    status: 200,
    response: agentState,
  }),
  conversations: defineRoute({
    method: 'GET',
    path: '/api/v1/agents/{agent_id}/conversations',
    access: EVERYONE,
    tag: 'AI agents',
    summary: 'Its latest conversations',
    params: agentParams,
    query: conversationsQuery.extend({ page: pageQuery.shape.page }),
    status: 200,
    response: pageOf(conversation),
  }),
};
