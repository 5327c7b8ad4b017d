/** Assistants as the Assistants document prints them: camelCase, in an envelope of `success` and `data`. */
import { z } from 'zod';
import type { AssistantsApp } from '#core/assistants/service.ts';
import { type Assistant, assistantConfig, assistantPatch } from '#shared/contract/assistants.ts';
import { idParams, instant } from '#shared/contract/common.ts';
import { CALLERS, defineRoute, EVERYONE } from '#shared/contract/route.ts';
import type { Handlers } from '../handler.ts';
import { ASSISTANTS } from './tags.ts';

const assistant = assistantConfig.extend({
  id: z.string(),
  orgId: z.string(),
  createdAt: instant,
  updatedAt: instant,
  /** Where it is deployed: nowhere, it is kept in this program. */
  deployment: z.null(),
});

const enveloped = <T extends z.ZodType>(data: T) => z.object({ success: z.literal(true), data });

const params = idParams('assistant_id');
const bound = instant.transform((text) => Date.parse(text)).optional();

export const assistantRoutes = {
  create: defineRoute({
    method: 'POST',
    path: '/assistant',
    access: CALLERS,
    tag: ASSISTANTS,
    summary: 'Keep an assistant; it is stored in this program and deployed nowhere',
    body: assistantConfig,
    status: 201,
    response: enveloped(assistant),
  }),
  list: defineRoute({
    method: 'GET',
    path: '/assistant',
    access: EVERYONE,
    tag: ASSISTANTS,
    summary: 'Assistants of your organization, newest first',
    query: z.object({
      limit: z.coerce.number().int().min(0).max(1000).default(100),
      createdAtGt: bound,
      createdAtLt: bound,
      createdAtGe: bound,
      createdAtLe: bound,
      updatedAtGt: bound,
      updatedAtLt: bound,
      updatedAtGe: bound,
      updatedAtLe: bound,
    }),
    status: 200,
    response: enveloped(z.array(assistant)),
  }),
  get: defineRoute({
    method: 'GET',
    path: '/assistant/{assistant_id}',
    access: EVERYONE,
    tag: ASSISTANTS,
    summary: 'One assistant',
    params,
    status: 200,
    response: enveloped(assistant),
  }),
  update: defineRoute({
    method: 'PATCH',
    path: '/assistant/{assistant_id}',
    access: CALLERS,
    tag: ASSISTANTS,
    summary: 'Change parts of an assistant; a part that is given replaces the one before',
    params,
    body: assistantPatch,
    status: 200,
    response: enveloped(assistant),
  }),
  remove: defineRoute({
    method: 'DELETE',
    path: '/assistant/{assistant_id}',
    access: CALLERS,
    tag: ASSISTANTS,
    summary: 'Delete an assistant; the answer is what it was',
    params,
    status: 200,
    response: enveloped(assistant),
  }),
};

export function assistantHandlers(assistants: AssistantsApp): Handlers<typeof assistantRoutes> {
  return {
    create: async ({ actor, body }) => envelope(shown(await assistants.create(actor, body))),
    async list({ actor, query: q, header }) {
      const { items, total } = await assistants.list(actor, {
        limit: q.limit,
        created: range(q.createdAtGt, q.createdAtLt, q.createdAtGe, q.createdAtLe),
        updated: range(q.updatedAtGt, q.updatedAtLt, q.updatedAtGe, q.updatedAtLe),
      });
      header('X-Total-Count', String(total));
      return envelope(items.map(shown));
    },
    get: async ({ actor, params: { assistant_id } }) => envelope(shown(await assistants.get(actor, assistant_id))),
    update: async ({ actor, params: { assistant_id }, body }) => envelope(shown(await assistants.update(actor, assistant_id, body))),
    remove: async ({ actor, params: { assistant_id } }) => envelope(shown(await assistants.remove(actor, assistant_id))),
  };
}

const envelope = <T>(data: T) => ({ success: true as const, data });

function shown({ id, org_id, config, created_at, updated_at }: Assistant) {
  return { ...config, id, orgId: org_id, createdAt: created_at, updatedAt: updated_at, deployment: null };
}

function range(gt: number | undefined, lt: number | undefined, ge: number | undefined, le: number | undefined) {
  const given = Object.entries({ gt, lt, ge, le }).filter(([, at]) => at !== undefined);
  return Object.fromEntries(given) as { gt?: number; lt?: number; ge?: number; le?: number };
}
