/** Enhanced transcripts: each finished conversation as a document with a number and an SID of its own. */
import type { TranscriptDocument, TranscriptHead } from '#shared/contract/transcripts.ts';
import { findConversationRedactions, hideSpans } from '#shared/domain/conversation-redaction.ts';
import { notFound } from '#shared/domain/errors.ts';
import { buildEnhancedTranscript, transcriptSid } from '#shared/domain/enhanced-transcript.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Connections } from '#store/schema.ts';
import { pageOfTranscripts, titleOf, toHead, type TranscriptFilter } from './document-list.ts';
import { mustRedact } from './must-redact.ts';
import { saidIn, toTranscriptLine } from './transcript-lines.ts';

export type TranscriptDocuments = {
  /** Gives a finished call its transcript; a second time changes nothing. */
  register(callId: string): Promise<void>;
  list(actor: Actor, filter: TranscriptFilter): Promise<{ items: TranscriptHead[]; total: number }>;
  /** By transcript SID or call id. `placed_by`: only if that person placed the call. @throws AppError NOT_FOUND */
  get(actor: Actor, id: string, options?: { redacted?: boolean; placed_by?: string | undefined }): Promise<TranscriptDocument>;
};

type Deps = Connections & { now: () => number };

export function createTranscriptDocuments({ read, write, now }: Deps): TranscriptDocuments {
  /** Like calls, transcripts are their organization's. */
  const visible = (actor: Actor) =>
    read
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

  return {
    async register(callId) {
      const call = await write
        .selectFrom('calls')
        .select(['id', 'org_id', 'user_id', 'created_at', 'direction', 'scenario_id', 'scenario_name'])
        .where('id', '=', callId)
        .where((eb) =>
          eb.exists(eb.selectFrom('utterances').select('utterances.row_id').whereRef('utterances.call_id', '=', 'calls.id').where('final', '=', 1)),
        )
        .executeTakeFirst();
      if (!call) return;
      await write
        .insertInto('transcripts')
        .values({
          call_id: call.id,
          org_id: call.org_id,
          user_id: call.user_id,
          transcript_sid: transcriptSid(call.id),
          created_at: now(),
          call_created_at: call.created_at,
          direction: call.direction,
          scenario_id: call.scenario_id,
          scenario_name: call.scenario_name,
        })
        .onConflict((conflict) => conflict.column('call_id').doNothing())
        .execute();
    },

    async list(actor, filter) {
      const { seqs, total } = await pageOfTranscripts(read, actor, filter);
      const rows = seqs.length === 0 ? [] : await visible(actor).where('transcripts.seq', 'in', seqs).execute();
      const said = await saidIn(
        read,
        rows.map((row) => row.call_id),
      );
      const bySeq = new Map(rows.map((row) => [row.seq, toHead(row, (said.get(row.call_id) ?? []).map(toTranscriptLine))]));
      return { items: seqs.flatMap((seq) => bySeq.get(seq) ?? []), total };
    },

    async get(actor, id, { redacted = false, placed_by } = {}) {
      const row = await visible(actor)
        .$if(placed_by !== undefined, (query) => query.where('transcripts.user_id', '=', placed_by ?? ''))
        .where((eb) => eb.or([eb('transcripts.transcript_sid', '=', id), eb('transcripts.call_id', '=', id)]))
        .executeTakeFirst();
      if (!row) throw notFound('transcript');
      const rows = (await saidIn(read, [row.call_id])).get(row.call_id) ?? [];
      const lines = rows.map(toTranscriptLine);
      const hidden = findConversationRedactions(lines);
      const title = titleOf(row);
      return {
        ...title,
        ...buildEnhancedTranscript(mustRedact(actor, { redacted }) ? hideSpans(lines, hidden) : lines, title.duration),
        markers: rows.flatMap((one, index) => {
          const time = Math.round(one.start_ms / 10) / 100;
          return [
            ...(one.interrupted === 1 ? [{ type: 'interrupted' as const, sequence: index + 1, time }] : []),
            ...(one.unintelligible === 1 ? [{ type: 'unintelligible' as const, sequence: index + 1, time }] : []),
          ];
        }),
        redactions: hidden.flatMap((spans, index) => (spans.length > 0 ? [{ sequence: index + 1, spans }] : [])),
        media_url: `/api/v1/calls/${row.call_id}/recording`,
      };
    },
  };
}
