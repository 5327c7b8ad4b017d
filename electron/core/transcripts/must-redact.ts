import type { Actor } from '#shared/domain/identity.ts';

/** Viewers never see or hear what redaction hides; others decide. */
export function mustRedact(actor: Pick<Actor, 'role'>, { redacted = false }: { redacted?: boolean } = {}): boolean {
  return redacted || actor.role === 'viewer';
}
