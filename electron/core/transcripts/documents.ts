/** Enhanced transcripts: each finished conversation as a document with a number and an SID of its own. */
import type { Kysely } from 'kysely';
import { notFound } from '#shared/domain/errors.ts';
import {
  buildEnhancedTranscript,
  type EnhancedTranscript,
  formatDuration,
  type Participant,
  type TranscriptLine,
  transcriptSid,
} from '#shared/domain/enhanced-transcript.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { RedactionSpan } from '#shared/domain/redaction.ts';
import type { Schema } from '#store/schema.ts';
import { redactedLines } from './redacted-lines.ts';

export type TranscriptFilter = {
  skip: number;
  limit: number;
  call_direction?: string | undefined;
  scenario_name?: string | undefined;
  date_from?: string | undefined;
  date_to?: string | undefined;
};

/** What names a transcript. `duration` is in seconds. */
type TranscriptTitle = {
  id: number;
  transcript_sid: string;
  call_id: string;
  call_date: string;
  duration: number;
  call_direction: string;
  scenario_name: string;
};

export type TranscriptHead = TranscriptTitle & {
  participant_count: number;
  conversation_turns: number;
  total_words: number;
  average_confidence: number;
  status: 'completed';
  source_type: 'realtime';
  language_code: string;
  summary: { duration_formatted: string; participant_info: Record<string, Pick<Participant, 'role' | 'name'>> };
};

export type TranscriptDocument = EnhancedTranscript &
  TranscriptTitle & {
    markers: { type: 'interrupted' | 'unintelligible'; sequence: number; time: number }[];
    /** By sequence number: what is hidden in that sentence. */
    redactions: { sequence: number; spans: RedactionSpan[] }[];
    media_url: string;
  };

export type TranscriptDocuments = {
  /** Gives a finished call its transcript; a second time changes nothing. */
  register(callId: string): Promise<void>;
  list(actor: Actor, filter: TranscriptFilter): Promise<{ items: TranscriptHead[]; total: number }>;
  /** By transcript SID or call id. @throws AppError NOT_FOUND */
  get(actor: Actor, id: string, options?: { redacted?: boolean }): Promise<TranscriptDocument>;
};

type Deps = { read: Kysely<Schema>; write: Kysely<Schema>; now: () => number };

type TitleRow = {
  seq: number;
  transcript_sid: string;
  call_id: string;
  created_at: number;
  duration_ms: number;
  direction: string;
  scenario_name: string;
};

const titleOf = (row: TitleRow): TranscriptTitle => ({
  id: row.seq,
  transcript_sid: row.transcript_sid,
  call_id: row.call_id,
  call_date: new Date(row.created_at).toISOString(),
  duration: Math.round(row.duration_ms / 1000),
  call_direction: row.direction,
  scenario_name: row.scenario_name,
});

export function createTranscriptDocuments({ read, write, now }: Deps): TranscriptDocuments {
  /** The documents isolate by person: each sees the transcripts of their own calls, owners and supervisors those of their organization. */
  const visible = (actor: Actor) => {
    const query = read
      .selectFrom('transcripts')
      .innerJoin('calls', 'calls.id', 'transcripts.call_id')
      .leftJoin('scenarios', 'scenarios.id', 'calls.scenario_id')
      .where('transcripts.org_id', '=', actor.org_id)
      .select([
        'transcripts.seq',
        'transcripts.transcript_sid',
        'calls.id as call_id',
        'calls.created_at',
        'calls.duration_ms',
        'calls.direction',
        'calls.scenario_id',
        'calls.scenario_name',
        'scenarios.language',
      ]);
    return actor.role === 'agent' ? query.where('transcripts.user_id', '=', actor.user_id) : query;
  };

  const linesOf = async (callId: string) => {
    const rows = await read.selectFrom('utterances').selectAll().where('call_id', '=', callId).where('final', '=', 1).orderBy('sequence').execute();
    const lines = rows.map((row): TranscriptLine => ({
      channel: row.channel === 0 ? 0 : 1,
      text: row.unintelligible === 1 && row.text === '' ? '[unintelligible]' : row.text,
      start_ms: row.start_ms,
      end_ms: row.end_ms ?? row.start_ms,
      confidence: row.confidence,
      unintelligible: row.unintelligible === 1,
    }));
    return { rows, lines };
  };

  return {
    async register(callId) {
      const call = await write
        .selectFrom('calls')
        .select(['id', 'org_id', 'user_id'])
        .where('id', '=', callId)
        .where((eb) =>
          eb.exists(eb.selectFrom('utterances').select('utterances.row_id').whereRef('utterances.call_id', '=', 'calls.id').where('final', '=', 1)),
        )
        .executeTakeFirst();
      if (!call) return;
      await write
        .insertInto('transcripts')
        .values({ call_id: call.id, org_id: call.org_id, user_id: call.user_id, transcript_sid: transcriptSid(call.id), created_at: now() })
        .onConflict((conflict) => conflict.column('call_id').doNothing())
        .execute();
    },

    async list(actor, filter) {
      let query = visible(actor);
      if (filter.call_direction) query = query.where('calls.direction', '=', filter.call_direction);
      if (filter.scenario_name) {
        const wanted = filter.scenario_name;
        query = query.where((eb) => eb.or([eb('calls.scenario_name', '=', wanted), eb('calls.scenario_id', '=', wanted)]));
      }
      if (filter.date_from) query = query.where('calls.created_at', '>=', Date.parse(filter.date_from));
      if (filter.date_to) query = query.where('calls.created_at', '<=', Date.parse(filter.date_to));
      const { total } = await query
        .clearSelect()
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      const rows = await query
        .orderBy('calls.created_at', 'desc')
        .orderBy('transcripts.seq', 'desc')
        .limit(filter.limit)
        .offset(filter.skip)
        .execute();
      const items = await Promise.all(
        rows.map(async (row): Promise<TranscriptHead> => {
          const { lines } = await linesOf(row.call_id);
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
        }),
      );
      return { items, total: Number(total) };
    },

    async get(actor, id, { redacted = false } = {}) {
      const row = await visible(actor)
        .where((eb) => eb.or([eb('transcripts.transcript_sid', '=', id), eb('transcripts.call_id', '=', id)]))
        .executeTakeFirst();
      if (!row) throw notFound('transcript');
      const { rows, lines } = await linesOf(row.call_id);
      const hidden = redactedLines(lines);
      const title = titleOf(row);
      return {
        ...title,
        ...buildEnhancedTranscript(redacted ? hidden.lines : lines, title.duration),
        markers: rows.flatMap((one, index) => {
          const time = Math.round(one.start_ms / 10) / 100;
          return [
            ...(one.interrupted === 1 ? [{ type: 'interrupted' as const, sequence: index + 1, time }] : []),
            ...(one.unintelligible === 1 ? [{ type: 'unintelligible' as const, sequence: index + 1, time }] : []),
          ];
        }),
        redactions: hidden.spans.flatMap((spans, index) => (spans.length > 0 ? [{ sequence: index + 1, spans }] : [])),
        media_url: `/api/v1/calls/${row.call_id}/recording`,
      };
    },
  };
}
