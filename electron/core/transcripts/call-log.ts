/** Call logs: finished calls with their analysis, paged and searched, the way the documents print them. */
import { type Kysely, sql } from 'kysely';
import { matchExpression } from '#core/calls/fts.ts';
import { notFound } from '#shared/domain/errors.ts';
import { formatLogDuration } from '#shared/domain/enhanced-transcript.ts';
import { TERMINAL_CALL_STATES } from '#shared/domain/call-state.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { formatDashed } from '#shared/domain/phone.ts';
import type { Schema } from '#store/schema.ts';

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
  list(actor: Actor, filter: CallLogFilter): Promise<{ logs: CallLogEntry[]; total: number }>;
  /** @throws AppError NOT_FOUND */
  get(actor: Actor, callId: string): Promise<CallLogDetail>;
};

type Row = {
  id: string;
  state: string;
  direction: string;
  to_number: string;
  from_number: string;
  scenario_id: string;
  scenario_name: string;
  created_at: number;
  answered_at: number | null;
  duration_ms: number;
  disposition: string | null;
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

const LOG_STATUS_SQL = sql<LogStatus>`case
  when analyses.resolution = 'escalated' or calls.disposition = 'escalated' then 'escalated'
  when calls.state = 'completed' then 'completed'
  else 'failed' end`;

function statusOf(row: Row): LogStatus {
  if (row.resolution === 'escalated' || row.disposition === 'escalated') return 'escalated';
  return row.state === 'completed' ? 'completed' : 'failed';
}

function toEntry(row: Row): CallLogEntry {
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
    status: statusOf(row),
    resolution: row.resolution ?? 'unresolved',
    summary: row.summary ?? row.reason,
    sentiment: row.sentiment ?? 'neutral',
    tags: row.tags ? (JSON.parse(row.tags) as string[]) : [],
  };
}

export function createCallLog({ read }: { read: Kysely<Schema> }): CallLog {
  const finished = (actor: Actor) =>
    read
      .selectFrom('calls')
      .leftJoin('analyses', 'analyses.call_id', 'calls.id')
      .where('calls.org_id', '=', actor.org_id)
      .where('calls.state', 'in', [...TERMINAL_CALL_STATES]);

  const columns = [
    'calls.id',
    'calls.state',
    'calls.direction',
    'calls.to_number',
    'calls.from_number',
    'calls.scenario_id',
    'calls.scenario_name',
    'calls.created_at',
    'calls.answered_at',
    'calls.duration_ms',
    'calls.disposition',
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

  const searched = (text: string) => {
    const like = (value: string) => `%${value.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;
    const ways = [
      sql<boolean>`calls.scenario_name like ${like(text)} escape '\\'`,
      sql<boolean>`analyses.summary like ${like(text)} escape '\\'`,
      sql<boolean>`analyses.tags like ${like(text)} escape '\\'`,
    ];
    const digits = text.replace(/[\s().-]/g, '');
    if (/^\+?\d+$/.test(digits)) ways.push(sql<boolean>`calls.to_number like ${like(digits)}`, sql<boolean>`calls.from_number like ${like(digits)}`);
    const match = matchExpression(text);
    if (match) {
      ways.push(
        sql<boolean>`calls.id in (select u.call_id from utterances_fts f join utterances u on u.row_id = f.rowid where utterances_fts match ${match})`,
      );
    }
    return sql<boolean>`(${sql.join(ways, sql` or `)})`;
  };

  return {
    async list(actor, filter) {
      if (filter.type === 'chat') return { logs: [], total: 0 };
      let query = finished(actor);
      if (filter.status) query = query.where(LOG_STATUS_SQL, '=', filter.status);
      if (filter.agent_id) query = query.where('calls.scenario_id', '=', filter.agent_id);
      if (filter.search?.trim()) query = query.where(searched(filter.search.trim()));
      const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      const rows = await query
        .select([...columns])
        .orderBy('calls.created_at', 'desc')
        .orderBy('calls.id', 'desc')
        .limit(filter.limit)
        .offset((filter.page - 1) * filter.limit)
        .execute();
      return { logs: rows.map(toEntry), total: Number(total) };
    },

    async get(actor, callId) {
      const row = await finished(actor)
        .where('calls.id', '=', callId)
        .select([...columns])
        .executeTakeFirst();
      if (!row) throw notFound('call');
      const lines = await read
        .selectFrom('utterances')
        .selectAll()
        .where('call_id', '=', callId)
        .where('final', '=', 1)
        .orderBy('sequence')
        .execute();
      const began = row.answered_at ?? row.created_at;
      return {
        ...toEntry(row),
        transcript: lines.map((line) => ({
          speaker: line.channel === 0 ? ('customer' as const) : ('agent' as const),
          message: line.text,
          timestamp: new Date(began + line.start_ms).toISOString().slice(11, 19),
          offset_ms: line.start_ms,
        })),
        analysis: {
          key_topics: row.key_topics ? (JSON.parse(row.key_topics) as string[]) : [],
          customer_intent: row.customer_intent ?? 'unknown',
          resolution_quality: row.resolution_quality ?? 0,
          engine: row.engine,
        },
      };
    },
  };
}
