/** Pure rules of accounts: how long things live, and how rows look to those who ask. */
import type { AccountSession, AccountUser, ApiToken, Invitation, TokenScope } from '#shared/contract/accounts.ts';
import type { Role } from '#shared/domain/identity.ts';
import type { Actor } from '#shared/domain/identity.ts';

export const ACCESS_TOKEN_SECONDS = 30 * 60;
export const SESSION_MS = 30 * 24 * 3_600_000;
export const INVITATION_MS = 7 * 24 * 3_600_000;

/** After this many failed sign-ins to one account from one address, that pair waits; other people of the account do not. */
export const LOCK_OUT = { max: 10, windowMs: 15 * 60_000 };

/** Under what failed sign-ins count. With an empty address: what all keys of an account begin with. */
export const lockOutKey = (email: string, address: string) => `sign-in-failures:${email}|${address}`;

/** From where a request came: for the session list and the audit. */
export type Caller = { address: string; user_agent: string };

/**
 * What proved who asks. `cookie`: a browser's session, sent by itself with every request. `bearer`: an access token. `personal_token`: a person's
 * own program. `ticket`: the single-use one of a WebSocket. `process`: nothing, this process vouches for it (its command line).
 */
export type Via = 'cookie' | 'bearer' | 'personal_token' | 'ticket' | 'process';

/** Who asks, and by what: a personal token may do less than its person. */
export type Identity = { actor: Actor; via: Via; scopes?: readonly TokenScope[] };

/** Sessions that are over: one, or all of a person's but one. Their consoles are closed. */
export type EndedSessions = { session_id: string } | { user_id: string; except: string | undefined };

/** Whether a console was opened by one of the sessions that are over; what this process vouches for has no session and stays. */
export function isEnded(ended: EndedSessions, actor: Pick<Actor, 'user_id' | 'session_id'>): boolean {
  if ('session_id' in ended) return actor.session_id === ended.session_id;
  return actor.user_id === ended.user_id && actor.session_id !== undefined && actor.session_id !== ended.except;
}

export type UserRow = {
  seq: number;
  id: string;
  org_id: string;
  email: string | null;
  name: string;
  role: string;
  is_active: number;
  created_at: number;
  company_name: string;
};

const iso = (at: number) => new Date(at).toISOString();

export function toAccountUser(row: UserRow): AccountUser {
  return {
    id: row.id,
    seq: row.seq,
    email: row.email,
    name: row.name,
    company_name: row.company_name,
    role: row.role as Role,
    is_active: row.is_active === 1,
    is_admin: row.role === 'owner',
    org_id: row.org_id,
    created_at: iso(row.created_at),
  };
}

export function toActor(row: Pick<UserRow, 'id' | 'org_id' | 'role' | 'name'>, sessionId?: string): Actor {
  return { org_id: row.org_id, user_id: row.id, role: row.role as Role, name: row.name, ...(sessionId ? { session_id: sessionId } : {}) };
}

export type SessionRow = {
  id: string;
  kind: string;
  user_agent: string;
  address: string;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
};

export function toAccountSession(row: SessionRow, currentId: string | undefined): AccountSession {
  return {
    id: row.id,
    kind: row.kind as AccountSession['kind'],
    user_agent: row.user_agent,
    address: row.address,
    created_at: iso(row.created_at),
    last_seen_at: iso(row.last_seen_at),
    expires_at: iso(row.expires_at),
    current: row.id === currentId,
  };
}

export type ApiTokenRow = {
  id: string;
  name: string;
  scopes: string;
  last4: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
};

export function toApiToken(row: ApiTokenRow): ApiToken {
  return {
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as TokenScope[],
    last4: row.last4,
    created_at: iso(row.created_at),
    last_used_at: row.last_used_at === null ? null : iso(row.last_used_at),
    expires_at: row.expires_at === null ? null : iso(row.expires_at),
  };
}

export type InvitationRow = {
  id: string;
  email: string;
  role: string;
  created_at: number;
  expires_at: number;
  accepted_at: number | null;
  revoked_at: number | null;
};

export function toInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role as Role,
    created_at: iso(row.created_at),
    expires_at: iso(row.expires_at),
    accepted_at: row.accepted_at === null ? null : iso(row.accepted_at),
    revoked: row.revoked_at !== null,
  };
}
