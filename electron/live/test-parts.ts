/** Parts of the live plane for its tests. */
import { vi } from 'vitest';
import type { CallsApp, ListenedFrame } from '#core/app-types.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Envelope } from '#shared/live/envelope.ts';
import type { LiveTransport } from './console-connection.ts';

export const silentLog = { debug() {}, info() {}, warn() {}, error: vi.fn() };

export const actor = (org_id = 'org_1', user_id = 'usr_1'): Actor => ({ org_id, user_id, role: 'supervisor', name: 'Sue' });

/** `stuck`: nothing leaves any more. */
type Wire = {
  events: Envelope[];
  frames: Uint8Array[];
  stuck: boolean;
  closed: { code: number; reason: string } | undefined;
  transport: LiveTransport;
};

/** A console whose wire can be blocked. */
export function createWire(): Wire {
  const events: Envelope[] = [];
  const frames: Uint8Array[] = [];
  const wire: Wire = {
    events,
    frames,
    stuck: false,
    closed: undefined,
    transport: {
      sendEvent: (envelope) => void events.push(envelope),
      sendAudio: (frame) => void frames.push(frame),
      buffered: () => (wire.stuck ? Number.POSITIVE_INFINITY : 0),
      close: (code, reason) => void (wire.closed = { code, reason }),
    },
  };
  return wire;
}

/** Calls that can be listened to; `call_none` is nobody's. */
export function createTaps() {
  const open = new Map<string, { onFrame: (frame: ListenedFrame) => void; onEnd: (reason: string) => void }>();
  const calls: Pick<CallsApp, 'listen'> = {
    async listen(_actor, callId, onFrame, onEnd) {
      if (callId === 'call_none') throw new AppError('NOT_FOUND', 'There is no such call.');
      open.set(callId, { onFrame, onEnd });
      return () => void open.delete(callId);
    },
  };
  return { open, calls };
}

export const level = (call_id: string, customer: number) => ({ call_id, at_ms: 0, customer, agent: -90 });
export const state = (call_id: string) => ({ call_id, state: 'ringing', previous: 'dialing', reason: '' }) as const;
