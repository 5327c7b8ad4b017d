/** Tickets to a media socket: signed, for one call, for one use, for a short time. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const VALID_MS = 120_000;

export type Tickets = {
  issue(callId: string): string;
  /** Uses a ticket up. @returns its call, or what is wrong with it. */
  redeem(ticket: string): { callId: string } | { wrong: string };
};

export function createTickets(key: string, now: () => number = Date.now): Tickets {
  const used = new Map<string, number>();
  const sign = (body: string) => createHmac('sha256', key).update(body).digest('base64url');

  return {
    issue(callId) {
      const body = [Buffer.from(callId).toString('base64url'), (now() + VALID_MS).toString(36), randomBytes(9).toString('base64url')].join('.');
      return `${body}.${sign(body)}`;
    },
    redeem(ticket) {
      const cut = ticket.lastIndexOf('.');
      const body = ticket.slice(0, Math.max(0, cut));
      const given = Buffer.from(ticket.slice(cut + 1));
      const expected = Buffer.from(sign(body));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { wrong: 'the ticket is forged' };
      const [call = '', expires = ''] = body.split('.');
      const until = Number.parseInt(expires, 36);
      if (!(until > now())) return { wrong: 'the ticket is too old' };
      for (const [old, at] of used) {
        if (at > now()) break;
        used.delete(old);
      }
      if (used.has(body)) return { wrong: 'the ticket was used before' };
      used.set(body, until);
      return { callId: Buffer.from(call, 'base64url').toString('utf8') };
    },
  };
}
