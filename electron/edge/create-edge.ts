/** The edge in this thread: calls by id, one door, one pulse. */
import type { CallPlan, EdgeAddress, EdgeCommand, EdgeEvent } from '#core/ports/voice-edge.ts';
import type { VoiceModel } from '#core/ports/voice-model.ts';
import { type Clock, createClock } from '#shared/domain/clock.ts';
import { Call } from './bridge/call.ts';
import { openDoor } from './door/server.ts';
import { createTickets } from './door/tickets.ts';
import { connectTwiml, hangUpTwiml } from './door/twiml.ts';
import { DEFAULT_TUNING, type EdgeOptions } from './options.ts';
import { createPulse } from './pulse.ts';

export type EdgeCensus = { calls: number; beating: number };

export type Edge = {
  readonly address: EdgeAddress;
  command(command: EdgeCommand): void;
  /** Ends all calls, closes their recordings and the door. */
  close(): Promise<void>;
  /** What is alive, for tests and health. */
  census(): EdgeCensus;
};

/** The carrier reports on a call for a while after its end. */
const REMEMBER_MS = 10 * 60_000;

/**
 * @param clock what time it is for every call; left out, the machine's time at the speed of the options.
 * @throws when the port is taken.
 */
export async function createEdge(
  options: EdgeOptions,
  voiceModel: VoiceModel,
  emit: (event: EdgeEvent) => void,
  clock: Clock = createClock(options.speed),
): Promise<Edge> {
  const tuning = { ...DEFAULT_TUNING, ...options.tuning };
  const pulse = createPulse(clock, (error) => emit({ type: 'refused', what: 'internal', detail: explain(error) }));
  const tickets = createTickets(options.ticketKey);
  const calls = new Map<string, Call>();
  /** Calls that are over, and until when they are remembered. */
  const past = new Map<string, number>();
  /** The carrier's ids of calls, as its signed webhooks gave them. */
  const sids = new Map<string, string>();
  let publicUrl = options.publicUrl?.replace(/\/$/, '') ?? '';

  const knows = (callId: string) => {
    for (const [id, until] of past) {
      if (until > clock.now()) break;
      past.delete(id);
    }
    return calls.has(callId) || past.has(callId);
  };

  const prepare = (plan: CallPlan) => {
    if (calls.has(plan.call_id)) return;
    const call = new Call({ plan, voiceModel, clock, tuning, pulse, emit }, () => {
      calls.delete(plan.call_id);
      sids.delete(plan.call_id);
      past.set(plan.call_id, clock.now() + REMEMBER_MS);
    });
    calls.set(plan.call_id, call);
  };

  const door = await openDoor(
    options,
    {
      authToken: () => options.webhookAuthToken,
      publicUrl: () => publicUrl,
      knows,
      voice(callId, callSid) {
        if (!calls.get(callId)?.waiting) return hangUpTwiml();
        sids.set(callId, callSid);
        return connectTwiml(`${publicUrl.replace(/^http/, 'ws')}/media/${tickets.issue(callId)}`, callId);
      },
      notify(kind, callId, fields) {
        emit({ type: kind === 'status' ? 'carrier_status' : 'answering_machine', call_id: callId, fields });
      },
      scenarioOf: (callId) => calls.get(callId)?.scenarioId,
      media(callId, socket, wire) {
        const call = calls.get(callId);
        if (!call?.waiting) return false;
        call.attach(socket, wire, (callSid) => callSid === sids.get(callId));
        return true;
      },
      refused: (what, detail) => emit({ type: 'refused', what, detail }),
    },
    tickets,
  );
  publicUrl ||= `http://127.0.0.1:${door.port}`;

  return {
    address: { port: door.port },
    command(command) {
      try {
        if (command.type === 'prepare') prepare(command.plan);
        else if (command.type !== 'close') calls.get(command.call_id)?.command(command);
      } catch (error) {
        emit({ type: 'refused', what: 'command', detail: `${command.type}: ${explain(error)}` });
      }
    },
    async close() {
      await Promise.all([...calls.values()].map((call) => call.close('closing')));
      await door.close();
    },
    census: () => ({ calls: calls.size, beating: pulse.members }),
  };
}

const explain = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
