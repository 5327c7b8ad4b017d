/** Tickets for WebSockets that can send neither a header nor a cookie: good once, for a minute. */
import { createHash, randomBytes } from 'node:crypto';
import type { Identity } from '#core/accounts/model.ts';

export type Tickets = {
  issue(identity: Identity): { ticket: string; expires_at: string };
  /** Whose it is; never twice. */
  take(ticket: string): Identity | undefined;
};

const TICKET_MS = 60_000;

// Only digests are kept, so that looking one up takes no longer for a near miss.
const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

export function createTickets(now: () => number = Date.now): Tickets {
  const open = new Map<string, { identity: Identity; expiresAt: number }>();
  return {
    issue(identity) {
      for (const [key, { expiresAt }] of open) if (expiresAt <= now()) open.delete(key);
      const ticket = randomBytes(32).toString('base64url');
      const expiresAt = now() + TICKET_MS;
      open.set(digest(ticket), { identity: { ...identity, via: 'ticket' }, expiresAt });
      return { ticket, expires_at: new Date(expiresAt).toISOString() };
    },
    take(ticket) {
      const key = digest(ticket);
      const found = open.get(key);
      open.delete(key);
      return found && found.expiresAt > now() ? found.identity : undefined;
    },
  };
}
