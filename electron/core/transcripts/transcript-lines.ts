/** What was said in calls, as transcripts need it. */
import type { Selectable } from 'kysely';
import type { TranscriptLine } from '#shared/domain/enhanced-transcript.ts';
import type { Db, UtterancesTable } from '#store/schema.ts';

export type SaidLine = Selectable<UtterancesTable>;

/** Final utterances by call, in their order; calls in which nothing was said are left out. */
export async function saidIn(db: Db, callIds: readonly string[]): Promise<Map<string, SaidLine[]>> {
  const byCall = new Map<string, SaidLine[]>();
  if (callIds.length === 0) return byCall;
  const rows = await db.selectFrom('utterances').selectAll().where('call_id', 'in', callIds).where('final', '=', 1).orderBy('sequence').execute();
  for (const row of rows) {
    const lines = byCall.get(row.call_id);
    if (lines) lines.push(row);
    else byCall.set(row.call_id, [row]);
  }
  return byCall;
}

export function toTranscriptLine(row: SaidLine): TranscriptLine {
  return {
    channel: row.channel === 0 ? 0 : 1,
    text: row.unintelligible === 1 && row.text === '' ? '[unintelligible]' : row.text,
    start_ms: row.start_ms,
    end_ms: row.end_ms ?? row.start_ms,
    confidence: row.confidence,
    unintelligible: row.unintelligible === 1,
  };
}
