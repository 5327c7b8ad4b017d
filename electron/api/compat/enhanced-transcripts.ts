/** Enhanced transcripts where the Speech Assistant document has them: a bare array, paged by `skip` and `limit`. */
import { z } from 'zod';
import type { TranscriptsApp } from '#core/transcripts/service.ts';
import { instant } from '#shared/contract/common.ts';
import { defineRoute, EVERYONE } from '#shared/contract/route.ts';
import { transcriptDocument, transcriptHead } from '#shared/contract/transcripts.ts';
import { blankIsAbsent } from '#shared/contract/analytics.ts';
import type { Handlers } from '../handler.ts';
import { pageLinks } from './page-links.ts';
import { SPEECH_ASSISTANT } from './tags.ts';

const date = z.union([instant, z.iso.datetime({ local: true }), z.iso.date()]);

export const enhancedTranscriptRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/api/enhanced-transcripts/',
    access: EVERYONE,
    tag: SPEECH_ASSISTANT,
    summary: 'Enhanced transcripts, newest first; X-Total-Count says how many there are',
    query: z.object({
      skip: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(200).default(10),
      call_direction: blankIsAbsent(z.enum(['inbound', 'outbound'])),
      scenario_name: blankIsAbsent(z.string().max(80)),
      date_from: blankIsAbsent(date),
      date_to: blankIsAbsent(date),
    }),
    status: 200,
    response: z.array(transcriptHead),
  }),
  get: defineRoute({
    method: 'GET',
    path: '/api/enhanced-transcripts/{transcript_sid}',
    access: EVERYONE,
    tag: SPEECH_ASSISTANT,
    summary: 'One enhanced transcript; card numbers and the like are hidden unless ?redacted=false',
    params: z.object({ transcript_sid: z.string().min(1).max(80) }),
    query: z.object({ redacted: z.enum(['true', 'false']).default('true') }),
    status: 200,
    response: transcriptDocument,
  }),
};

export function enhancedTranscriptHandlers({ documents }: Pick<TranscriptsApp, 'documents'>): Handlers<typeof enhancedTranscriptRoutes> {
  return {
    async list({ actor, query, request, header }) {
      const { items, total } = await documents.list(actor, query);
      header('X-Total-Count', String(total));
      const links = pageLinks(request.url, { skip: query.skip, limit: query.limit, total });
      if (links) header('Link', links);
      return items;
    },
    get: ({ actor, params, query }) =>
      documents.get(actor, params.transcript_sid, { redacted: query.redacted === 'true' || actor.role === 'viewer' }),
  };
}
