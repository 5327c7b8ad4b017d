/** Assistants: configurations in the form of a voice provider, kept by this program; and the catalogue of voices. */
import { z } from 'zod';
import { idParams, instant, listQuery, pageOf, sortedQuery } from './common.ts';
import { CALLERS, defineRoute, EVERYONE } from './route.ts';

const message = z.looseObject({ role: z.string().min(1).max(40), content: z.string().max(16_000).nullish() });

const voiceConfig = z.looseObject({
  provider: z.string().min(1).max(60),
  voiceId: z.string().min(1).max(200).optional(),
  speed: z.number().min(0.1).max(4).optional(),
});

/** The provider's own document, with its own names; fields that are not listed here are kept as they are. */
export const assistantConfig = z.looseObject({
  name: z.string().trim().min(1).max(120),
  firstMessage: z.string().max(2000).optional(),
  model: z.looseObject({
    provider: z.literal('vapi'),
    model: z.string().trim().min(1).max(120),
    temperature: z.number().min(0).max(2).optional(),
    maxTokens: z.number().int().min(1).max(1_000_000).optional(),
    emotionRecognitionEnabled: z.boolean().optional(),
    messages: z.array(message).max(200).optional(),
  }),
  voice: voiceConfig.optional(),
});
export type AssistantConfig = z.infer<typeof assistantConfig>;

/** What a change may hold: any part of the configuration; a part that is given replaces the one before. */
export const assistantPatch = assistantConfig.partial();
export type AssistantPatch = z.infer<typeof assistantPatch>;

export const assistant = z.object({
  id: z.string(),
  org_id: z.string(),
  name: z.string(),
  config: assistantConfig,
  created_at: instant,
  updated_at: instant,
});
export type Assistant = z.infer<typeof assistant>;

export const catalogueVoice = z.object({ id: z.string(), label: z.string(), voice_types: z.array(z.string()), names: z.array(z.string()) });

const params = idParams('assistant_id');

export const assistantRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/api/v1/assistants',
    access: EVERYONE,
    tag: 'Assistants',
    summary: 'Assistants of your organization, newest first',
    query: sortedQuery('name', 'created_at', 'updated_at'),
    status: 200,
    response: pageOf(assistant),
  }),
  create: defineRoute({
    method: 'POST',
    path: '/api/v1/assistants',
    access: CALLERS,
    tag: 'Assistants',
    summary: 'Keep an assistant; it is stored in this program alone',
    body: assistantConfig,
    status: 201,
    response: assistant,
  }),
  get: defineRoute({
    method: 'GET',
    path: '/api/v1/assistants/{assistant_id}',
    access: EVERYONE,
    tag: 'Assistants',
    summary: 'One assistant',
    params,
    status: 200,
    response: assistant,
  }),
  update: defineRoute({
    method: 'PATCH',
    path: '/api/v1/assistants/{assistant_id}',
    access: CALLERS,
    tag: 'Assistants',
    summary: 'Change parts of an assistant',
    params,
    body: assistantPatch,
    status: 200,
    response: assistant,
  }),
  remove: defineRoute({
    method: 'DELETE',
    path: '/api/v1/assistants/{assistant_id}',
    access: CALLERS,
    tag: 'Assistants',
    summary: 'Delete an assistant',
    params,
    status: 204,
  }),
  voices: defineRoute({
    method: 'GET',
    path: '/api/v1/voices',
    access: EVERYONE,
    tag: 'Scenarios',
    summary: 'The catalogue of voices and the names they go by',
    query: listQuery,
    status: 200,
    response: pageOf(catalogueVoice),
  }),
};
