/** A transcript as a file: plain text, subtitles, JSON, a table. Times are positions in the recording. */
import type { CallDetail } from '#shared/contract/calls.ts';
import { toCsv } from './transcript-export/csv.ts';
import { toJson } from './transcript-export/json.ts';
import { toSrt, toVtt } from './transcript-export/subtitles.ts';
import { toText } from './transcript-export/text.ts';
import { TRANSCRIPT_FORMATS, type TranscriptFormat } from './transcript-formats.ts';

export { TRANSCRIPT_FORMATS, type TranscriptFormat };

const WRITERS: Record<TranscriptFormat, (call: CallDetail) => string> = { txt: toText, srt: toSrt, vtt: toVtt, json: toJson, csv: toCsv };

/** The body of a transcript file. */
export function exportTranscript(call: CallDetail, format: TranscriptFormat): string {
  return WRITERS[format](call);
}

/** A file name without characters that a file system refuses. */
export function transcriptFileName(call: Pick<CallDetail, 'created_at' | 'to'>, format: TranscriptFormat): string {
  const day = call.created_at.slice(0, 16).replace('T', '-').replace(':', '');
  return `call-${day}-${call.to.replace(/\D/g, '')}.${format}`;
}
