/** Enhanced transcripts, analyses, retention, legal holds, erasure. */
import { z } from 'zod';
import { RESOLUTIONS, SENTIMENTS } from '#shared/domain/analysis.ts';
import { REDACTION_KINDS } from '#shared/domain/redaction.ts';
import { idParams, instant, listQuery, pageOf, sortedQuery } from './common.ts';
import { CALLERS, defineRoute, EVERYONE, OWNERS, SUPERVISORS } from './route.ts';

const participant = z.object({ role: z.enum(['customer', 'agent']), name: z.string() });

const transcriptTitle = z.object({
  id: z.number().int(),
  transcript_sid: z.string(),
  call_id: z.string(),
  call_date: instant,
  /** Seconds. */
  duration: z.number(),
  call_direction: z.string(),
  scenario_id: z.string(),
  scenario_name: z.string(),
});
export type TranscriptTitle = z.infer<typeof transcriptTitle>;

export const transcriptHead = transcriptTitle.extend({
  participant_count: z.number().int(),
  conversation_turns: z.number().int(),
  total_words: z.number().int(),
  average_confidence: z.number(),
  status: z.literal('completed'),
  source_type: z.literal('realtime'),
  language_code: z.string(),
  summary: z.object({ duration_formatted: z.string(), participant_info: z.record(z.string(), participant) }),
});
export type TranscriptHead = z.infer<typeof transcriptHead>;

export const transcriptDocument = transcriptTitle.extend({
  full_text: z.string(),
  participant_info: z.record(
    z.string(),
    participant.extend({
      channel: z.union([z.literal(0), z.literal(1)]),
      total_speaking_time: z.number(),
      word_count: z.number().int(),
      sentence_count: z.number().int(),
    }),
  ),
  conversation_flow: z.array(
    z.object({
      sequence: z.number().int(),
      speaker: participant.extend({ channel: z.union([z.literal(0), z.literal(1)]) }),
      text: z.string(),
      start_time: z.number(),
      end_time: z.number(),
      duration: z.number(),
      confidence: z.number(),
      word_count: z.number().int(),
    }),
  ),
  summary_data: z.object({
    total_duration_seconds: z.number(),
    total_sentences: z.number().int(),
    total_words: z.number().int(),
    participant_count: z.number().int(),
    average_confidence: z.number(),
    conversation_stats: z.object({
      turns: z.number().int(),
      avg_words_per_turn: z.number(),
      speaking_time_distribution: z.record(z.string(), z.number()),
    }),
  }),
  markers: z.array(z.object({ type: z.enum(['interrupted', 'unintelligible']), sequence: z.number().int(), time: z.number() })),
  redactions: z.array(
    z.object({
      sequence: z.number().int(),
      spans: z.array(z.object({ kind: z.enum(REDACTION_KINDS), start: z.number().int(), end: z.number().int() })),
    }),
  ),
  media_url: z.string(),
});
export type TranscriptDocument = z.infer<typeof transcriptDocument>;

export const storedAnalysis = z.object({
  call_id: z.string(),
  /** Which engine wrote it. */
  engine: z.string(),
  summary: z.string(),
  sentiment: z.enum(SENTIMENTS),
  key_topics: z.array(z.string()),
  customer_intent: z.string(),
  resolution: z.enum(RESOLUTIONS),
  resolution_quality: z.number(),
  tags: z.array(z.string()),
  goals_met: z.array(z.string()),
  created_at: instant,
});
export type StoredAnalysis = z.infer<typeof storedAnalysis>;

export const retentionPolicy = z.object({
  /** null keeps for ever. */
  recordings_days: z.number().int().min(1).max(36_500).nullable(),
  transcripts_days: z.number().int().min(1).max(36_500).nullable(),
});
export type RetentionPolicy = z.infer<typeof retentionPolicy>;

const retentionRun = z.object({
  recordings_deleted: z.number().int(),
  calls_deleted: z.number().int(),
  /** Files with calls that are too old. */
  exports_deleted: z.number().int().default(0),
  held: z.number().int(),
});
export type RetentionRun = z.infer<typeof retentionRun>;

const legalHold = z.object({ call_id: z.string(), reason: z.string(), user_id: z.string(), created_at: instant });
export type LegalHold = z.infer<typeof legalHold>;

export const personInput = z.object({
  phone: z.string().trim().min(3).max(40),
  /** A name, an e-mail address: what else identifies the person in words. */
  texts: z.array(z.string().trim().min(3).max(120)).max(10).default([]),
});

const personFound = z.object({
  /** Calls with this number. */
  calls: z.number().int(),
  recordings: z.number().int(),
  /** Of the calls, those that a legal hold keeps. */
  held: z.number().int(),
  /** Sentences in other calls that mention the person, and what was written about them: notes, instructions, scenarios, rehearsals, assistants. */
  mentions: z.number().int(),
});
export type PersonFound = z.infer<typeof personFound>;

