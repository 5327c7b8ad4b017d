/** What can be done to live calls from a screen that shows them. */
import type { TFunction } from 'i18next';
import type { CallAction } from '#shared/contract/calls.ts';
import { isConnected, isTerminal } from '#shared/domain/call-state.ts';
import { formatPhone } from '#shared/domain/phone.ts';
import { announce } from '../../app/announcer.tsx';
import { notifyQuietly } from '../../app/notify.tsx';
import type { Console } from '../../client/console.ts';
import { confirmAction } from '../../ui/confirm-action.tsx';

export type LiveActions = {
  /** Starts listening, or stops it. */
  listen(call_id: string): void;
  /** Opens the field for a hidden instruction, or closes it. */
  whisper(call_id: string): void;
  stopWhispering(): void;
  mute(call_id: string): void;
  /** Asks first. */
  end(call_id: string): void;
};

type Parts = Pick<Console, 'store' | 'listening'> & {
  send(request: { call_id: string; action: CallAction }): void;
  setWhispering(next: (open: string | undefined) => string | undefined): void;
  t: TFunction<'callDetail'>;
};

export function createLiveActions({ store, listening, send, setWhispering, t }: Parts): LiveActions {
  /** The call when somebody is on the line; a key pressed too early is told so. */
  const connected = (call_id: string) => {
    const call = store.get(call_id)?.call;
    if (call && isConnected(call.state)) return call;
    if (call && !isTerminal(call.state)) notifyQuietly(t('action.notConnected'));
    return undefined;
  };
  // A double click asks once.
  let asking = false;

  async function end(call_id: string) {
    const call = store.get(call_id)?.call;
    if (!call || isTerminal(call.state) || asking) return;
    asking = true;
    const number = formatPhone(call.to);
    const sure = await confirmAction({
      title: t('end.title', { number }),
      text: t('end.text', { scenario: call.scenario_name }),
      confirm: t('end.confirm'),
      cancel: t('end.cancel'),
      danger: true,
    });
    asking = false;
    if (!sure) return;
    send({ call_id, action: { action: 'hangup' } });
    announce(t('end.announced', { number }));
  }

  return {
    listen(call_id) {
      const heard = listening.getState();
      const same = heard.status !== 'off' && heard.status !== 'failed' && heard.call_id === call_id;
      if (same) void listening.stop();
      else if (connected(call_id)) void listening.start(call_id);
    },
    whisper(call_id) {
      if (connected(call_id)) setWhispering((open) => (open === call_id ? undefined : call_id));
    },
    stopWhispering: () => setWhispering(() => undefined),
    mute(call_id) {
      const call = connected(call_id);
      if (call) send({ call_id, action: { action: call.ai_muted ? 'unmute' : 'mute' } });
    },
    end: (call_id) => void end(call_id),
  };
}
