/** Tells consoles when what people are doing changes: a call, its wrap-up, a console that came or went, or what somebody said of themselves. */
import type { App } from '#core/app-types.ts';
import type { Log } from '#core/ports/host.ts';
import type { Presence } from '#shared/contract/accounts.ts';
import type { Envelope } from '#shared/live/envelope.ts';
import type { LiveBus } from './event-bus.ts';

export type PresenceEvents = {
  /** Something changed in an organization: who is affected is found out. */
  nudge(orgId: string): void;
  close(): Promise<void>;
};

export type PresenceEventsOptions = {
  bus: LiveBus;
  presence: Pick<App['accounts']['presence'], 'ofOrganization' | 'wrapUpMs'>;
  log: Log;
};

/** Changes that come together are told together. A page that is loaded anew is not taken for gone either. */
const SETTLE_MS = 400;

export function announcePresence({ bus, presence, log }: PresenceEventsOptions): PresenceEvents {
  const told = new Map<string, Map<string, Presence>>();
  const due = new Map<string, ReturnType<typeof setTimeout>>();
  const running = new Set<Promise<void>>();

  function after(orgId: string, ms: number): void {
    const timer = setTimeout(() => {
      due.delete(orgId);
      const work = tell(orgId).catch((err: unknown) => log.error({ err }, 'what people are doing could not be told'));
      running.add(work);
      void work.then(() => running.delete(work));
    }, ms);
    timer.unref?.();
    clearTimeout(due.get(orgId));
    due.set(orgId, timer);
  }

  async function tell(orgId: string): Promise<void> {
    const people = await presence.ofOrganization(orgId);
    const before = told.get(orgId) ?? new Map<string, Presence>();
    const now = new Map(people.map((one) => [one.user_id, one]));
    // Whoever was switched off is no longer among the people, and must not stand on the walls as they last were.
    const gone = [...before.values()].filter((one) => !now.has(one.user_id) && one.state !== 'offline').map(asOffline);
    for (const one of [...people, ...gone]) {
      const last = before.get(one.user_id);
      if (!last || sign(last) !== sign(one)) bus.publish('presence', one, { org_id: orgId });
    }
    told.set(orgId, now);
    const wrapUps = people.filter((one) => one.state === 'wrap_up').map((one) => Date.parse(one.since) + presence.wrapUpMs - Date.now());
    if (wrapUps.length > 0 && !due.has(orgId)) after(orgId, Math.max(SETTLE_MS, Math.min(...wrapUps) + 1));
  }

  const nudge = (orgId: string) => after(orgId, SETTLE_MS);
  const stops = [
    bus.listen(({ envelope, scope }) => {
      if (concernsPresence(envelope)) nudge(scope.org_id);
    }),
    bus.consoles.onChange(({ org_id }) => nudge(org_id)),
  ];

  return {
    nudge,
    async close() {
      for (const stop of stops) stop();
      for (const timer of due.values()) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}

function concernsPresence({ type, data }: Envelope): boolean {
  return type === 'call.state' || (type === 'call.event' && data.type === 'call.wrapped_up');
}

/** `since` is left out: of some states it is only the moment of asking. */
const sign = ({ state, reason, call_id, name, role }: Presence) => JSON.stringify([state, reason, call_id, name, role]);

const asOffline = (one: Presence): Presence => ({ ...one, state: 'offline', reason: '', call_id: null, since: new Date().toISOString() });
