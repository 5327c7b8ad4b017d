/** Where the core's events become numbered envelopes, are held for a while, and go to every console of their organization. */
import type { LiveScope, Log, Publish } from '#core/ports/host.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Envelope } from '#shared/live/envelope.ts';
import { coalescingKey, EventQueue } from './event-queue.ts';
import { createOpenConsoles, type OpenConsoles } from './open-consoles.ts';

const HELD_EVENTS = 10_000;

export type Published = { envelope: Envelope; scope: LiveScope };

/** Whether somebody may be told an event of this scope. */
export function isFor({ org_id, user_id, roles }: LiveScope, actor: Pick<Actor, 'org_id' | 'user_id' | 'role'>): boolean {
  if (org_id !== actor.org_id) return false;
  return user_id === undefined || user_id === actor.user_id || roles?.includes(actor.role) === true;
}

export type LiveBus = {
  readonly consoles: OpenConsoles;
  publish: Publish;
  /** The number of the newest event. */
  readonly seq: number;
  /** The listener must not wait: it stands in the publisher's way. The returned function ends it. */
  listen(listener: (event: Published) => void): () => void;
  /** What somebody's consoles were told after a number; of events that replace one another, the newest. `gap`: some are no longer held. */
  since(after: number, actor: Actor): { events: Published[]; gap: boolean };
};

/** @param held how many events can be asked for again */
export function createLiveBus({ log, held = HELD_EVENTS }: { log: Log; held?: number }): LiveBus {
  const history = new EventQueue<Published>(held);
  const listeners = new Set<(event: Published) => void>();
  // A later process must not continue the numbers of an earlier one: a console that comes back after a restart has to see the gap.
  let seq = Date.now() * 1000;
  let forgotten = seq;

  return {
    consoles: createOpenConsoles(),
    publish(type, data, scope) {
      // The pair of type and data is right by the signature; the compiler cannot follow a union through a generic.
      const envelope = { type, seq: ++seq, ts: new Date().toISOString(), data } as unknown as Envelope;
      const event: Published = { envelope, scope };
      const dropped = history.push(`${scope.org_id} ${coalescingKey(envelope)}`, event);
      if (dropped) forgotten = dropped.envelope.seq;
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          log.error({ err: error, type }, 'a live listener failed');
        }
      }
    },
    get seq() {
      return seq;
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    since(after, actor) {
      if (after < forgotten || after > seq) return { events: [], gap: true };
      return { events: [...history.values()].filter(({ envelope, scope }) => envelope.seq > after && isFor(scope, actor)), gap: false };
    },
  };
}
