/** AI agents, analytics and assistants that answer with plausible data, for tests of the doors before them. */
import type { App } from '#core/app-types.ts';
import type { AgentDetail } from '#shared/contract/analytics.ts';
import type { Assistant } from '#shared/contract/assistants.ts';
import { notFound } from '#shared/domain/errors.ts';

const AT = '2026-03-01T09:00:00.000Z';

const anAgent: AgentDetail = {
  id: 'sales',
  name: 'Sales',
  role: 'Sells',
  status: 'active',
  channels: ['phone'],
  phone_number: '+1-500-555-0001',
  total_calls: 1,
  total_chats: 0,
  success_rate: 100,
  avg_response_time: '0.7s',
  avg_response_time_seconds: 0.7,
  last_active: 'just now',
  last_active_at: AT,
  created_at: '2026-03-01',
  built_in: true,
  description: 'Sells',
  persona: 'You are Kim.',
  prompt: 'Say hello.',
  greeting: '',
  voice: 'marin',
  voice_type: null,
  temperature: 0.7,
  language: 'en',
};

export const anAssistant: Assistant = {
  id: 'asst_1',
  org_id: 'org_1',
  name: 'Desk',
  config: { name: 'Desk', model: { provider: 'vapi', model: 'gpt' } },
  created_at: AT,
  updated_at: AT,
};

/** Only the agent `sales` and the assistant `asst_1` exist. */
export function testAgents(): Pick<App, 'agents' | 'analytics' | 'assistants' | 'scenarioNumbers'> {
  const one = async (id: string) => {
    if (id !== anAssistant.id) throw notFound('assistant');
    return anAssistant;
  };
  return {
    agents: {
      list: async () => [anAgent],
      get: async (_actor, id) => {
        if (id !== anAgent.id) throw notFound('scenario');
        return anAgent;
      },
      setPaused: async (_actor, _id, paused) => (paused ? 'paused' : 'active'),
      activeCount: async () => 1,
      forCall: async () => {
        throw notFound('scenario');
      },
    },
    analytics: {
      overview: async () => ({
        total_interactions: 1,
        success_rate: 100,
        avg_response_time: 0.7,
        customer_satisfaction: 5,
        interactions_change: '+0.0%',
        success_rate_change: '+0.0%',
        response_time_change: '+0.0s',
        satisfaction_change: '+0.0',
        satisfaction_source: 'estimated_from_sentiment',
      }),
      metrics: async () => ({ data: [] }),
      performance: async () => ({ data: [] }),
      comparison: async () => ({ agents: [] }),
      realtime: async () => ({ active_calls: 0, active_chats: 0, queued_interactions: 0, online_agents: 1 }),
    },
    assistants: {
      list: async () => ({ items: [anAssistant], total: 1 }),
      get: (_actor, id) => one(id),
      create: async () => anAssistant,
      update: (_actor, id) => one(id),
      remove: (_actor, id) => one(id),
    },
    scenarioNumbers: async () => new Map([['custom_1', 1]]),
  };
}
