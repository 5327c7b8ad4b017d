/** The list of enhanced transcripts: one page of heads, counted from what was said. */
import { sql } from 'kysely';
import type { Sort } from '#shared/contract/common.ts';
import type { TranscriptHead, TranscriptTitle } from '#shared/contract/transcripts.ts';
import { buildEnhancedTranscript, formatDuration, type TranscriptLine } from '#shared/domain/enhanced-transcript.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Db } from '#store/schema.ts';
import { holds, inOrder } from '../lists/order.ts';

/** Columns that the index of the list holds. */
const ORDERS = {
  call_date: sql.ref('call_created_at'),
  scenario_name: sql`scenario_name collate nocase`,
  call_direction: sql.ref('direction'),
};

export type TranscriptFilter = {
  skip: number;
  limit: number;
  /** A part of the scenario's name. What was said is looked for by the search. */
  q?: string | undefined;
  /** Default: newest first. */
  sort?: Sort<keyof typeof ORDERS> | undefined;
  call_direction?: string | undefined;
  scenario_name?: string | undefined;
  date_from?: string | undefined;
  date_to?: string | undefined;
  /** Only of calls that this person placed. */
  placed_by?: string | undefined;
};

export type TranscriptRow = {
  seq: number;
  transcript_sid: string;
  call_id: string;
  created_at: number;
  duration_ms: number;
  direction: string;
  scenario_id: string;
  scenario_name: string;
  language: string | null;
};

export const titleOf = (row: TranscriptRow): TranscriptTitle => ({
  id: row.seq,
  transcript_sid: row.transcript_sid,
  call_id: row.call_id,
  call_date: new Date(row.created_at).toISOString(),
  duration: Math.round(row.duration_ms / 1000),
  call_direction: row.direction,
  scenario_id: row.scenario_id,
  scenario_name: row.scenario_name,
});

export function toHead(row: TranscriptRow, lines: readonly TranscriptLine[]): TranscriptHead {
  const title = titleOf(row);
  const { participant_info, summary_data } = buildEnhancedTranscript(lines, title.duration);
  return {
    ...title,
    participant_count: summary_data.participant_count,
    conversation_turns: summary_data.conversation_stats.turns,
    total_words: summary_data.total_words,
    average_confidence: summary_data.average_confidence,
    status: 'completed',
    source_type: 'realtime',
    language_code: row.language ?? 'en',
    summary: {
      duration_formatted: formatDuration(title.duration),
      participant_info: Object.fromEntries(Object.entries(participant_info).map(([key, { role, name }]) => [key, { role, name }])),
    },
  };
}

/** The numbers of one page of transcripts, and how many there are; their index answers it alone. */
export async function pageOfTranscripts(db: Db, actor: Actor, filter: TranscriptFilter): Promise<{ seqs: number[]; total: number }> {
  const { q, sort = '-call_date', call_direction: direction, scenario_name: scenario, date_from: from, date_to: to, placed_by } = filter;
  const where = sql.join(
    [
      sql`org_id = ${actor.org_id}`,
      ...(placed_by ? [sql`user_id = ${placed_by}`] : []),
      ...(direction ? [sql`direction = ${direction}`] : []),
      ...(scenario ? [sql`(scenario_name = ${scenario} or scenario_id = ${scenario})`] : []),
      ...(q ? [holds(q, sql.ref('scenario_name'), sql.ref('scenario_id'))] : []),
      ...(from ? [sql`call_created_at >= ${Date.parse(from)}`] : []),
      ...(to ? [sql`call_created_at <= ${Date.parse(to)}`] : []),
    ],
    sql` and `,
  );
  const [page, counted] = await Promise.all([
    sql<{ seq: number }>`select seq from transcripts indexed by transcripts_listed where ${where}
      order by ${inOrder(sort, ORDERS, sql.ref('seq'))} limit ${filter.limit} offset ${filter.skip}`.execute(db),
    sql<{ total: number }>`select count(*) as total from transcripts indexed by transcripts_listed where ${where}`.execute(db),
  ]);
  return { seqs: page.rows.map((row) => row.seq), total: counted.rows[0]?.total ?? 0 };
}
