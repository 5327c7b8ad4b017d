/** People as data: users, sessions, organizations, teams, invitations, personal tokens, presence, audit. The routes are in `auth.ts` and `people.ts`. */
import { z } from 'zod';
import { ROLES } from '#shared/domain/identity.ts';
import { instant } from './common.ts';

export const role = z.enum(ROLES);
export const email = z.string().trim().toLowerCase().max(254).pipe(z.email());
/** What is strong enough is decided by `shared/domain/password.ts`; this bounds the work of hashing. */
export const password = z.string().min(1).max(256);

export const accountUser = z.object({
  id: z.string(),
  /** The number that some documented clients expect. */
  seq: z.number().int(),
  email: z.string().nullable(),
  name: z.string(),
  company_name: z.string(),
  role,
  is_active: z.boolean(),
  is_admin: z.boolean(),
  org_id: z.string(),
  created_at: instant,
});
export type AccountUser = z.infer<typeof accountUser>;

/** What every way of signing in answers with; `token` is `access_token` under its other documented name. */
export const signedIn = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal('bearer'),
  expires_in: z.number().int(),
  token: z.string(),
  user: accountUser,
});
export type SignedIn = z.infer<typeof signedIn>;

export const signUpInput = z.object({
  email,
  password,
  name: z.string().trim().min(1).max(120).optional(),
  company_name: z.string().trim().min(1).max(160).optional(),
  /** Joins the organization that sent it, instead of making one. */
  invitation: z.string().max(200).optional(),
});
export type SignUpInput = z.infer<typeof signUpInput>;

export const signInInput = z.object({ email: z.string().trim().toLowerCase().min(1).max(254), password });

export const accountSession = z.object({
  id: z.string(),
  kind: z.enum(['browser', 'token', 'desktop']),
  user_agent: z.string(),
  address: z.string(),
  created_at: instant,
  last_seen_at: instant,
  expires_at: instant,
  current: z.boolean(),
});
export type AccountSession = z.infer<typeof accountSession>;

export const organization = z.object({ id: z.string(), name: z.string(), created_at: instant, member_count: z.number().int() });
export type Organization = z.infer<typeof organization>;

export const team = z.object({ id: z.string(), name: z.string(), member_ids: z.array(z.string()), created_at: instant });
export type Team = z.infer<typeof team>;

export const invitation = z.object({
  id: z.string(),
  email: z.string(),
  role,
  created_at: instant,
  expires_at: instant,
  accepted_at: instant.nullable(),
  revoked: z.boolean(),
});
export type Invitation = z.infer<typeof invitation>;

export const TOKEN_SCOPES = ['read', 'calls', 'scenarios', 'admin'] as const;
export const tokenScope = z.enum(TOKEN_SCOPES);
export type TokenScope = z.infer<typeof tokenScope>;

export const apiToken = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(tokenScope),
  /** The last four characters; the whole is shown once, when it is made. */
  last4: z.string(),
  created_at: instant,
  last_used_at: instant.nullable(),
  expires_at: instant.nullable(),
});
export type ApiToken = z.infer<typeof apiToken>;

export const PRESENCE_STATES = ['offline', 'available', 'talking', 'wrap_up', 'not_ready'] as const;
export const presence = z.object({
  user_id: z.string(),
  name: z.string(),
  role,
  state: z.enum(PRESENCE_STATES),
  /** Why somebody is not ready; empty otherwise. */
  reason: z.string(),
  since: instant,
  call_id: z.string().nullable(),
});
export type Presence = z.infer<typeof presence>;

export const auditEntry = z.object({
  id: z.string(),
  at: instant,
  actor_id: z.string().nullable(),
  actor_name: z.string(),
  action: z.string(),
  /** What it was done to: a kind and its id. */
  subject_type: z.string(),
  subject_id: z.string(),
  address: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntry>;
