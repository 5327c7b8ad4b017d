/** The calls domain, put together: use cases, the edge's listener, the reconciler, and the end of all calls. */
import { isTerminal } from '#shared/domain/call-state.ts';
import type { Scenario } from '#shared/contract/scenarios.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { CallsApp } from '../app-types.ts';
import type { CallsContext } from './context.ts';
import { createEdgeEvents } from './edge-events.ts';
import { type Appended, createLedger } from './ledger.ts';
import { createLifecycle } from './lifecycle.ts';
import { measuresOf } from './live-call.ts';
import { createLiveCalls } from './live-calls.ts';
import { toCall } from './model.ts';
import { createReconciler, type Reconciler } from './reconciler.ts';
import { createCallsApp } from './service.ts';
import { createTranscripts } from './transcripts.ts';

export type CallsOptions = Omit<CallsContext, 'ledger' | 'live' | 'transcripts'> & {
  findScenario: (actor: Actor, id: string) => Promise<Scenario>;
};

export type Calls = {
  app: CallsApp;
  reconciler: Reconciler;
  /** How many calls are under way in this process. */
  liveCount(): number;
  /** Ends every call, waiting at most `patienceMs` for recordings and the carrier's last words. */
  close(patienceMs: number): Promise<void>;
};

const CLOSED = 'The program was closed.';

export function createCalls(options: CallsOptions): Calls {
  const { findScenario, ...rest } = options;
  const { edge, log, now, publish, write } = rest;
  const live = createLiveCalls();

  /** The consoles hear of an entry once it is on disk. What is said and measured is newer in memory than in the row. */
  function announce({ record, event, previous, changed }: Appended): void {
    const one = live.get(record.row.id);
    const stored = toCall(record, one?.call.turn_state ?? null);
    const call = one ? { ...stored, ...measuresOf(one), risk: one.call.risk } : stored;
    if (isTerminal(call.state)) call.turn_state = null;
    if (one) one.call = call;
    const scope = { org_id: record.row.org_id, call_id: record.row.id };
    publish('call.event', { ...event, call_id: call.call_id }, scope);
    if (changed) publish('call.state', { call_id: call.call_id, state: call.state, previous, reason: call.reason }, scope);
    publish('call.updated', call, scope);
  }

  const ledger = createLedger({ db: write, now, announce });
  const transcripts = createTranscripts({ db: write, publish, log, now });
  const context: CallsContext = { ...rest, ledger, live, transcripts };
  const lifecycle = createLifecycle(context);
  const reconciler = createReconciler(context, lifecycle);
  const app = createCallsApp(context, lifecycle, findScenario);
  const stopListening = edge.onEvent(createEdgeEvents(context, lifecycle));
  let closing = false;

  const underWay = () => live.all().filter((one) => !isTerminal(one.call.state));

  return {
    app: {
      ...app,
      async place(...args) {
        if (closing) throw closed();
        return app.place(...args);
      },
    },
    reconciler,
    liveCount: () => underWay().length,
    async close(patienceMs) {
      closing = true;
      await reconciler.stop();
      const calls = underWay();
      for (const one of calls) one.ending.ours ??= CLOSED;
      await Promise.all(calls.map((one) => lifecycle.hangUp(one, CLOSED)));
      await within(patienceMs, Promise.all(calls.map((one) => one.over)));
      for (const one of underWay()) {
        await live
          .inOrder(one.callId, () => lifecycle.finish(one))
          .catch((error: unknown) => log.error({ err: error, call_id: one.callId }, 'a call could not be closed; it is closed at the next start'));
      }
      stopListening();
      await live.idle();
      await transcripts.flush().catch((error: unknown) => log.error({ err: error }, 'the last words could not be saved'));
      live.close();
    },
  };
}

function closed(): AppError {
  return new AppError('OFFLINE', 'The program is closing and places no more calls.', { details: 'Nothing was dialled. Start it again.' });
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
