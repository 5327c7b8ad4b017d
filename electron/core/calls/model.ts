/** Rules of a call and its row, apart from any effect. */
import type { Selectable } from 'kysely';
import type { Call, CallEvent, DISPOSITIONS, RiskReason, Turn, Utterance } from '#shared/contract/calls.ts';
import { type CallSignal, type CallState, isConnected, isTerminal, nextCallState, type TerminalCallState } from '#shared/domain/call-state.ts';
import type { CallEventsTable, CallsTable, RecordingsTable, TurnsTable, UtterancesTable } from '#store/schema.ts';

/** What follows from the row is not written. */
export type CallRow = Omit<Selectable<CallsTable>, 'outcome'>;
export type RecordingRow = Selectable<RecordingsTable>;

/** A call's row with what is shown beside it. */
export type CallRecord = { row: CallRow; placedBy: string; recording: RecordingRow | undefined };

/** How long the reconciler waits before it looks again, in milliseconds, by how far the call has come. */
export const CHECK_AFTER_MS = {
  /** Before the carrier has confirmed that it dials. */
  unconfirmed: 3000,
  ringing: 15_000,
  connected: 60_000,
  /** The line has gone: the carrier's last word and the recording are due. */
  wrapping: 3000,
} as const;

/** Added to ring time and longest talk: later than this a call cannot be live. */
export const DEADLINE_SLACK_MS = 120_000;

/** How long the carrier's list of calls is given to show a call whose creation it never confirmed. */
export const UNCONFIRMED_FOR_MS = 30_000;

const NO_RECORDING: Call['recording'] = { state: 'none', channels: 2, seconds: 0, bytes: 0, sha256: null, alarms: [] };

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The row as the contract shows it. `turn_state` is known only while the call is on this process's edge. */
export function toCall({ row, placedBy, recording }: CallRecord, turnState: Call['turn_state'] = null): Call {
  return {
    call_id: row.id,
    call_sid: row.call_sid,
    state: row.state as CallState,
    reason: row.reason,
    reason_code: row.reason_code,
    direction: row.direction as Call['direction'],
    to: row.to_number,
    from: row.from_number,
    scenario_id: row.scenario_id,
    scenario_name: row.scenario_name,
    practice: row.practice === 1,
    persona: row.persona,
    placed_by: { user_id: row.user_id, name: placedBy },
    created_at: iso(row.created_at),
    answered_at: row.answered_at === null ? null : iso(row.answered_at),
    ended_at: row.ended_at === null ? null : iso(row.ended_at),
    duration_seconds: row.duration_ms / 1000,
    turn_state: turnState,
    ai_muted: row.ai_muted === 1,
    recording: recording ? toRecording(recording) : NO_RECORDING,
    latency: { greeting_ms: row.greeting_ms, first_response_p50_ms: row.response_p50_ms, first_response_p95_ms: row.response_p95_ms },
    turns: row.turn_count,
    words: row.word_count,
    interruptions: row.interruption_count,
    risk: { score: row.risk_score, reasons: JSON.parse(row.risk_reasons) as RiskReason[] },
    disposition: row.disposition as (typeof DISPOSITIONS)[number]['code'] | null,
    notes: row.notes,
    tail: row.tail,
  };
}

export function toRecording(row: RecordingRow): Call['recording'] {
  return {
    state: row.state as Call['recording']['state'],
    channels: row.channels,
    seconds: row.duration_ms / 1000,
    bytes: row.bytes,
    sha256: row.sha256,
    alarms: JSON.parse(row.alarms) as string[],
  };
}

export function toUtterance(row: Omit<Selectable<UtterancesTable>, 'row_id'>): Utterance {
  return {
    utterance_id: row.id,
    call_id: row.call_id,
    sequence: row.sequence,
    channel: row.channel === 0 ? 0 : 1,
    speaker: row.channel === 0 ? 'customer' : 'agent',
    text: row.text,
    start_ms: row.start_ms,
    end_ms: row.end_ms,
    confidence: row.confidence,
    interrupted: row.interrupted === 1,
    unintelligible: row.unintelligible === 1,
    final: row.final === 1,
  };
}

