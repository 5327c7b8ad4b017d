/** Placing a call: the row and the ledger first, the edge ready second, the carrier last and once. */
import { join } from 'node:path';
import type { PlaceCall } from '#shared/contract/calls.ts';
import type { Scenario } from '#shared/contract/scenarios.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import { buildGreeting, buildInstructions } from '#shared/domain/scenario-instructions.ts';
import { findMade, keepKey, once, type Once } from '../idempotency/keys.ts';
import { CarrierError } from '../ports/carrier.ts';
import type { CallPlan } from '../ports/voice-edge.ts';
import type { CallsContext } from './context.ts';
import { appendWithin } from './ledger.ts';
import type { Lifecycle } from './lifecycle.ts';
import { createLiveCall, type LiveCall } from './live-call.ts';
import { type CallRow, CHECK_AFTER_MS, DEADLINE_SLACK_MS, toCall } from './model.ts';
import { type ClearedCall, clearForDialling } from './preflight.ts';
import { expectRecording, recordingFolder } from './recordings.ts';

type Placed = { callId: string; replayed: boolean };

export type Orchestrator = {
  place(actor: Actor, input: PlaceCall, idempotencyKey?: string): Promise<Placed>;
};

export function createOrchestrator(
  context: CallsContext,
  lifecycle: Lifecycle,
  findScenario: (actor: Actor, id: string) => Promise<Scenario>,
): Orchestrator {
  const { carrier, edge, ledger, live: registry, log } = context;

  /** The row, the first line of the ledger and the key, all or nothing. */
  async function open(actor: Actor, cleared: ClearedCall, input: PlaceCall, key: Once | undefined) {
    const at = context.now();
    const callId = newId('call', at);
    return context.write.transaction().execute(async (trx) => {
      const placed = key && (await findMade(trx, actor, key, at));
      if (placed) return { placed };
      await trx
        .insertInto('calls')
        .values(newRow(actor, cleared, input, callId, at))
        .execute();
      await expectRecording(trx, callId, actor.org_id, at);
      if (key) await keepKey(trx, actor, key, callId, at);
      const data = { user_id: actor.user_id, name: actor.name, scenario_version: cleared.scenario.version };
      const appended = await appendWithin(
        trx,
        callId,
        { type: 'call.created', text: `Placed by ${actor.name}.`, signal: { type: 'queued' }, data },
        at,
      );
      return { appended };
    });
  }

  function newRow(actor: Actor, { to, from, scenario, persona }: ClearedCall, input: PlaceCall, callId: string, at: number) {
    return {
      id: callId,
      org_id: actor.org_id,
      user_id: actor.user_id,
      state: 'draft',
      direction: 'outbound',
      to_number: to,
      from_number: from,
      scenario_id: scenario.scenario_id,
      scenario_name: scenario.name,
      scenario_version: scenario.version,
      variables: JSON.stringify(input.variables),
      practice: Number(context.practice !== undefined),
      persona,
      created_at: at,
      next_check_at: at + CHECK_AFTER_MS.ringing,
      deadline_at: at + (context.ringSeconds + scenario.max_duration_seconds) * 1000 + DEADLINE_SLACK_MS,
      updated_at: at,
    } satisfies Partial<CallRow>;
  }

  function planOf(callId: string, createdAt: number, { to, from, scenario }: ClearedCall, input: PlaceCall): CallPlan {
    const greeting = buildGreeting(scenario, input.variables);
    return {
      call_id: callId,
      scenario_id: scenario.scenario_id,
      direction: 'outbound',
      to,
      from,
      model: context.model,
      instructions: buildInstructions(scenario, input.variables),
      voice: scenario.voice,
      ...(greeting ? { greeting } : {}),
      turnTaking: scenario.turn_taking,
      recordingDir: join(context.dataDir, recordingFolder(callId, createdAt)),
      mayEndCall: true,
      maxDurationMs: scenario.max_duration_seconds * 1000,
    };
  }

  async function dial(live: LiveCall, cleared: ClearedCall, input: PlaceCall): Promise<void> {
    const { callId } = live;
    try {
      const { persona, audio, seed, faults } = input.practice ?? {};
      await context.practice?.arrange({ match: callId, persona: persona ?? cleared.persona ?? undefined, audio, seed, faults });
      edge.send({ type: 'prepare', plan: planOf(callId, Date.parse(live.call.created_at), cleared, input) });
    } catch (error) {
      log.error({ err: error, call_id: callId }, 'a call could not be prepared; nothing was dialled');
      await fail(live, 'The call could not be prepared; nothing was dialled.', 'PREPARE_FAILED');
      return;
    }
    if (live.ending.ours) {
      await registry.inOrder(callId, () => lifecycle.finish(live));
      return;
    }
    await ledger.append(callId, {
      type: 'call.dial_requested',
      text: 'The carrier is asked to dial.',
      signal: { type: 'dialing' },
      patch: { dial_requested_at: context.now(), next_check_at: context.now() + CHECK_AFTER_MS.unconfirmed },
    });
    try {
      const { call_sid } = await carrier.dial({
        call_id: callId,
        to: cleared.to,
        from: cleared.from,
        ...edge.addresses(callId),
        timeoutSeconds: context.ringSeconds,
        timeLimitSeconds: cleared.scenario.max_duration_seconds,
        detectMachine: true,
      });
      await accepted(live, call_sid);
    } catch (error) {
      await refused(live, error);
    }
  }

  async function accepted(live: LiveCall, callSid: string): Promise<void> {
    const over = isTerminal(live.call.state);
    await ledger.append(live.callId, {
      type: 'carrier.accepted',
      text: 'The carrier has taken the call.',
      data: { call_sid: callSid },
      patch: { call_sid: callSid, ...(over ? {} : { next_check_at: context.now() + CHECK_AFTER_MS.ringing }) },
    });
    // Somebody hung up while the carrier was being asked.
    if (live.ending.ours) await lifecycle.hangUp(live, live.ending.ours);
  }

  async function refused(live: LiveCall, error: unknown): Promise<void> {
    const refusal = error instanceof CarrierError ? error.refusal : { placed: 'unknown' as const, code: 'INTERNAL', message: String(error) };
    log.warn({ err: error, call_id: live.callId, code: refusal.code, placed: refusal.placed }, 'the carrier did not take a call');
    if (refusal.placed === 'no') {
      await ledger.append(live.callId, { type: 'carrier.refused', text: refusal.message, data: { code: refusal.code } });
      await fail(live, refusal.message, refusal.code);
      return;
    }
    // It may ring already: asking again could ring it twice. The reconciler finds out.
    await ledger.append(live.callId, {
      type: 'carrier.unconfirmed',
      text: 'The carrier did not confirm the call. It is not dialled again; the carrier’s own list will show whether it exists.',
      data: { code: refusal.code, message: refusal.message },
      patch: { next_check_at: context.now() },
    });
  }

  function fail(live: LiveCall, reason: string, code: string): Promise<void> {
    return registry.inOrder(live.callId, () => lifecycle.finish(live, { as: 'failed', reason, code }));
  }

  async function placeOne(actor: Actor, input: PlaceCall, idempotencyKey: string | undefined): Promise<Placed> {
    const key = once('call', idempotencyKey, input);
    const before = key && (await findMade(context.read, actor, key, context.now()));
    if (before) return { callId: before, replayed: true };
    const cleared = await clearForDialling(actor, input, { from: context.from, practice: context.practice, findScenario });
    const opened = await open(actor, cleared, input, key);
    if (opened.placed !== undefined) return { callId: opened.placed, replayed: true };
    const { record, event } = opened.appended;
    const live = registry.add(createLiveCall({ call: toCall(record), orgId: actor.org_id, orphan: false }));
    const scope = { org_id: actor.org_id, call_id: live.callId };
    context.publish('call.event', { ...event, call_id: live.callId }, scope);
    context.publish('call.updated', live.call, scope);
    try {
      await dial(live, cleared, input);
    } catch (error) {
      live.orphan = true;
      throw error;
    }
    return { callId: live.callId, replayed: false };
  }

  /** By person and key. */
  const underWay = new Map<string, Promise<Placed>>();

  return {
    async place(actor, input, idempotencyKey) {
      if (idempotencyKey === undefined) return placeOne(actor, input, undefined);
      const name = `${actor.user_id} ${idempotencyKey}`;
      // A twin is answered when the carrier has said what became of the call, as the first one is.
      for (let first = underWay.get(name); first; first = underWay.get(name)) await first.catch(() => undefined);
      const placing = placeOne(actor, input, idempotencyKey).finally(() => underWay.delete(name));
      underWay.set(name, placing);
      return placing;
    },
  };
}
