/** What the edge tells, turned into ledger, rows and live events. Words and levels go to the consoles at once; the rest in the call's order. */
import { AppError } from '#shared/domain/errors.ts';
import type { EdgeEvent } from '../ports/voice-edge.ts';
import type { CallsContext } from './context.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { LiveCall } from './live-call.ts';
import { takeLevels } from './live-call.ts';
import { CHECK_AFTER_MS, type LedgerEntry } from './model.ts';
import { changeRecording, closedColumns } from './recordings.ts';

/** How often the risks of a call are looked at, in milliseconds of the call. */
const ASSESS_EVERY_MS = 1000;

const MACHINE_HINT =
  'An answering machine has picked up. When its greeting is over, say the voicemail text once, then end the call. Do not wait for an answer.';

type CallEdgeEvent = Extract<EdgeEvent, { call_id: string }>;

/** @returns the listener for the edge's events */
export function createEdgeEvents(context: CallsContext, lifecycle: Lifecycle): (event: EdgeEvent) => void {
  const { ledger, live: registry, log, publish, transcripts } = context;

  function now(live: LiveCall, event: CallEdgeEvent): boolean {
    const scope = { org_id: live.orgId, call_id: live.callId };
    switch (event.type) {
      case 'utterance':
        transcripts.utterance(live, event);
        return true;
      case 'turn':
        transcripts.turn(live, event);
        return true;
      case 'turn_state':
        live.call = { ...live.call, turn_state: event.state };
        publish('turn.state', { call_id: live.callId, state: event.state, at_ms: event.at_ms }, scope);
        return true;
      case 'levels':
        takeLevels(live, event);
        publish('audio.level', { call_id: live.callId, at_ms: event.at_ms, customer: event.customer, agent: event.agent }, scope);
        if (live.atMs - live.riskAtMs >= ASSESS_EVERY_MS) transcripts.assess(live);
        return true;
      case 'frames':
        for (const listener of live.listeners) listener.onFrame({ channel: event.channel, position_ms: event.position_ms, mulaw: event.mulaw });
        return true;
      default:
        return false;
    }
  }

  async function inTurn(live: LiveCall, event: CallEdgeEvent): Promise<void> {
    const note = (entry: LedgerEntry) => ledger.append(live.callId, entry);
    switch (event.type) {
      case 'carrier_status':
        return lifecycle.carrierSaid(live, context.carrier.readStatus(event.fields), 'callback');
      case 'answering_machine': {
        const detection = context.carrier.readDetection(event.fields);
        live.ending.detection = detection;
        await note({
          type: 'call.detected',
          text: `Picked up by: ${detection}.`,
          data: { answered_by: detection },
          patch: { answered_by: detection },
        });
        if (detection === 'machine') context.edge.send({ type: 'instruct', call_id: live.callId, text: MACHINE_HINT, respond: false });
        return;
      }
      case 'media_started': {
        live.ending.mediaStarted = true;
        const patch = { stream_sid: event.stream_sid, next_check_at: context.now() + CHECK_AFTER_MS.connected };
        await note({
          type: 'media.started',
          text: 'Sound is flowing.',
          signal: { type: 'media_started' },
          at: event.at,
          data: { call_sid: event.call_sid, stream_sid: event.stream_sid },
          patch: live.call.call_sid === null ? { ...patch, call_sid: event.call_sid } : patch,
        });
        return;
      }
      case 'media_stopped':
        live.ending.ours ??= ENDED_BY_US[event.reason];
        live.ending.failure ??= LINE_FAILURES[event.reason];
        return lifecycle.lineGone(live, { type: 'media.stopped', text: 'The sound has ended.', data: { reason: event.reason } });
      case 'barge_in':
        live.interrupted.add(event.utterance_id);
        await note({
          type: 'caller.interrupted',
          text: 'The caller spoke over the AI, which stopped.',
          data: { at_ms: event.at_ms, utterance_id: event.utterance_id, heard_ms: event.heard_ms },
        });
        return;
      case 'recording_state':
        live.ending.recordingOpen = event.state !== 'failed';
        await changeRecording(context, live, () => ({ state: event.state }));
        await note({ type: `recording.${event.state}`, text: RECORDING_TEXT[event.state], data: event.detail ? { detail: event.detail } : {} });
        return;
      case 'recording_closed':
        await changeRecording(context, live, () => closedColumns(context.dataDir, event, 'closed'));
        await note({
          type: 'recording.closed',
          text: 'The recording is complete.',
          data: { seconds: event.seconds, bytes: event.bytes, sha256: event.sha256 },
        });
        live.ending.recordingOpen = false;
        return lifecycle.settle(live);
      case 'recording_alarm':
        await changeRecording(context, live, (row) => ({ alarms: JSON.stringify([...(JSON.parse(row.alarms) as string[]), event.detail]) }));
        await note({ type: 'recording.alarm', text: event.detail, data: { channel: event.channel } });
        transcripts.assess(live);
        return;
      case 'model_state':
        if (event.state === 'reconnecting') live.modelTroubles++;
        if (event.state === 'lost') live.modelTroubles = Math.max(1, live.modelTroubles);
        await note({ type: `model.${event.state}`, text: MODEL_TEXT[event.state], data: event.detail ? { detail: event.detail } : {} });
        return;
      case 'call_failed':
        live.ending.failure ??= { text: event.detail || event.reason, code: event.reason };
        await note({ type: 'call.failing', text: event.detail || event.reason, data: { reason: event.reason } });
        await lifecycle.hangUp(live, event.reason);
        return lifecycle.lineGone(live, { type: 'line.taken_down', text: 'The call was taken down because it could not go on.' });
      case 'dtmf':
        await note({ type: 'caller.dtmf', text: `The caller pressed ${event.digit}.`, data: { digit: event.digit, at_ms: event.at_ms } });
        return;
      default:
        return;
    }
  }

  return (event) => {
    // The host logs what the door refuses; it belongs to no call.
    if (event.type === 'refused' || event.type === 'ready') return;
    const live = registry.get(event.call_id);
    if (!live) {
      log.warn({ call_id: event.call_id, type: event.type }, 'the edge spoke of a call that is not live');
      return;
    }
    if (now(live, event)) return;
    registry
      .inOrder(live.callId, () => inTurn(live, event))
      .catch((error: unknown) => {
        const code = error instanceof AppError ? error.code : 'INTERNAL';
        log.error(
          { err: error, call_id: event.call_id, type: event.type, code },
          'an event of a call could not be taken in; the call is looked at again',
        );
      });
  };
}

/** The edge's reasons that mean: this side ended the call. */
const ENDED_BY_US: Partial<Record<string, string>> = {
  ai_ended: 'The AI said goodbye and hung up.',
  max_duration: 'The call reached its longest duration.',
};

const LINE_FAILURES: Partial<Record<string, { text: string; code: string }>> = {
  media_lost: { text: 'The sound connection to the carrier broke.', code: 'media_lost' },
  media_refused: { text: 'The sound of another call came in, and the line was closed.', code: 'media_refused' },
};

const RECORDING_TEXT = {
  recording: 'Both sides are being recorded.',
  paused: 'The recording is paused.',
  failed: 'The recording failed; the call goes on.',
} as const;

const MODEL_TEXT = {
  connecting: 'The voice model is being reached.',
  ready: 'The voice model is ready.',
  reconnecting: 'The voice model was lost and is being reached again.',
  rolled_over: 'The conversation moved to a new session of the voice model.',
  lost: 'The voice model is lost.',
} as const;