export function toTurn(row: Selectable<TurnsTable>): Turn {
  const { org_id: _org, call_id: _call, ...turn } = row;
  return { ...turn, kind: turn.kind as Turn['kind'] };
}

export function toCallEvent(row: Selectable<CallEventsTable>): CallEvent {
  return {
    event_id: row.id,
    sequence: row.sequence,
    at: iso(row.at),
    type: row.type,
    text: row.text,
    state: row.state as CallState | null,
    data: JSON.parse(row.data) as Record<string, unknown>,
  };
}

/** One line to be written into a call's ledger. */
export type LedgerEntry = {
  type: string;
  /** A sentence for people; no words of the conversation, no secret. */
  text: string;
  signal?: CallSignal;
  data?: Record<string, unknown>;
  /** When it happened; the moment of writing when absent. */
  at?: number;
  /** Why the call ended so; used when the signal ends it. */
  reason?: string;
  reasonCode?: string | null;
  /** Columns that this entry sets beside the projection. */
  patch?: Partial<CallRow>;
};

/**
 * The projection of one ledger entry onto a call's row. Pure: the same entries in the same order give the same row.
 * Instants are set by the first signal that reaches them and stay.
 */
export function project(row: CallRow, entry: LedgerEntry, at: number): { state: CallState; changed: boolean; patch: Partial<CallRow> } {
  const before = row.state as CallState;
  const state = entry.signal ? nextCallState(before, entry.signal) : before;
  const changed = state !== before;
  const patch: Partial<CallRow> = { ...entry.patch, updated_at: at };
  if (!changed) return { state, changed, patch };
  patch.state = state;
  if (isConnected(state) && row.answered_at === null) patch.answered_at = at;
  if (state === 'wrapping' || isTerminal(state)) {
    const endedAt = patch.ended_at ?? row.ended_at ?? at;
    const answeredAt = patch.answered_at ?? row.answered_at;
    patch.ended_at = endedAt;
    patch.duration_ms = answeredAt === null ? 0 : Math.max(0, Math.round(endedAt - answeredAt));
  }
  if (isTerminal(state)) {
    patch.reason = entry.reason ?? entry.text;
    patch.reason_code = entry.reasonCode ?? null;
    patch.next_check_at = null;
    patch.deadline_at = null;
  }
  return { state, changed, patch };
}

/** What is known when a line has gone. */
export type Ending = {
  /** The carrier's word, when it gave one. */
  carrier: { as: TerminalCallState; reason: string; code: string | undefined; seconds: number | undefined } | undefined;
  /** Somebody was heard on the line. */
  connected: boolean;
  machine: boolean;
  /** Who ended it on our side, in a sentence; undefined: nobody did. */
  ours: string | undefined;
  /** Our side broke: what failed, in a sentence. */
  failure: { text: string; code: string } | undefined;
};

/** The state in which a call ends, and why. */
export function endingOf(ending: Ending): { as: TerminalCallState; reason: string; code: string | null } {
  const { carrier, connected, failure } = ending;
  const code = carrier?.code ?? null;
  if (failure) return { as: connected ? 'dropped' : 'failed', reason: failure.text, code: failure.code };
  if (!connected && ending.ours) return { as: 'canceled', reason: ending.ours, code };
  if (!connected && carrier?.as === 'completed') {
    return (carrier.seconds ?? 0) > 0
      ? { as: 'completed', reason: 'The call was answered and ended before any sound reached this program.', code }
      : { as: 'no_answer', reason: 'Nobody answered.', code };
  }
  if (!connected && carrier) return { as: carrier.as, reason: carrier.reason, code };
  if (!connected) return { as: 'unknown', reason: 'The carrier never said how the call ended.', code };
  if (carrier && carrier.as !== 'completed' && carrier.as !== 'canceled') return { as: carrier.as, reason: carrier.reason, code };
  if (ending.machine) return { as: 'voicemail', reason: 'An answering machine picked up.', code };
  return { as: 'completed', reason: ending.ours ?? (carrier ? 'The other side hung up.' : 'The line was closed.'), code };
}
