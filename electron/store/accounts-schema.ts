/** The tables of people: sessions, tokens, invitations, teams, presence, audit. See `schema.ts` for the forms of values. */

export type SessionsTable = {
  id: string;
  org_id: string;
  user_id: string;
  /** `browser`, `token` or `desktop`. */
  kind: string;
  /** SHA-256 of the browser's cookie; null for sessions without one. */
  cookie_hash: string | null;
  user_agent: string;
  address: string;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  revoked_at: number | null;
  revoked_because: string | null;
};

/** Every refresh token that a session ever had: a used one that comes again ends the session. */
export type RefreshTokensTable = { hash: string; session_id: string; created_at: number; expires_at: number; used_at: number | null };

export type ApiTokensTable = {
  id: string;
  org_id: string;
  user_id: string;
  name: string;
  /** JSON list of scopes. */
  scopes: string;
  hash: string;
  last4: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
  revoked_at: number | null;
};

export type InvitationsTable = {
  id: string;
  org_id: string;
  email: string;
  role: string;
  code_hash: string;
  invited_by: string;
  created_at: number;
  expires_at: number;
  accepted_at: number | null;
  revoked_at: number | null;
};

export type TeamsTable = { id: string; org_id: string; name: string; created_at: number };

export type TeamMembersTable = { team_id: string; user_id: string };

/** What a person said of themselves; what they are doing is derived from the ledger. */
export type PresenceTable = { user_id: string; org_id: string; state: string; reason: string; since: number };

/** Append-only: triggers refuse changes. */
export type AuditTable = {
  id: string;
  org_id: string;
  at: number;
  actor_id: string | null;
  actor_name: string;
  action: string;
  subject_type: string;
  subject_id: string;
  address: string;
  /** JSON record. */
  detail: string;
};

/** One counted attempt of a rate limit. */
export type AttemptsTable = { key: string; at: number };

export type AccountsSchema = {
  sessions: SessionsTable;
  refresh_tokens: RefreshTokensTable;
  api_tokens: ApiTokensTable;
  invitations: InvitationsTable;
  teams: TeamsTable;
  team_members: TeamMembersTable;
  presence: PresenceTable;
  audit: AuditTable;
  attempts: AttemptsTable;
};
