/**
 * The tables, as queries see them. Ids are text, instants integer milliseconds since the epoch, booleans 0 or 1, lists and records JSON text.
 * Every row belongs to an organization (`org_id`).
 */
import type { Generated, GeneratedAlways, Kysely } from 'kysely';
import type { AccountsSchema } from './accounts-schema.ts';
import type { AssistantsSchema } from './assistants-schema.ts';
import type { ExportsSchema } from './exports-schema.ts';
import type { RehearsalsSchema } from './rehearsals-schema.ts';
import type { TranscriptsSchema } from './transcripts-schema.ts';

/** 0 or 1. */
export type Flag = number;

export type OrganizationsTable = {
  id: string;
  name: string;
  created_at: number;
  /** When the machine's own owner said who they are; null until then, and of organizations that signed up. */
  set_up_at: Generated<number | null>;
};

export type UsersTable = {
  /** The integer id that some of the documented clients expect. */
  seq: Generated<number>;
  id: string;
  org_id: string;
  email: string | null;
  name: string;
  role: string;
  password_hash: string | null;
  is_active: Generated<Flag>;
  created_at: number;
  updated_at: number;
};

export type ScenariosTable = {
  seq: Generated<number>;
  id: string;
  org_id: string;
  user_id: string;
  name: string;
  description: string;
  persona: string;
  prompt: string;
  voice: string;
  voice_type: string | null;
  temperature: number;
  language: string;
  greeting: string;
  turn_taking: string;
  /** JSON list of scenario variables. */
  variables: string;
  /** JSON list of goals. */
  goals: string;
  max_duration_seconds: number;
  version: number;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
};

export type ScenarioVersionsTable = {
  scenario_id: string;
  version: number;
  org_id: string;
  /** Who wrote this version. */
  user_id: string;
  /** JSON of the whole scenario input. */
  content: string;
  created_at: number;
};

export type CallsTable = {
  id: string;
  org_id: string;
  /** Who placed it. */
  user_id: string;
  call_sid: string | null;
  stream_sid: string | null;
  state: string;
  reason: Generated<string>;
  reason_code: string | null;
  direction: string;
  to_number: string;
  from_number: string;
  scenario_id: string;
  scenario_name: string;
  scenario_version: number;
  /** JSON record of the values that filled the scenario's variables. */
  variables: Generated<string>;
  practice: Generated<Flag>;
  persona: string | null;
  /** `human`, `machine`, `fax`, `unknown` as the carrier's detection found; null before it. */
  answered_by: string | null;
  ai_muted: Generated<Flag>;
  created_at: number;
  /** The moment before the carrier was asked to dial; null: it never was. */
  dial_requested_at: number | null;
  answered_at: number | null;
  ended_at: number | null;
  duration_ms: Generated<number>;
  turn_count: Generated<number>;
  word_count: Generated<number>;
  interruption_count: Generated<number>;
  greeting_ms: number | null;
  response_p50_ms: number | null;
  response_p95_ms: number | null;
  risk_score: Generated<number>;
  /** JSON list of risk reasons. */
  risk_reasons: Generated<string>;
  disposition: string | null;
  /** Its analysis says that a person has to look after it; triggers keep it so. */
  escalated: Generated<Flag>;
  /** How call logs name its end: `completed`, `escalated`, `failed`; null while it lives. Follows from the row. */
  outcome: GeneratedAlways<string | null>;
  notes: Generated<string>;
  tail: Generated<string>;
  /** When the reconciler looks at it next; null once it is over. */
  next_check_at: number | null;
  /** Later than this it cannot be live; null once it is over. */
  deadline_at: number | null;
  updated_at: number;
};

export type CallEventsTable = {
  id: string;
  org_id: string;
  call_id: string;
  /** From 1, without a gap, within a call. */
  sequence: number;
  at: number;
  type: string;
  text: string;
  /** The state after this event, where it changed the state. */
  state: string | null;
  /** JSON of the signal that went through the state machine; null: the event changes no state. */
  signal: string | null;
  /** JSON record. */
  data: string;
};

export type UtterancesTable = {
  row_id: Generated<number>;
  id: string;
  org_id: string;
  call_id: string;
  sequence: number;
  channel: number;
  text: string;
  start_ms: number;
  end_ms: number | null;
  /** The utterance before this one by the provider's own link. */
  previous_id: string | null;
  confidence: number | null;
  interrupted: Generated<Flag>;
  unintelligible: Generated<Flag>;
  final: Generated<Flag>;
  word_count: Generated<number>;
  created_at: number;
  updated_at: number;
};

/** Full text of `utterances.text`; triggers keep it in step. `rowid` is `utterances.row_id`. `marks`: see the step 0010-search. */
export type UtterancesFtsTable = { rowid: number; text: string; marks: string };

export type TurnsTable = {
  org_id: string;
  call_id: string;
  turn: number;
  kind: string;
  utterance_id: string;
  speech_end_ms: number;
  decision_ms: number;
  first_token_ms: number;
  first_audio_ms: number;
};

export type RecordingsTable = {
  call_id: string;
  org_id: string;
  state: string;
  /** Relative to the data folder, with forward slashes. */
  path: string;
  peaks_path: string | null;
  channels: number;
  duration_ms: Generated<number>;
  bytes: Generated<number>;
  sha256: string | null;
  /** JSON list of sentences. */
  alarms: Generated<string>;
  created_at: number;
  updated_at: number;
};

export type IdempotencyKeysTable = {
  org_id: string;
  user_id: string;
  key: string;
  /** `call` or `scenario`. */
  makes: string;
  /** SHA-256 of the request's meaning. */
  request_hash: string;
  made_id: string;
  created_at: number;
  expires_at: number;
};

/** Every number of an organization's calls, kept by triggers. */
export type CallNumbersTable = {
  org_id: string;
  number: string;
  /** How many calls it has made or got. */
  calls: number;
};

export type PreferencesTable = {
  user_id: string;
  org_id: string;
  /** JSON of the preferences that differ from the defaults. */ content: string;
  updated_at: number;
};

export type Schema = AccountsSchema &
  AssistantsSchema &
  ExportsSchema &
  RehearsalsSchema &
  TranscriptsSchema & {
    organizations: OrganizationsTable;
    users: UsersTable;
    scenarios: ScenariosTable;
    scenario_versions: ScenarioVersionsTable;
    calls: CallsTable;
    call_numbers: CallNumbersTable;
    call_events: CallEventsTable;
    utterances: UtterancesTable;
    utterances_fts: UtterancesFtsTable;
    turns: TurnsTable;
    recordings: RecordingsTable;
    idempotency_keys: IdempotencyKeysTable;
    preferences: PreferencesTable;
  };

/** A connection to it, or a transaction. */
export type Db = Kysely<Schema>;

export type Connections = {
  /** The only connection that writes: transactions queue for it. Inside a transaction use the transaction, never `write` again. */
  readonly write: Db;
  /** For everything that only looks; sees what is committed. */
  readonly read: Db;
};
