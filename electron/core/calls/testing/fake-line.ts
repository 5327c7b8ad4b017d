/**
 * A telephone line in memory, for tests of the core: a carrier that keeps its calls, and an edge that reports what a test lets happen.
 * It is honest where it matters: a call exists at the carrier or it does not, whatever the answer to the request was.
 */
import { type CallSignal, type TerminalCallState } from '#shared/domain/call-state.ts';
import { type Carrier, CarrierError, type CarrierReport, type DialRequest } from '../../ports/carrier.ts';
import type { EdgeCommand, EdgeEvent, UtteranceEvent, VoiceEdge } from '../../ports/voice-edge.ts';

type LineState = 'queued' | 'ringing' | 'in-progress' | TerminalCallState;

export type FakeLineCall = { sid: string; request: DialRequest; state: LineState; startedAt: number };

const SIGNALS: Partial<Record<LineState, CallSignal>> = {
  queued: { type: 'queued' },
  ringing: { type: 'ringing' },
  'in-progress': { type: 'answered' },
};

export type FakeLine = ReturnType<typeof createFakeLine>;

export function createFakeLine(now: () => number = Date.now) {
  const calls: FakeLineCall[] = [];
  const commands: EdgeCommand[] = [];
  const listeners = new Set<(event: EdgeEvent) => void>();
  /** How the next creations go, in order; without one they succeed. */
  const dialOutcomes: ('refused' | 'placed-but-silent' | 'lost')[] = [];
  let unreachable = false;

  const byCall = (callId: string) => calls.find((one) => one.request.call_id === callId);
  const reach = () => {
    if (unreachable) throw new CarrierError({ placed: 'unknown', code: 'TIMEOUT', message: 'The carrier does not answer.' });
  };

  function report(call: FakeLineCall, state = call.state): CarrierReport {
    const signal = SIGNALS[state];
    return {
      call_sid: call.sid,
      signal,
      ended: signal ? undefined : { as: state as TerminalCallState, duration_seconds: 1, code: undefined, reason: `The line says ${state}.` },
      raw_status: state,
    };
  }

  const carrier: Carrier = {
    async dial(request) {
      reach();
      const outcome = dialOutcomes.shift();
      if (outcome === 'refused') throw new CarrierError({ placed: 'no', code: '21214', message: 'The carrier cannot reach this number.' });
      if (outcome === 'lost') throw new CarrierError({ placed: 'unknown', code: 'TIMEOUT', message: 'The carrier did not answer in time.' });
      const call: FakeLineCall = { sid: `CA${crypto.randomUUID().replaceAll('-', '')}`, request, state: 'queued', startedAt: now() };
      calls.push(call);
      if (outcome === 'placed-but-silent')
        throw new CarrierError({ placed: 'unknown', code: 'TIMEOUT', message: 'The carrier did not answer in time.' });
      return { call_sid: call.sid };
    },
    async hangUp(sid) {
      reach();
      const call = calls.find((one) => one.sid === sid);
      if (!call || !SIGNALS[call.state]) return;
      call.state = call.state === 'in-progress' ? 'completed' : 'canceled';
      callback(call);
    },
    async fetch(sid) {
      reach();
      const call = calls.find((one) => one.sid === sid);
      return call && report(call);
    },
    async findRecent(to, sinceMs) {
      reach();
      return calls.filter((one) => one.request.to === to && one.startedAt >= sinceMs).map((one) => report(one));
    },
    readStatus(fields) {
      const call = calls.find((one) => one.sid === fields.sid);
      if (!call) throw new Error('a callback for a call that never was');
      return report(call, fields.status as LineState);
    },
    readDetection: (fields) => (fields.answered_by === 'machine' ? 'machine' : 'human'),
  };

  const edge: VoiceEdge = {
    address: () => ({ port: 1 }),
    addresses: (id) => ({ voiceUrl: `http://edge/voice/${id}`, statusUrl: `http://edge/status/${id}`, amdUrl: `http://edge/amd/${id}` }),
    send: (command) => void commands.push(command),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {},
  };

  function emit(event: EdgeEvent): void {
    for (const listener of listeners) listener(event);
  }

  function callback(call: FakeLineCall, state: LineState = call.state): void {
    emit({ type: 'carrier_status', call_id: call.request.call_id, fields: { sid: call.sid, status: state } });
  }

  /** The carrier's state of a call moves on, with its callback unless `silently`. */
  function move(callId: string, state: LineState, silently = false): void {
    const call = byCall(callId);
    if (!call) throw new Error('no such call on the line');
    call.state = state;
    if (!silently) callback(call);
  }

  return {
    carrier,
    edge,
    calls,
    commands,
    dialOutcomes,
    emit,
    callback,
    move,
    byCall,
    setUnreachable(value: boolean) {
      unreachable = value;
    },
    /** The phone is picked up and sound flows. */
    answer(callId: string) {
      const sid = byCall(callId)?.sid ?? '';
      move(callId, 'in-progress');
      emit({ type: 'media_started', call_id: callId, call_sid: sid, stream_sid: `MZ${sid.slice(2)}`, at: now() });
      emit({ type: 'recording_state', call_id: callId, state: 'recording' });
    },
    say(callId: string, utterance: Partial<UtteranceEvent> & { utterance_id: string; text: string }) {
      const base = { channel: 0 as const, start_ms: 0, interrupted: false, unintelligible: false, final: true };
      emit({ type: 'utterance', call_id: callId, ...base, ...utterance });
    },
    /** The other side hangs up, and the edge closes what it has. */
    end(callId: string, file: { path: string; peaks_path: string }) {
      emit({ type: 'media_stopped', call_id: callId, reason: 'carrier_stopped', at: now() });
      emit({ type: 'recording_closed', call_id: callId, channels: 2, seconds: 3, sha256: 'ab'.repeat(32), bytes: 96_044, ...file });
      move(callId, 'completed');
    },
    sent: <T extends EdgeCommand['type']>(type: T) => commands.filter((one): one is Extract<EdgeCommand, { type: T }> => one.type === type),
  };
}
