/** Call logs as the VoiceFlow document prints them. */
import { z } from 'zod';
import type { TranscriptsApp } from '#core/transcripts/service.ts';
import { LOG_STATUSES } from '#core/transcripts/call-log.ts';
import { blankIsAbsent } from '#shared/contract/analytics.ts';
import { idParams, instant } from '#shared/contract/common.ts';
import { defineRoute, EVERYONE } from '#shared/contract/route.ts';
import { RESOLUTIONS, SENTIMENTS } from '#shared/domain/analysis.ts';
import type { Handlers } from '../handler.ts';
import { VOICEFLOW } from './tags.ts';
import { wholeNumber } from './whole-number.ts';

const entry = z.object({
  id: z.string(),
  type: z.literal('phone'),
  customer_info: z.string(),
  agent_id: z.string(),
  agent_name: z.string(),
  start_time: instant,
  duration: z.string(),
  duration_seconds: z.number().int(),
  status: z.enum(LOG_STATUSES),
  resolution: z.enum(RESOLUTIONS),
  summary: z.string(),
  sentiment: z.enum(SENTIMENTS),
  tags: z.array(z.string()),
});

const detail = entry.extend({
  transcript: z.array(z.object({ speaker: z.enum(['agent', 'customer']), message: z.string(), timestamp: z.string(), offset_ms: z.number() })),
  analysis: z.object({
    key_topics: z.array(z.string()),
    customer_intent: z.string(),
    resolution_quality: z.number(),
    engine: z.string().nullable(),
  }),
});

export const callLogRoutes = {
  logs: defineRoute({
    method: 'GET',
    path: '/calls/logs',
    access: EVERYONE,
    tag: VOICEFLOW,
    summary: 'Calls that are over, newest first, by page',
    query: z.object({
      page: wholeNumber(1, { min: 1, max: 1_000_000 }),
      limit: wholeNumber(20, { min: 1, max: 200 }),
      search: blankIsAbsent(z.string().max(200)),
      status: blankIsAbsent(z.enum(LOG_STATUSES)),
      type: blankIsAbsent(z.enum(['phone', 'chat'])),
      agent_id: blankIsAbsent(z.string().max(80)),
    }),
    status: 200,
    response: z.object({
      logs: z.array(entry),
      total: z.number().int(),
      page: z.number().int(),
      limit: z.number().int(),
      total_pages: z.number().int(),
    }),
  }),
  detail: defineRoute({
    method: 'GET',
    path: '/calls/{call_id}',
    access: EVERYONE,
    tag: VOICEFLOW,
    summary: 'One call that is over, with transcript and analysis; card numbers and the like are hidden unless ?redacted=false',
    params: idParams('call_id'),
    query: z.object({ redacted: z.enum(['true', 'false']).default('true') }),
    status: 200,
    response: detail,
  }),
};

type Entry = z.infer<typeof entry>;

export function callLogHandlers({ log }: Pick<TranscriptsApp, 'log'>): Handlers<typeof callLogRoutes> {
  return {
    async logs({ actor, query }) {
      const { logs, total } = await log.list(actor, query);
      return { logs: logs as Entry[], total, page: query.page, limit: query.limit, total_pages: Math.ceil(total / query.limit) };
    },
    detail: async ({ actor, params, query }) =>
      (await log.get(actor, params.call_id, { redacted: query.redacted === 'true' })) as z.infer<typeof detail>,
  };
}
