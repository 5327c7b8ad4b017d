/** Calls, what was said in them, and what can be done to them. */
import { z } from 'zod';
import { CALL_STATES } from '#shared/domain/call-state.ts';
import { RISK_RULES } from '#shared/domain/risk.ts';
import { TRANSCRIPT_FORMATS, TRANSCRIPT_MEDIA } from '#shared/domain/transcript-formats.ts';
import { instant, listQuery, pageOf, pageQuery } from './common.ts';
import { CALLERS, defineRoute, EVERYONE } from './route.ts';

export const callState = z.enum(CALL_STATES);
export const turnState = z.enum(['listening', 'thinking', 'speaking']);

export const latency = z.object({
  /** Answer → first AI audio. */
  greeting_ms: z.number().nullable(),
  /** End of the caller's speech → first AI audio. */
  first_response_p50_ms: z.number().nullable(),
  first_response_p95_ms: z.number().nullable(),
});

export const recording = z.object({
  state: z.enum(['none', 'recording', 'paused', 'closed', 'recovered', 'failed']),
  channels: z.number().int(),
  seconds: z.number(),
  bytes: z.number().int(),
  sha256: z.string().nullable(),
  /** Sentences about speech without words or words without sound; empty when all is well. */
  alarms: z.array(z.string()),
});

/** One rule that fired, in words a supervisor can act on. */
export const riskReason = z.object({
  rule: z.enum(RISK_RULES),
  text: z.string(),
  weight: z.number().int(),
});
export type RiskReason = z.infer<typeof riskReason>;

export const DISPOSITIONS = [
  { code: 'goal_met', label: 'Goal met' },
  { code: 'callback', label: 'Call back later' },
  { code: 'not_interested', label: 'Not interested' },
  { code: 'wrong_number', label: 'Wrong number' },
  { code: 'voicemail', label: 'Voicemail' },
  { code: 'no_answer', label: 'No answer' },
  { code: 'do_not_call', label: 'Do not call again' },
  { code: 'escalated', label: 'Needs a person' },
  { code: 'other', label: 'Other' },
] as const;
export const dispositionCode = z.enum(DISPOSITIONS.map((one) => one.code));

export const call = z.object({
  call_id: z.string(),
  call_sid: z.string().nullable(),
  state: callState,
  /** Why a call ended the way it did, in words; empty while it lives. */
  reason: z.string(),
  /** Provider's or our own code beside the reason. */
  reason_code: z.string().nullable(),
  direction: z.enum(['outbound', 'inbound']),
  to: z.string(),
  from: z.string(),
  scenario_id: z.string(),
  scenario_name: z.string(),
  practice: z.boolean(),
  persona: z.string().nullable(),
  placed_by: z.object({ user_id: z.string(), name: z.string() }),
  created_at: instant,
  answered_at: instant.nullable(),
  ended_at: instant.nullable(),
  duration_seconds: z.number(),
  turn_state: turnState.nullable(),
  ai_muted: z.boolean(),
  recording,
  latency,
  turns: z.number().int(),
  words: z.number().int(),
  interruptions: z.number().int(),
  risk: z.object({ score: z.number().int(), reasons: z.array(riskReason) }),
  disposition: dispositionCode.nullable(),
  notes: z.string(),
  /** A few last words of the conversation, for lists and tiles. */
  tail: z.string(),
});
export type Call = z.infer<typeof call>;

export const utterance = z.object({
  utterance_id: z.string(),
  call_id: z.string(),
  /** Place in the conversation, from 1. */
  sequence: z.number().int(),
  channel: z.union([z.literal(0), z.literal(1)]),
  speaker: z.enum(['customer', 'agent']),
  text: z.string(),
  start_ms: z.number(),
  end_ms: z.number().nullable(),
  confidence: z.number().nullable(),
  interrupted: z.boolean(),
  unintelligible: z.boolean(),
  final: z.boolean(),
});
export type Utterance = z.infer<typeof utterance>;

export const turn = z.object({
  turn: z.number().int(),
  kind: z.enum(['greeting', 'reply']),
  utterance_id: z.string(),
  speech_end_ms: z.number(),
  decision_ms: z.number(),
  first_token_ms: z.number(),
  first_audio_ms: z.number(),
});
export type Turn = z.infer<typeof turn>;

