/** Delivers one call's callbacks one after the other, in the order they were fired, or disturbed by a fault. */
import { randomUUID } from 'node:crypto';
import type { Faults } from '../types.ts';
import type { DebuggerLog } from './debugger-log.ts';
import { type Target, type Webhooks, failureOf } from './webhooks.ts';
import type { Form } from './wire.ts';

type Delivery = { target: Target; params: Form };

export type Callbacks = {
  /** @param last nothing follows: what a fault held back goes out now. */
  fire(target: Target, params: Form, last?: boolean): void;
};

export function createCallbacks(deps: { webhooks: Webhooks; debuggerLog: DebuggerLog; callSid: string; faults: Faults }): Callbacks {
  const { webhooks, debuggerLog, callSid, faults } = deps;
  let tail: Promise<void> = Promise.resolve();
  let held: Delivery | undefined;

  const deliver = async ({ target, params }: Delivery) => {
    const token = randomUUID();
    for (let times = faults.duplicateCallbacks ? 2 : 1; times > 0; times--) {
      const reply = await webhooks.request(target, params, token);
      const failed = failureOf(reply);
      if (failed) debuggerLog.warning(15003, `a callback failed: ${failed}`, { callSid, url: target.url });
    }
  };
  const enqueue = (delivery: Delivery) => {
    tail = tail.then(() => deliver(delivery));
  };

  return {
    fire(target, params, last = false) {
      const delivery = { target, params };
      if (faults.reorderCallbacks && !held && !last) {
        held = delivery;
        return;
      }
      enqueue(delivery);
      if (held) enqueue(held);
      held = undefined;
    },
  };
}
