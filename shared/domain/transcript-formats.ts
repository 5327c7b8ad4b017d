/** The forms in which a transcript leaves the program. */
export const TRANSCRIPT_FORMATS = ['txt', 'srt', 'vtt', 'json', 'csv'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

export const TRANSCRIPT_MEDIA: Record<TranscriptFormat, string> = {
  txt: 'text/plain',
  srt: 'application/x-subrip',
  vtt: 'text/vtt',
  json: 'application/json',
  csv: 'text/csv',
};