const erasureReport = personFound.extend({
  id: z.string(),
  at: instant,
  calls_erased: z.number().int(),
  recordings_erased: z.number().int(),
  sentences_erased: z.number().int(),
  mentions_erased: z.number().int(),
  backups_removed: z.number().int(),
  /** Files with transcripts that were exported before; they are deleted whoever is in them. */
  exports_removed: z.number().int().default(0),
  /** What stays, in sentences, and why. */
  remains: z.array(z.string()),
});
export type ErasureReport = z.infer<typeof erasureReport>;

const callParams = idParams('call_id');

export const transcriptRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/api/v1/transcripts',
    access: EVERYONE,
    tag: 'Transcripts',
    summary: 'Enhanced transcripts, newest first',
    query: sortedQuery('call_date', 'scenario_name', 'call_direction').extend({
      call_direction: z.enum(['inbound', 'outbound']).optional(),
      scenario_name: z.string().max(80).optional(),
      date_from: instant.optional(),
      date_to: instant.optional(),
    }),
    status: 200,
    response: pageOf(transcriptHead),
  }),
  get: defineRoute({
    method: 'GET',
    path: '/api/v1/transcripts/{transcript_id}',
    access: EVERYONE,
    tag: 'Transcripts',
    summary: 'One enhanced transcript, by its SID or its call',
    params: idParams('transcript_id'),
    query: z.object({ redacted: z.enum(['true', 'false']).default('true') }),
    status: 200,
    response: transcriptDocument,
  }),
  analysis: defineRoute({
    method: 'GET',
    path: '/api/v1/calls/{call_id}/analysis',
    access: EVERYONE,
    tag: 'Transcripts',
    summary: 'What the call was about, and which engine says so',
    params: callParams,
    status: 200,
    response: storedAnalysis,
  }),
  analyse: defineRoute({
    method: 'POST',
    path: '/api/v1/calls/{call_id}/analysis',
    access: CALLERS,
    tag: 'Transcripts',
    summary: 'Analyse the call again',
    params: callParams,
    status: 200,
    response: storedAnalysis,
  }),
  hold: defineRoute({
    method: 'PUT',
    path: '/api/v1/calls/{call_id}/legal-hold',
    access: SUPERVISORS,
    tag: 'Retention',
    summary: 'Keep a call whatever its age',
    params: callParams,
    body: z.object({ reason: z.string().trim().min(1).max(300) }),
    status: 200,
    response: legalHold,
  }),
  release: defineRoute({
    method: 'DELETE',
    path: '/api/v1/calls/{call_id}/legal-hold',
    access: SUPERVISORS,
    tag: 'Retention',
    summary: 'Let a call age again',
    params: callParams,
    status: 204,
  }),
  holds: defineRoute({
    method: 'GET',
    path: '/api/v1/retention/holds',
    access: SUPERVISORS,
    tag: 'Retention',
    summary: 'Calls that a legal hold keeps',
    query: listQuery,
    status: 200,
    response: pageOf(legalHold),
  }),
  retention: defineRoute({
    method: 'GET',
    path: '/api/v1/retention',
    access: SUPERVISORS,
    tag: 'Retention',
    summary: 'After how many days what is deleted',
    status: 200,
    response: retentionPolicy,
  }),
  setRetention: defineRoute({
    method: 'PUT',
    path: '/api/v1/retention',
    access: OWNERS,
    tag: 'Retention',
    summary: 'Set the retention',
    body: retentionPolicy,
    status: 200,
    response: retentionPolicy,
  }),
  runRetention: defineRoute({
    method: 'POST',
    path: '/api/v1/retention/run',
    access: OWNERS,
    tag: 'Retention',
    summary: 'Delete now what is due',
    status: 200,
    response: retentionRun,
  }),
  findPerson: defineRoute({
    method: 'POST',
    path: '/api/v1/erasures/find',
    access: OWNERS,
    tag: 'Retention',
    summary: 'Where one person is to be found',
    body: personInput,
    status: 200,
    response: personFound,
  }),
  erasePerson: defineRoute({
    method: 'POST',
    path: '/api/v1/erasures',
    access: OWNERS,
    tag: 'Retention',
    summary: 'Erase one person everywhere; it cannot be undone',
    body: personInput.extend({ confirm: z.literal('erase') }),
    status: 200,
    response: erasureReport,
  }),
  erasures: defineRoute({
    method: 'GET',
    path: '/api/v1/erasures',
    access: OWNERS,
    tag: 'Retention',
    summary: 'Reports of erasures',
    query: listQuery,
    status: 200,
    response: pageOf(erasureReport),
  }),
};
