/** People who listen: one tap at the edge while at least one listens, and everybody sees who does. */
import { isConnected } from '#shared/domain/call-state.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { ListenedFrame } from '../app-types.ts';
import { notLive } from './actions.ts';
import type { CallsContext } from './context.ts';
import type { Listener, LiveCall } from './live-call.ts';

export type Monitors = {
  listen(actor: Actor, live: LiveCall, onFrame: (frame: ListenedFrame) => void, onEnd: (reason: string) => void): Promise<() => void>;
};

export function createMonitors(context: CallsContext): Monitors {
  const { edge, ledger, log, publish } = context;

  /** The ledger keeps who listened; a listener never waits for it, and it is not lost on a call that ends. */
  function note(live: LiveCall, type: string, text: string, actor: Actor): void {
    ledger.append(live.callId, { type, text, data: { user_id: actor.user_id, name: actor.name } }).catch((error: unknown) => {
      log.error({ err: error, call_id: live.callId, type }, 'who listens could not be written into the ledger');
    });
  }

  return {
    async listen(actor, live, onFrame, onEnd) {
      if (!isConnected(live.call.state)) throw notLive(live.call.state, 'listen');
      const since = new Date(context.now()).toISOString();
      const scope = { org_id: live.orgId, call_id: live.callId };
      if (!live.monitors.has(actor.user_id)) {
        live.monitors.set(actor.user_id, { user_id: actor.user_id, name: actor.name, since });
        note(live, 'monitor.joined', `${actor.name} listens.`, actor);
        publish('monitor.joined', { call_id: live.callId, user_id: actor.user_id, name: actor.name, since, mode: 'listen' }, scope);
      }
      const leave = () => {
        if (!live.listeners.delete(listener)) return;
        if (live.listeners.size === 0) edge.send({ type: 'tap', call_id: live.callId, on: false });
        left();
      };
      const left = () => {
        const others = [...live.listeners].some((one) => one.user_id === actor.user_id);
        if (others || !live.monitors.delete(actor.user_id)) return;
        note(live, 'monitor.left', `${actor.name} stopped listening.`, actor);
        publish('monitor.left', { call_id: live.callId, user_id: actor.user_id, name: actor.name }, scope);
      };
      const listener: Listener = {
        user_id: actor.user_id,
        onFrame,
        onEnd(reason) {
          live.listeners.delete(listener);
          left();
          onEnd(reason);
        },
      };
      if (live.listeners.size === 0) edge.send({ type: 'tap', call_id: live.callId, on: true });
      live.listeners.add(listener);
      return leave;
    },
  };
}
