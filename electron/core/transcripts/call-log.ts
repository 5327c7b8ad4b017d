/** Call logs: finished calls with their analysis, paged and searched, the way the documents print them. */
import type { View } from '#core/app-types.ts';
import { pageOfCalls } from '#core/search/call-pages.ts';
import { stillTyped, termsOf } from '#core/search/match.ts';
import { scenariosCalled } from '#core/search/understand.ts';
import { AppError, notFound } from '#shared/domain/errors.ts';
import { formatLogDuration } from '#shared/domain/enhanced-transcript.ts';
import { TERMINAL_CALL_STATES } from '#shared/domain/call-state.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { formatDashed } from '#shared/domain/phone.ts';
import { redactConversation } from '#shared/domain/conversation-redaction.ts';
import { redactText } from '#shared/domain/redaction.ts';
import type { Db } from '#store/schema.ts';
import { mustRedact } from './must-redact.ts';

export const LOG_STATUSES = ['completed', 'escalated', 'failed'] as const;
export type LogStatus = (typeof LOG_STATUSES)[number];

export type CallLogFilter = {
  page: number;
  limit: number;
  search?: string | undefined;
  status?: LogStatus | undefined;
  type?: 'phone' | 'chat' | undefined;
  agent_id?: string | undefined;
};

export type CallLogEntry = {
  id: string;
  type: 'phone';
  customer_info: string;
  agent_id: string;
  agent_name: string;
  start_time: string;
  duration: string;
  duration_seconds: number;
  status: LogStatus;
  resolution: string;
  summary: string;
  sentiment: string;
  tags: string[];
};

export type CallLogDetail = CallLogEntry & {
  transcript: { speaker: 'agent' | 'customer'; message: string; timestamp: string; offset_ms: number }[];
  analysis: { key_topics: string[]; customer_intent: string; resolution_quality: number; engine: string | null };
};

export type CallLog = {
  /** Always redacted. */
  list(actor: Actor, filter: CallLogFilter): Promise<{ logs: CallLogEntry[]; total: number }>;
  /** Viewers get it redacted whatever they ask for. @throws AppError NOT_FOUND, of a call that is not over yet too: its document has no status for one */
  get(actor: Actor, callId: string, view?: View): Promise<CallLogDetail>;
};

type Row = {
  id: string;
  direction: string;
  to_number: string;
  from_number: string;
  scenario_id: string;
  scenario_name: string;
  created_at: number;
  answered_at: number | null;
  duration_ms: number;
  outcome: string | null;
  reason: string;
  engine: string | null;
  summary: string | null;
  sentiment: string | null;
  resolution: string | null;
  resolution_quality: number | null;
  customer_intent: string | null;
  key_topics: string | null;
  tags: string | null;
};

function toEntry(row: Row, redacted: boolean): CallLogEntry {
  // Summaries quote what was said.
  const summary = row.summary ?? row.reason;
  const duration_seconds = Math.round(row.duration_ms / 1000);
  return {
    id: row.id,
    type: 'phone',
    customer_info: formatDashed(row.direction === 'inbound' ? row.from_number : row.to_number),
    agent_id: row.scenario_id,
    agent_name: row.scenario_name,
    start_time: new Date(row.answered_at ?? row.created_at).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    duration: formatLogDuration(duration_seconds),
    duration_seconds,
    status: LOG_STATUSES.find((status) => status === row.outcome) ?? 'failed',
    resolution: row.resolution ?? 'unresolved',
    summary: redacted ? redactText(summary) : summary,
    sentiment: row.sentiment ?? 'neutral',
    tags: textsOf(row.tags, redacted),
  };
}

function textsOf(json: string | null, redacted: boolean): string[] {
  const texts = json ? (JSON.parse(json) as string[]) : [];
  return redacted ? texts.map((text) => redactText(text)) : texts;
}

export function createCallLog({ read }: { read: Db }): CallLog {
  const analysed = () => read.selectFrom('calls').leftJoin('analyses', 'analyses.call_id', 'calls.id');

  const columns = [
    'calls.id',
    'calls.direction',
    'calls.to_number',
    'calls.from_number',
    'calls.scenario_id',
    'calls.scenario_name',
    'calls.created_at',
    'calls.answered_at',
    'calls.duration_ms',
    'calls.outcome',
    'calls.reason',
    'analyses.engine',
    'analyses.summary',
    'analyses.sentiment',
    'analyses.resolution',
    'analyses.resolution_quality',
    'analyses.customer_intent',
    'analyses.key_topics',
    'analyses.tags',
  ] as const;

  return {
    async list(actor, filter) {
      if (filter.type === 'chat') return { logs: [], total: 0 };
      const search = filter.search?.trim();
      const digits = search?.replace(/[\s().-]/g, '') ?? '';
      const terms = termsOf(search?.split(/\s+/) ?? []);
      const or = search
        ? { scenarioIds: await scenariosCalled(read, actor.org_id, search), digits: /^\+?\d+$/.test(digits) ? digits : undefined }
        : undefined;
      // A search for signs alone is still a search: it finds nothing, and not everything.
      if (or && terms.length === 0 && or.scenarioIds.length === 0) return { logs: [], total: 0 };
      const { ids, total } = await pageOfCalls(
        read,
        actor.org_id,
        {
          conditions: {
            ...(filter.status ? { outcome: filter.status } : { states: TERMINAL_CALL_STATES }),
            scenarioIds: filter.agent_id ? [filter.agent_id] : undefined,
          },
          said: terms.length > 0 ? { terms, typing: stillTyped(terms), orSummed: true, redacted: mustRedact(actor) } : undefined,
          or,
        },
        { by: 'created_at', descending: true, page: filter.page, limit: filter.limit },
      );
      const rows =
        ids.length === 0
          ? []
          : await analysed()
              .where('calls.id', 'in', ids)
              .select([...columns])
              .execute();
      const byId = new Map(rows.map((row) => [row.id, toEntry(row, true)]));
      return { logs: ids.flatMap((id) => byId.get(id) ?? []), total };
    },

    async get(actor, callId, view) {
      const row = await analysed()
        .where('calls.id', '=', callId)
        .where('calls.org_id', '=', actor.org_id)
        .select([...columns])
        .executeTakeFirst();
      if (!row) throw notFound('call');
      if (row.outcome === null) {
        throw new AppError('NOT_FOUND', 'This call has no log yet: it is not over.', {
          details: `Ask again when it is. Until then /api/v1/calls/${callId} and the socket /ws/calls/${callId} tell of it.`,
          params: { call_id: callId, live: true },
        });
      }
      const lines = await read
        .selectFrom('utterances')
        .selectAll()
        .where('call_id', '=', callId)
        .where('final', '=', 1)
        .orderBy('sequence')
        .execute();
      const began = row.answered_at ?? row.created_at;
      const redacted = mustRedact(actor, view);
      return {
        ...toEntry(row, redacted),
        transcript: (redacted ? redactConversation(lines) : lines).map((line) => ({
          speaker: line.channel === 0 ? ('customer' as const) : ('agent' as const),
          message: line.text,
          timestamp: new Date(began + line.start_ms).toISOString().slice(11, 19),
          offset_ms: line.start_ms,
        })),
        analysis: {
          key_topics: textsOf(row.key_topics, redacted),
          customer_intent: row.customer_intent ?? 'unknown',
          resolution_quality: row.resolution_quality ?? 0,
          engine: row.engine,
        },
      };
    },
  };
}