/** One line of the ledger. */
export const callEvent = z.object({
  event_id: z.string(),
  sequence: z.number().int(),
  at: instant,
  type: z.string(),
  text: z.string(),
  state: callState.nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type CallEvent = z.infer<typeof callEvent>;

export const callDetail = call.extend({
  utterances: z.array(utterance),
  turn_metrics: z.array(turn),
  monitors: z.array(z.object({ user_id: z.string(), name: z.string(), since: instant })),
  /** Numbers and addresses that were spoken are hidden. */
  redacted: z.boolean().default(false),
});
export type CallDetail = z.infer<typeof callDetail>;

/** Viewers get everything redacted, whatever they ask for; others as they ask. */
const redacted = (byDefault: 'true' | 'false') => z.enum(['true', 'false']).default(byDefault);

const faultMs = z.number().min(0);

/** Troubles that the practice line acts out on one call. Milliseconds are of the call's own time. */
export const practiceFaults = z.strictObject({
  /** The line sends nothing for a while; what was said meanwhile is lost. */
  mediaStall: z.strictObject({ atMs: faultMs, forMs: faultMs }).optional(),
  /** Sound arrives late by up to this much. */
  mediaJitterMs: faultMs.optional(),
  /** So many of a hundred pieces of sound never arrive. */
  mediaLossPercent: z.number().min(0).max(100).optional(),
  /** The sound connection breaks. */
  mediaDropAtMs: faultMs.optional(),
  /** Each session of the voice model breaks at this age. */
  modelDropAtMs: faultMs.optional(),
  /** Each reply begins later by this much. */
  modelSlowFirstByteMs: faultMs.optional(),
  /** The voice model refuses so many connections with 429. */
  modelRefuse429: z.number().int().min(0).optional(),
  /** So many replies fail with an error of the voice model. */
  modelServerErrors: z.number().int().min(0).optional(),
  /** The carrier answers the request to dial so many times with this status. */
  restErrors: z.strictObject({ status: z.literal([429, 500, 503]), times: z.number().int().min(1) }).optional(),
  /** The carrier tells everything twice. */
  duplicateCallbacks: z.boolean().optional(),
  /** The carrier tells things in another order than they happened. */
  reorderCallbacks: z.boolean().optional(),
});
export type PracticeFaults = z.infer<typeof practiceFaults>;

export const placeCall = z.object({
  to: z.string().trim().min(1).max(40),
  scenario_id: z.string().min(1).max(80),
  from: z.string().trim().max(40).optional(),
  variables: z.record(z.string(), z.string().max(500)).default({}),
  /** Practice calls only: which sandbox person answers, and a number that makes their choices repeatable. */
  practice: z
    .object({
      persona: z.string().max(40).optional(),
      seed: z.number().int().optional(),
      /** A WAV file, base64, that is played as the person who answers. At most 20 MB decoded. */
      audio: z.string().max(28_000_000).optional(),
      faults: practiceFaults.optional(),
    })
    .optional(),
});
export type PlaceCall = z.infer<typeof placeCall>;

export const callAction = z.discriminatedUnion('action', [
  z.object({ action: z.literal('hangup') }),
  z.object({ action: z.literal('dtmf'), digits: z.string().regex(/^[0-9A-D#*]{1,32}$/) }),
  /** A hidden instruction: only the AI reads it. */
  z.object({ action: z.literal('whisper'), text: z.string().trim().min(1).max(1000), respond: z.boolean().default(true) }),
  z.object({ action: z.literal('mute') }),
  z.object({ action: z.literal('unmute') }),
  z.object({ action: z.literal('pause_recording') }),
  z.object({ action: z.literal('resume_recording') }),
]);
export type CallAction = z.infer<typeof callAction>;

export const callQuery = pageQuery.extend({
  /** The query language of the search box; words without a field were said in the call, or are a part of a number or scenario name. */
  q: z.string().max(400).optional(),
  state: callState.optional(),
  live: z.enum(['true', 'false']).optional(),
  scenario_id: z.string().max(80).optional(),
  disposition: dispositionCode.optional(),
  direction: z.enum(['outbound', 'inbound']).optional(),
  from_date: instant.optional(),
  to_date: instant.optional(),
  min_duration: z.coerce.number().min(0).optional(),
  sort: z.enum(['created_at', '-created_at', 'duration', '-duration']).default('-created_at'),
});

/** What a list that takes the query language says beside its page. */
export const searched = {
  /** There are more than `total`: counting them all would take too long. */
  total_capped: z.boolean().default(false),
  /** Parts of the query that mean nothing; the rest was searched for. */
  problems: z.array(z.object({ text: z.string(), message: z.string() })).default([]),
};

const callParams = z.object({ call_id: z.string().min(1).max(80) });

export const searchHit = z.object({
  call_id: z.string(),
  utterance_id: z.string(),
  speaker: z.enum(['customer', 'agent']),
  /** The text around the hit; what matched stands between \u0002 and \u0003. */
  snippet: z.string(),
  start_ms: z.number(),
  created_at: instant,
  scenario_id: z.string(),
  scenario_name: z.string(),
  to: z.string(),
});
export type SearchHit = z.infer<typeof searchHit>;

export const callRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/api/v1/calls',
    access: EVERYONE,
    tag: 'Calls',
    summary: 'Calls, newest first',
    query: callQuery,
    status: 200,
    response: pageOf(call).extend(searched),
  }),
  place: defineRoute({
    method: 'POST',
    path: '/api/v1/calls',
    access: CALLERS,
    tag: 'Calls',
    summary: 'Place a call by a scenario',
    body: placeCall,
    status: 201,
    response: call,
    idempotent: true,
    limit: 'call_initiation',
  }),
  get: defineRoute({
    method: 'GET',
    path: '/api/v1/calls/{call_id}',
    access: EVERYONE,
    tag: 'Calls',
    summary: 'One call with its transcript and turn metrics',
    params: callParams,
    query: z.object({ redacted: redacted('false') }),
    status: 200,
    response: callDetail,
  }),
  events: defineRoute({
    method: 'GET',
    path: '/api/v1/calls/{call_id}/events',
    access: EVERYONE,
    tag: 'Calls',
    summary: 'The ledger of a call',
    params: callParams,
    query: listQuery,
    status: 200,
    response: pageOf(callEvent),
  }),
  act: defineRoute({
    method: 'POST',
    path: '/api/v1/calls/{call_id}/actions',
    access: CALLERS,
    tag: 'Calls',
    summary: 'Act on a live call',
    params: callParams,
    body: callAction,
    status: 200,
    response: call,
  }),
  wrapUp: defineRoute({
    method: 'PUT',
    path: '/api/v1/calls/{call_id}/disposition',
    access: CALLERS,
    tag: 'Calls',
    summary: 'Wrap up a call: its disposition and notes',
    params: callParams,
    body: z.object({ disposition: dispositionCode.nullable().optional(), notes: z.string().max(10_000).optional() }),
    status: 200,
    response: call,
  }),
  recording: defineRoute({
    method: 'GET',
    path: '/api/v1/calls/{call_id}/recording',
    access: EVERYONE,
    tag: 'Calls',
    summary: 'The two-channel recording, by range; redacted: a tone lies over what must not be heard',
    params: callParams,
    query: z.object({ redacted: redacted('false') }),
    status: 200,
    media: 'audio/wav',
    ranged: true,
  }),
  peaks: defineRoute({
    method: 'GET',
    path: '/api/v1/calls/{call_id}/peaks',
    access: EVERYONE,
    tag: 'Calls',
    summary: 'Peaks of both channels, for drawing the waveform',
    params: callParams,
    status: 200,
    response: z.object({
      /** Milliseconds that one peak stands for. */
      step_ms: z.number(),
      seconds: z.number(),
      /** Customer, agent; 0 … 1. */
      channels: z.array(z.array(z.number())),
    }),
  }),
  export: defineRoute({
    method: 'GET',
    path: '/api/v1/calls/{call_id}/export',
    access: EVERYONE,
    tag: 'Calls',
    summary: 'The transcript as a file',
    params: callParams,
    query: z.object({ format: z.enum(TRANSCRIPT_FORMATS).default('txt'), redacted: redacted('true') }),
    status: 200,
    media: Object.values(TRANSCRIPT_MEDIA),
  }),
  search: defineRoute({
    method: 'GET',
    path: '/api/v1/transcripts/search',
    access: EVERYONE,
    tag: 'Calls',
    summary: 'Search everything that was said, newest first',
    query: pageQuery.extend({ q: z.string().min(1).max(400), speaker: z.enum(['customer', 'agent']).optional(), redacted: redacted('false') }),
    status: 200,
    response: pageOf(searchHit).extend(searched),
  }),
};
