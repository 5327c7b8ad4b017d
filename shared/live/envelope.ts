/** The live plane's one envelope, and every event that travels in it. */
import type { z } from 'zod';
import type { Presence } from '#shared/contract/accounts.ts';
import type { Agent } from '#shared/contract/analytics.ts';
import type { call, callEvent, recording, riskReason, turn, utterance } from '#shared/contract/calls.ts';
import type { exportJob } from '#shared/contract/exports.ts';
import type { rehearsal } from '#shared/contract/rehearsals.ts';
import type { health } from '#shared/contract/system.ts';

type CallRow = z.infer<typeof call>;

/** Event name → its data. All carry `call_id` but for the system's own. */
export type LiveEvents = {
  /** The whole call, after any change of its row. */
  'call.updated': CallRow;
  /** A change of state, as it enters the ledger. */
  'call.state': { call_id: string; state: CallRow['state']; previous: CallRow['state']; reason: string };
  'call.event': z.infer<typeof callEvent> & { call_id: string };
  'utterance.partial': z.infer<typeof utterance>;
  'utterance.final': z.infer<typeof utterance>;
  'turn.metrics': z.infer<typeof turn> & { call_id: string };
  'turn.state': { call_id: string; state: 'listening' | 'thinking' | 'speaking'; at_ms: number };
  /** dBFS, −90 … 0, ten times a second. */
  'audio.level': { call_id: string; at_ms: number; customer: number; agent: number };
  'monitor.joined': { call_id: string; user_id: string; name: string; since: string; mode: 'listen' };
  'monitor.left': { call_id: string; user_id: string; name: string };
  risk: { call_id: string; score: number; reasons: z.infer<typeof riskReason>[] };
  'recording.state': { call_id: string } & z.infer<typeof recording>;
  'call.summary': CallSummary;
  /** A rehearsal began, ended or was stopped. To its person alone, on the topic `system`. */
  'rehearsal.updated': z.infer<typeof rehearsal>;
  /** An AI agent was paused or activated. On the topic `system`; to its person alone, unless it is a built-in one. */
  'agent.updated': { agent_id: string; status: Agent['status'] };
  /** An export went on, or is over. On the topic `system`, to its person, owners and supervisors. */
  'export.updated': z.infer<typeof exportJob>;
  'system.health': z.infer<typeof health>;
  /** What one person is doing, when it changes. On the topic `system`. */
  presence: Presence;
  /** To one console alone: its own tap is open, frames with this stream number follow. */
  'listen.started': { call_id: string; stream: number };
  'listen.stopped': { call_id: string; stream: number; reason: string };
  /**
   * Answer to `subscribe`, after the events it brought back: the newest sequence number. `gap`: events were missed, so state must be read again.
   * It also comes unasked, with `gap`, to a console that was too slow for what it subscribed to.
   */
  subscribed: { seq: number; gap: boolean };
  error: { code: string; message: string };
  /** Every 20 s, and more often on a busy port; to be answered with `pong`. */
  ping: Record<string, never>;
};

/** How a call went, when it is over. */
export type CallSummary = {
  call_id: string;
  call_sid: string | null;
  state: CallRow['state'];
  reason: string;
  duration_seconds: number;
  turns: number;
  words: number;
  interruptions: number;
  recording: { path: string; channels: number; seconds: number; sha256: string } | null;
  latency: CallRow['latency'];
};

export type LiveEventType = keyof LiveEvents;

export type Envelope<T extends LiveEventType = LiveEventType> = {
  [K in T]: {
    type: K;
    /** Grows by one with each event of this process; a process started later begins higher. Events to one console alone carry the newest number. */ seq: number;
    /** ISO 8601. */ ts: string;
    data: LiveEvents[K];
  };
}[T];

/** Events that replace one another for the same call (partial utterances: for the same utterance): a slow console gets only the newest of each. */
export const COALESCED: readonly LiveEventType[] = [
  'call.updated',
  'utterance.partial',
  'turn.state',
  'audio.level',
  'risk',
  'recording.state',
  'system.health',
  'presence',
  'export.updated',
  'agent.updated',
];

/** What a console may say on the live plane. */
export type LiveRequest =
  /** The first message of a WebSocket that brought neither a header, a cookie nor a ticket; an access token or a personal token. */
  | { type: 'authenticate'; token: string }
  /** Topics: `calls` (everything of all calls), `call:<id>` (everything of one call), `system`. `after`: bring back what came after this number. */
  | { type: 'subscribe'; topics: string[]; after?: number }
  | { type: 'unsubscribe'; topics: string[] }
  | { type: 'listen'; call_id: string }
  | { type: 'unlisten'; call_id: string }
  | { type: 'pong' };
