/** Tells when the connections between the parts of one thread are at rest: every byte that one end has sent was read by the other. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

export type QuietSockets = {
  /** Resolves when nothing is under way between the ends in this thread, and the event loop has nothing left that follows from it. */
  settle(): Promise<void>;
  close(): void;
};

/** So many rounds of the event loop without a change are rest: a reader may pass on what it read one or two rounds later. */
const QUIET_ROUNDS = 3;
/** A connection whose one end does not read is waited for no longer than this, in real milliseconds. */
const LONGEST_MS = 2000;

const round = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Watches every connection that is opened from now on in this thread. Those whose other end is elsewhere do not count. */
export function watchSockets(): QuietSockets {
  const clients = new Set<Socket>();
  const servers = new Map<number, Socket>();
  /** Changes whenever a byte moves or a connection comes or goes. */
  let changes = 0;

  const forgetWhenClosed = (socket: Socket, forget: () => void) =>
    socket.once('close', () => {
      changes++;
      forget();
    });
  const onClient = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    changes++;
    clients.add(socket);
    forgetWhenClosed(socket, () => clients.delete(socket));
  };
  const onServer = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    changes++;
    servers.set(remotePort, socket);
    forgetWhenClosed(socket, () => {
      if (servers.get(remotePort) === socket) servers.delete(remotePort);
    });
  };
  subscribe('net.client.socket', onClient);
  subscribe('net.server.socket', onServer);

  /** The bytes that moved so far, or undefined while some are on their way. */
  const moved = (): number | undefined => {
    let bytes = 0;
    for (const client of clients) {
      if (client.connecting) return undefined;
      const server = servers.get(client.localPort ?? -1);
      if (!server || client.bytesWritten !== server.bytesRead || server.bytesWritten !== client.bytesRead) return undefined;
      bytes += client.bytesRead + server.bytesRead;
    }
    return bytes;
  };

  return {
    async settle() {
      let before = { bytes: -1, changes: -1 };
      let quiet = 0;
      const until = performance.now() + LONGEST_MS;
      while (quiet < QUIET_ROUNDS && performance.now() < until) {
        await round();
        const bytes = moved() ?? -1;
        quiet = bytes < 0 ? 0 : bytes === before.bytes && changes === before.changes ? quiet + 1 : 1;
        before = { bytes, changes };
      }
    },
    close() {
      unsubscribe('net.client.socket', onClient);
      unsubscribe('net.server.socket', onServer);
      clients.clear();
      servers.clear();
    },
  };
}
