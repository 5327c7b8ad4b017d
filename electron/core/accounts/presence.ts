/** Presence: what people are doing, derived from the ledger and the consoles that are open, and from what they said of themselves. */
import type { Presence } from '#shared/contract/accounts.ts';
import { LIVE_CALL_STATES } from '#shared/domain/call-state.ts';
import type { Actor, Role } from '#shared/domain/identity.ts';
import type { Connections } from '#store/schema.ts';

/** How long after a call its person counts as wrapping up, unless they set a disposition first. */
const WRAP_UP_MS = 120_000;

export type PresenceFacts = {
  /** Whether one of the person's consoles is connected. */
  connected: boolean;
  /** The live call that the person placed, if there is one. */
  live_call: { id: string; since: number } | undefined;
  /** The last call of theirs that ended without a disposition, if there is one. */
  open_wrap_up: { id: string; ended_at: number } | undefined;
  said: { state: string; reason: string; since: number } | undefined;
};

type Derived = Pick<Presence, 'state' | 'reason' | 'call_id'> & {
  /** Undefined where no fact tells it: consoles come and go without a record. */
  since_ms: number | undefined;
};

/** The state that follows from the facts: a live call before wrap-up, wrap-up before what the person said, nobody connected before all but a call. */
function derivePresence(facts: PresenceFacts, now: number): Derived {
  const { live_call, open_wrap_up, said } = facts;
  if (live_call) return { state: 'talking', reason: '', call_id: live_call.id, since_ms: live_call.since };
  if (!facts.connected) return { state: 'offline', reason: '', call_id: null, since_ms: undefined };
  if (open_wrap_up && now - open_wrap_up.ended_at < WRAP_UP_MS) {
    return { state: 'wrap_up', reason: '', call_id: open_wrap_up.id, since_ms: open_wrap_up.ended_at };
  }
  if (said?.state === 'not_ready') return { state: 'not_ready', reason: said.reason, call_id: null, since_ms: said.since };
  return { state: 'available', reason: '', call_id: null, since_ms: undefined };
}

export type PresenceApp = {
  readonly wrapUpMs: number;
  ofOrganization(orgId: string): Promise<Presence[]>;
  list(actor: Actor): Promise<Presence[]>;
  set(actor: Actor, input: { state: 'available' | 'not_ready'; reason: string }): Promise<Presence>;
};

type Deps = Connections & {
  connected: (userId: string) => boolean;
  /** Told after somebody said something of themselves. */
  onSaid: (orgId: string) => void;
  now: () => number;
};

export function createPresence({ read, write, connected, onSaid, now }: Deps): PresenceApp {
  /** How each person was seen last, so that a state lasts from when it was first seen and not from when it was asked for. */
  const seen = new Map<string, { state: Presence['state']; since_ms: number }>();
  const sinceWhen = (userId: string, { state, since_ms }: Derived): number => {
    const before = seen.get(userId);
    const since = since_ms ?? (before?.state === state ? before.since_ms : now());
    seen.set(userId, { state, since_ms: since });
    return since;
  };
  const ofOrganization = async (orgId: string): Promise<Presence[]> => {
    const people = await read
      .selectFrom('users')
      .select(['id', 'name', 'role'])
      .where('org_id', '=', orgId)
      .where('is_active', '=', 1)
      .orderBy('name')
      .execute();
    const said = await read.selectFrom('presence').selectAll().where('org_id', '=', orgId).execute();
    const live = await read
      .selectFrom('calls')
      .select(['id', 'user_id', 'created_at', 'answered_at'])
      .where('org_id', '=', orgId)
      .where('state', 'in', [...LIVE_CALL_STATES])
      .orderBy('created_at')
      .execute();
    const ended = await read
      .selectFrom('calls')
      .select(['id', 'user_id', 'ended_at'])
      .where('org_id', '=', orgId)
      .where('ended_at', '>', now() - WRAP_UP_MS)
      .where('answered_at', 'is not', null)
      .where('disposition', 'is', null)
      .orderBy('ended_at')
      .execute();
    return people.map((person) => {
      const call = live.find((one) => one.user_id === person.id);
      const wrap = ended.findLast((one) => one.user_id === person.id);
      const facts: PresenceFacts = {
        connected: connected(person.id),
        live_call: call && { id: call.id, since: call.answered_at ?? call.created_at },
        open_wrap_up: wrap && { id: wrap.id, ended_at: wrap.ended_at ?? 0 },
        said: said.find((one) => one.user_id === person.id),
      };
      const derived = derivePresence(facts, now());
      const { state, reason, call_id } = derived;
      const since = new Date(sinceWhen(person.id, derived)).toISOString();
      return { user_id: person.id, name: person.name, role: person.role as Role, state, reason, call_id, since };
    });
  };

  return {
    wrapUpMs: WRAP_UP_MS,
    ofOrganization,
    list: (actor) => ofOrganization(actor.org_id),
    async set(actor, input) {
      const row = { state: input.state, reason: input.state === 'not_ready' ? input.reason : '', since: now() };
      await write
        .insertInto('presence')
        .values({ user_id: actor.user_id, org_id: actor.org_id, ...row })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
        .execute();
      onSaid(actor.org_id);
      const mine = (await ofOrganization(actor.org_id)).find((one) => one.user_id === actor.user_id);
      if (!mine) throw new Error('the person who sets their presence is not in their organization');
      return mine;
    },
  };
}
