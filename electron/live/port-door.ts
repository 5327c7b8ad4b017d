/** The live plane over a MessagePort: envelopes as objects, audio as bytes. */
import type { CallsApp } from '#core/app-types.ts';
import type { Log } from '#core/ports/host.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Envelope } from '#shared/live/envelope.ts';
import type { DuplexPort } from '#shared/live/message-port.ts';
import { connectConsole, type ConsoleConnection } from './console-connection.ts';
import type { LiveBus } from './event-bus.ts';

export type PortDoorOptions = { port: DuplexPort; actor: Actor; bus: LiveBus; calls: Pick<CallsApp, 'listen'>; log: Log };

/** What one event is taken to weigh: measuring each would cost more than sending it. */
const EVENT_BYTES = 1024;
/** So much goes out before the other side is asked whether it follows. */
const PING_AFTER_BYTES = 16 * 1024;

/**
 * Serves one window. A MessagePort does not tell what waits in it, so pings go out among the messages and what was sent since the last answered
 * one counts as not yet delivered.
 */
export function openPortDoor({ port, actor, bus, calls, log }: PortDoorOptions): ConsoleConnection {
  let sent = 0;
  let confirmed = 0;
  /** What had been sent at each ping that is not answered yet. */
  const marks: number[] = [];

  function count(bytes: number) {
    sent += bytes;
    if (marks.length > 0 || sent - confirmed < PING_AFTER_BYTES) return;
    sendEvent({ type: 'ping', seq: bus.seq, ts: new Date().toISOString(), data: {} });
  }

  function sendEvent(envelope: Envelope) {
    port.send(envelope);
    if (envelope.type === 'ping') marks.push(sent);
    else count(EVENT_BYTES);
  }

  const connection = connectConsole({
    actor,
    bus,
    calls,
    log,
    transport: {
      sendEvent,
      sendAudio(frame) {
        port.send(frame);
        count(frame.byteLength);
      },
      buffered: () => sent - confirmed,
      close: () => port.close(),
    },
  });

  port.onMessage((message) => {
    if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'pong') confirmed = marks.shift() ?? confirmed;
    connection.receive(message);
    connection.drain();
  });
  port.onClose(connection.ended);
  return connection;
}
