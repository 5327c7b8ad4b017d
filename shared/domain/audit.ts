/** What the audit can tell: one name a deed. What shares the part before the dot is one group of the audit's filter. */
export const AUDIT_ACTIONS = [
  'sign_in',
  'sign_in.failed',
  'account.created',
  'password.changed',
  'password.reset',
  'session.revoked',
  'session.token_reuse',
  'token.created',
  'token.revoked',
  'user.changed',
  'user.role_changed',
  'invitation.sent',
  'invitation.revoked',
  'organization.renamed',
  'team.created',
  'team.changed',
  'team.deleted',
  'call.listen',
  'call.whisper',
  'call.hangup',
  'recording.played',
  'transcript.viewed',
  'transcript.exported',
  'export.deleted',
  'scenario.deleted',
  'assistant.deleted',
  'legal_hold.set',
  'legal_hold.released',
  'retention.changed',
  'retention.deleted',
  'person.erased',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** What a deed was done to. */
export const AUDIT_SUBJECTS = [
  'user',
  'session',
  'api_token',
  'invitation',
  'organization',
  'team',
  'call',
  'export',
  'scenario',
  'assistant',
  'erasure',
] as const;

export type AuditSubject = (typeof AUDIT_SUBJECTS)[number];
