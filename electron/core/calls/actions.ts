/** What people do to a call that is under way. */
import type { CallAction } from '#shared/contract/calls.ts';
import { type CallState, isConnected, isTerminal } from '#shared/domain/call-state.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { WHISPER_PREFIX } from '#shared/domain/scenario-instructions.ts';
import type { EdgeCommand } from '../ports/voice-edge.ts';
import type { CallsContext } from './context.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { LiveCall } from './live-call.ts';
import { CHECK_AFTER_MS, type LedgerEntry } from './model.ts';

function wrongState(state: CallState, what: string): AppError {
  const over = isTerminal(state) || state === 'wrapping';
  return new AppError('INVALID_CALL_STATE', over ? 'The call is over.' : `The call is not connected yet, so it is too early to ${what}.`, {
    details: over ? 'Nothing was changed.' : 'Nothing was changed. Try again when the call is answered.',
    params: { state },
  });
}

const WHAT: Record<CallAction['action'], string> = {
  hangup: 'hang up',
  dtmf: 'press keys',
  whisper: 'whisper',
  mute: 'mute the AI',
  unmute: 'unmute the AI',
  pause_recording: 'pause the recording',
  resume_recording: 'resume the recording',
};

type Deed = { command: EdgeCommand; entry: LedgerEntry };

function deedOf(callId: string, action: Exclude<CallAction, { action: 'hangup' }>, by: string): Deed {
  switch (action.action) {
    case 'dtmf':
      return {
        command: { type: 'dtmf', call_id: callId, digits: action.digits },
        entry: { type: 'call.dtmf', text: `${by} pressed ${action.digits}.`, data: { digits: action.digits } },
      };
    case 'whisper':
      return {
        command: { type: 'instruct', call_id: callId, text: `${WHISPER_PREFIX}${action.text}`, respond: action.respond },
        entry: { type: 'call.whispered', text: `${by} gave the AI a hidden instruction.`, data: { text: action.text, respond: action.respond } },
      };
    case 'mute':
    case 'unmute': {
      const muted = action.action === 'mute';
      return {
        command: { type: 'mute_ai', call_id: callId, muted },
        entry: {
          type: muted ? 'call.muted' : 'call.unmuted',
          text: `${by} ${muted ? 'muted' : 'unmuted'} the AI.`,
          patch: { ai_muted: Number(muted) },
        },
      };
    }
    case 'pause_recording':
    case 'resume_recording': {
      const paused = action.action === 'pause_recording';
      return {
        command: { type: 'pause_recording', call_id: callId, paused },
        entry: {
          type: paused ? 'recording.pause_requested' : 'recording.resume_requested',
          text: `${by} ${paused ? 'paused' : 'resumed'} the recording.`,
        },
      };
    }
  }
}

export type Actions = { act(actor: Actor, live: LiveCall, action: CallAction): Promise<void> };

export function createActions(context: CallsContext, lifecycle: Lifecycle): Actions {
  const { edge, ledger, live: registry } = context;

  async function hangUp(actor: Actor, live: LiveCall): Promise<void> {
    if (isTerminal(live.call.state)) throw wrongState(live.call.state, WHAT.hangup);
    live.ending.ours ??= `${actor.name} hung up.`;
    await ledger.append(live.callId, {
      type: 'call.hangup_requested',
      text: `${actor.name} hangs up.`,
      data: { user_id: actor.user_id, name: actor.name },
      patch: { next_check_at: context.now() + CHECK_AFTER_MS.wrapping },
    });
    const failure = await lifecycle.hangUp(live, live.ending.ours);
    if (failure && !live.ending.mediaStarted) {
      throw new AppError('PROVIDER_ERROR', 'The carrier did not take the hang-up.', {
        details: 'The call may still ring. It is asked again by itself; you can also try again.',
        cause: failure,
      });
    }
  }

  return {
    async act(actor, live, action) {
      // Not in the call's queue: a hang-up must not wait behind anything.
      if (action.action === 'hangup') return hangUp(actor, live);
      await registry.inOrder(live.callId, async () => {
        if (!isConnected(live.call.state)) throw wrongState(live.call.state, WHAT[action.action]);
        const { command, entry } = deedOf(live.callId, action, actor.name);
        edge.send(command);
        await ledger.append(live.callId, { ...entry, data: { ...entry.data, user_id: actor.user_id, name: actor.name } });
      });
    },
  };
}

/** The answer when a call is no longer, or not yet, carried by this process. */
export function notLive(state: CallState, action: CallAction['action'] | 'listen'): AppError {
  return wrongState(state, action === 'listen' ? 'listen' : WHAT[action]);
}
