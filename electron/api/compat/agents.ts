/** AI agents as the VoiceFlow document prints them. */
import { z } from 'zod';
import { toldOfAgent } from '#core/agents/service.ts';
import type { App } from '#core/app-types.ts';
import { agent, agentDetail, agentParams, agentState, conversation, conversationsQuery } from '#shared/contract/analytics.ts';
import { CALLERS, defineRoute, EVERYONE } from '#shared/contract/route.ts';
import { scenarioInput } from '#shared/contract/scenarios.ts';
import { findVoice } from '#shared/domain/voice-catalogue.ts';
import { recentConversations } from '../agents.ts';
import type { Handlers } from '../handler.ts';
import { VOICEFLOW } from './tags.ts';

const { name, description, persona, prompt, greeting } = scenarioInput.shape;

const changes = z.object({
  name: name.optional(),
  /** What it does, in a line: the scenario's description. */
  role: description.unwrap().optional(),
  description: description.unwrap().optional(),
  persona: persona.optional(),
  personality: persona.optional(),
  prompt: prompt.optional(),
  greeting: greeting.unwrap().optional(),
  voice: z
    .string()
    .max(40)
    .refine((voice) => findVoice(voice) !== undefined, { error: 'no such voice' })
    .optional(),
  temperature: scenarioInput.shape.temperature.unwrap().optional(),
  language: scenarioInput.shape.language.unwrap().optional(),
});

export const agentRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/agents',
    access: EVERYONE,
    tag: VOICEFLOW,
    summary: 'The AI agents you can call with',
    status: 200,
    response: z.array(agent),
  }),
  get: defineRoute({
    method: 'GET',
    path: '/agents/{agent_id}',
    access: EVERYONE,
    tag: VOICEFLOW,
    summary: 'One AI agent with its configuration',
    params: agentParams,
    status: 200,
    response: agentDetail,
  }),
  update: defineRoute({
    method: 'PUT',
    path: '/agents/{agent_id}',
    access: CALLERS,
    tag: VOICEFLOW,
    summary: 'Change an AI agent of your own; what is left out stays',
    params: agentParams,
    body: changes,
    status: 200,
    response: agentDetail,
  }),
  remove: defineRoute({
    method: 'DELETE',
    path: '/agents/{agent_id}',
    access: CALLERS,
    tag: VOICEFLOW,
    summary: 'Delete an AI agent of your own',
    params: agentParams,
    status: 200,
    response: z.object({ success: z.literal(true), id: z.string(), message: z.string() }),
  }),
  pause: defineRoute({
    method: 'POST',
    path: '/agents/{agent_id}/pause',
    access: CALLERS,
    tag: VOICEFLOW,
    summary: 'Let an AI agent place no calls in your organization',
    params: agentParams,
    status: 200,
    response: agentState,
  }),
  activate: defineRoute({
    method: 'POST',
    path: '/agents/{agent_id}/activate',
    access: CALLERS,
    tag: VOICEFLOW,
    summary: 'Let it place calls again',
    params: agentParams,
    status: 200,
    response: agentState,
  }),
  conversations: defineRoute({
    method: 'GET',
    path: '/agents/{agent_id}/conversations',
    access: EVERYONE,
    tag: VOICEFLOW,
    summary: 'Its latest conversations',
    params: agentParams,
    query: conversationsQuery,
    status: 200,
    response: z.array(conversation),
  }),
};

export function agentHandlers({ agents, scenarios, transcripts }: App): Handlers<typeof agentRoutes> {
  return {
    list: ({ actor }) => agents.list(actor),
    get: ({ actor, params }) => agents.get(actor, params.agent_id),
    async update({ actor, params: { agent_id }, body: { role, description: line, personality, voice, ...body } }) {
      const before = await toldOfAgent(scenarios.get(actor, agent_id));
      const shown = await agents.get(actor, agent_id);
      // Clients send back all that they were shown: what is as it was is no change. A role that changed is the description from now on.
      const told = role === undefined || role === shown.role ? line : role;
      const found = voice === undefined || voice === shown.voice ? undefined : findVoice(voice);
      const changed = scenarioInput.parse({
        ...before,
        ...(told === undefined ? {} : { description: told }),
        ...(personality === undefined ? {} : { persona: personality }),
        ...body,
        ...(found ? { voice: found.id, voice_type: voice } : {}),
      });
      await scenarios.update(actor, agent_id, changed);
      return agents.get(actor, agent_id);
    },
    async remove({ actor, params: { agent_id } }) {
      await toldOfAgent(scenarios.remove(actor, agent_id));
      return { success: true, id: agent_id, message: 'Agent deleted successfully' };
    },
    pause: async ({ actor, params: { agent_id } }) => ({ success: true, id: agent_id, status: await agents.setPaused(actor, agent_id, true) }),
    activate: async ({ actor, params: { agent_id } }) => ({ success: true, id: agent_id, status: await agents.setPaused(actor, agent_id, false) }),
    conversations: async ({ actor, params, query }) => (await recentConversations({ agents, transcripts }, actor, params.agent_id, query)).items,
  };
}
