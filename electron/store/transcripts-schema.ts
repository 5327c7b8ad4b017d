/** The tables of transcripts as documents, analyses, retention, holds and erasures. See `schema.ts` for the forms of values. */
import type { Generated } from 'kysely';

export type TranscriptsTable = {
  /** The integer id that the documented clients expect. */
  seq: Generated<number>;
  call_id: string;
  org_id: string;
  user_id: string;
  transcript_sid: string;
  created_at: number;
  /** What the list is narrowed by, as it stands in the call. */
  call_created_at: number;
  direction: string;
  scenario_id: string;
  scenario_name: string;
};

export type AnalysesTable = {
  /** The row of the full-text index. */
  seq: Generated<number>;
  call_id: string;
  org_id: string;
  /** Which engine wrote it. */
  engine: string;
  summary: string;
  sentiment: string;
  /** JSON list, as are `tags` and `goals_met`. */
  key_topics: string;
  customer_intent: string;
  resolution: string;
  resolution_quality: number;
  tags: string;
  goals_met: string;
  created_at: number;
};

/** After how many days what is deleted; null: never. */
export type RetentionTable = { org_id: string; recordings_days: number | null; transcripts_days: number | null; updated_at: number };

export type LegalHoldsTable = { call_id: string; org_id: string; user_id: string; reason: string; created_at: number };

/** That somebody was erased, and how much: never who. */
export type ErasuresTable = { id: string; org_id: string; user_id: string; at: number; /** JSON of the counts. */ report: string };

/** Holds a row only inside the transaction that erases a call: the ledger's triggers let deletions pass then. */
export type ErasingTable = { call_id: string };

export type TranscriptsSchema = {
  transcripts: TranscriptsTable;
  analyses: AnalysesTable;
  retention: RetentionTable;
  legal_holds: LegalHoldsTable;
  erasures: ErasuresTable;
  erasing: ErasingTable;
};
