/** The live plane over WebSocket, on the upgrade of an HTTP server. */
import type { CallsApp } from '#core/app-types.ts';
import { type Admission, type AdmissionOptions, openAdmission, readMessage, transportOf } from './admission.ts';
import { CLOSE, connectConsole } from './console-connection.ts';
import type { LiveBus } from './event-bus.ts';

export type { UpgradeRequest } from './admission.ts';

export type WsDoorOptions = Omit<AdmissionOptions, 'takes' | 'elsewhere' | 'serve'> & {
  bus: LiveBus;
  calls: Pick<CallsApp, 'listen'>;
  path?: string;
};

export type WsDoor = Admission;

/** Takes over upgrades of `path` (default `/live`). */
export function openWsDoor({ bus, calls, path = '/live', ...admission }: WsDoorOptions): WsDoor {
  const { log } = admission;
  return openAdmission({
    ...admission,
    takes: (pathname) => pathname === path,
    serve(socket, actor) {
      const connection = connectConsole({ actor, bus, calls, log, transport: transportOf(socket) });
      socket.on('message', (data, isBinary) => {
        const message = readMessage(data, isBinary);
        if (message === undefined) connection.close(CLOSE.badRequest, 'not JSON');
        else connection.receive(message);
      });
      return connection;
    },
  });
}
