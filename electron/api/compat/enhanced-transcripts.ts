/**
 * Enhanced transcripts where the Speech Assistant document has them: a bare array, paged by `skip` and `limit`. Both participants stand in each, also
 * one who said nothing, and a scenario that comes with the program is named as in an address that calls by it.
 */
import { z } from 'zod';
import { BUILT_IN_IDS } from '#core/scenarios/built-in.ts';
import type { TranscriptsApp } from '#core/transcripts/service.ts';
import { instant } from '#shared/contract/common.ts';
import { defineRoute, EVERYONE } from '#shared/contract/route.ts';
import { transcriptDocument, transcriptHead } from '#shared/contract/transcripts.ts';
import { blankIsAbsent } from '#shared/contract/analytics.ts';
import type { Handlers } from '../handler.ts';
import { pageLinks } from './page-links.ts';
import { SPEECH_ASSISTANT } from './tags.ts';
import { wholeNumber } from './whole-number.ts';

const date = z.union([instant, z.iso.datetime({ local: true }), z.iso.date()]);

export const enhancedTranscriptRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/api/enhanced-transcripts/',
    access: EVERYONE,
    tag: SPEECH_ASSISTANT,
    summary: 'Enhanced transcripts, newest first; X-Total-Count says how many there are',
    query: z.object({
      skip: wholeNumber(0, { min: 0, max: 1_000_000_000 }),
      limit: wholeNumber(10, { min: 1, max: 200 }),
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
      const { date_from: from, date_to: to, ...filter } = query;
      const { items, total } = await documents.list(actor, {
        ...filter,
        date_from: momentOf(from, '00:00:00Z'),
        date_to: momentOf(to, '23:59:59.999Z'),
      });
      header('X-Total-Count', String(total));
      const links = pageLinks(request.url, { skip: query.skip, limit: query.limit, total });
      if (links) header('Link', links);
      return items.map(toPrintedHead);
    },
    get: async ({ actor, params, query }) =>
      toPrintedDocument(await documents.get(actor, params.transcript_sid, { redacted: query.redacted === 'true' })),
  };
}

/** A day means all of it, and a time without a zone is one of UTC, as all times that are answered. */
function momentOf(given: string | undefined, time: string): string | undefined {
  if (given === undefined) return undefined;
  if (!given.includes('T')) return `${given}T${time}`;
  return instant.safeParse(given).success ? given : `${given}Z`;
}

type Head = z.infer<typeof transcriptHead>;
type Document = z.infer<typeof transcriptDocument>;

function toPrintedHead(head: Head): Head {
  const participant_info = withBoth(head.summary.participant_info, ({ role, name }) => ({ role, name }));
  return {
    ...head,
    scenario_name: nameOf(head),
    participant_count: Object.keys(participant_info).length,
    summary: { ...head.summary, participant_info },
  };
}

function toPrintedDocument(document: Document): Document {
  const participant_info = withBoth(document.participant_info, (who) => ({ ...who, total_speaking_time: 0, word_count: 0, sentence_count: 0 }));
  return {
    ...document,
    scenario_name: nameOf(document),
    participant_info,
    summary_data: { ...document.summary_data, participant_count: Object.keys(participant_info).length },
  };
}

const PARTICIPANTS = [
  { channel: 0, role: 'customer', name: 'Customer' },
  { channel: 1, role: 'agent', name: 'AI Agent' },
] as const;

function withBoth<T>(spoke: Record<string, T>, silent: (who: (typeof PARTICIPANTS)[number]) => T): Record<string, T> {
  return Object.fromEntries(PARTICIPANTS.map((who) => [String(who.channel), spoke[who.channel] ?? silent(who)]));
}

function nameOf({ scenario_id, scenario_name }: Pick<Head, 'scenario_id' | 'scenario_name'>): string {
  return (BUILT_IN_IDS as readonly string[]).includes(scenario_id) ? scenario_id : scenario_name;
}
