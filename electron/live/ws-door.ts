/** The live plane over WebSocket, on the upgrade of an HTTP server. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { CallsApp } from '#core/app-types.ts';
import type { Log } from '#core/ports/host.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { CLOSE, connectConsole, type ConsoleConnection, type LiveTransport } from './console-connection.ts';
import type { LiveBus } from './event-bus.ts';
import { firstMessage } from './first-message.ts';

/** What is known of an upgrade before it is accepted. */
export type UpgradeRequest = { method: string; url: string; headers: Headers };

export type WsDoorOptions = {
  server: Server;
  bus: LiveBus;
  calls: Pick<CallsApp, 'listen'>;
  log: Log;
  /** Whether its Host and Origin are of this program; anything else is refused before the handshake. */
  allow(request: UpgradeRequest): boolean;
  /** By the session cookie, a token, or a single-use `?ticket=`. May throw an AppError for one that is there and not good. */
  identify(request: UpgradeRequest): Promise<Actor | undefined>;
  /** By the token of the first message, for sockets that brought nothing; without it they are refused. */
  identifyByToken?(token: string): Promise<Actor>;
  path?: string;
};

export type WsDoor = {
  readonly connections: number;
  close(): Promise<void>;
};

const MAX_PAYLOAD_BYTES = 16 * 1024;
const MAX_CONNECTIONS_OF_ONE_USER = 40;

/** Takes over upgrades of `path` (default `/live`). Other paths are left to other listeners, or refused when there are none. */
export function openWsDoor({ server, bus, calls, log, allow, identify, identifyByToken, path = '/live' }: WsDoorOptions): WsDoor {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false });
  const connections = new Set<ConsoleConnection>();

  function serve(socket: WebSocket, actor: Actor | AppError | undefined) {
    if (actor instanceof AppError && actor.code === 'FORBIDDEN') return socket.close(CLOSE.forbidden, 'not allowed');
    if (!actor || actor instanceof AppError) return socket.close(CLOSE.signedOut, 'not signed in');
    const mine = [...connections].filter((one) => one.actor.user_id === actor.user_id).length;
    if (mine >= MAX_CONNECTIONS_OF_ONE_USER) return socket.close(CLOSE.tooMany, 'too many connections');
    const connection = connectConsole({ actor, bus, calls, log, transport: transportOf(socket) });
    connections.add(connection);
    socket.on('pong', connection.alive);
    socket.on('message', (data, isBinary) => {
      const message = isBinary ? undefined : parse(data);
      if (message === undefined) connection.close(CLOSE.badRequest, 'not JSON');
      else connection.receive(message);
    });
    socket.on('close', () => {
      connection.ended();
      connections.delete(connection);
    });
  }

  async function welcome(socket: WebSocket, found: Actor | AppError | undefined) {
    socket.on('error', (error) => log.debug({ err: error }, 'a live socket failed'));
    if (found || !identifyByToken) return serve(socket, found);
    const { token, replay } = await firstMessage(socket);
    const actor = token === undefined ? undefined : await told(identifyByToken(token));
    if (socket.readyState !== socket.OPEN) return;
    serve(socket, actor);
    replay();
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
    const facts = factsOf(request);
    if (!facts) return refuse(socket, '400 Bad Request');
    if (new URL(facts.url).pathname !== path) return server.listenerCount('upgrade') > 1 ? undefined : refuse(socket, '404 Not Found');
    if (!allow(facts)) {
      log.warn({ origin: facts.headers.get('origin'), host: facts.headers.get('host') }, 'a live connection from elsewhere was refused');
      return refuse(socket, '403 Forbidden');
    }
    // Refused after the handshake: a page learns the reason from a close code alone.
    const found = await told(identify(facts));
    if (socket.destroyed) return;
    sockets.handleUpgrade(request, socket, head, (open) => {
      welcome(open, found).catch((error: unknown) => {
        log.error({ err: error }, 'a live connection could not be opened');
        open.close(1011, 'failed');
      });
    });
  }

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head).catch((error: unknown) => {
      log.error({ err: error }, 'a live connection could not be opened');
      refuse(socket, '500 Internal Server Error');
    });
  };
  server.on('upgrade', onUpgrade);

  // Browsers answer these below the page, so that a page in the background is not taken for gone.
  const beat = setInterval(() => {
    for (const socket of sockets.clients) if (socket.readyState === socket.OPEN) socket.ping();
  }, 20_000);
  beat.unref();

  return {
    get connections() {
      return connections.size;
    },
    async close() {
      clearInterval(beat);
      server.off('upgrade', onUpgrade);
      for (const connection of connections) connection.close(1001, 'the program stops');
      const gone = new Promise<void>((resolve) => sockets.close(() => resolve()));
      for (const socket of sockets.clients) setTimeout(() => socket.terminate(), 500).unref();
      await gone;
    },
  };
}

/** A refusal is an answer, too. */
async function told(work: Promise<Actor | undefined>): Promise<Actor | AppError | undefined> {
  return work.catch((error: unknown) => {
    if (error instanceof AppError) return error;
    throw error;
  });
}

function transportOf(socket: WebSocket): LiveTransport {
  return {
    sendEvent: (envelope) => socket.send(JSON.stringify(envelope)),
    sendAudio: (frame) => socket.send(frame, { binary: true }),
    buffered: () => socket.bufferedAmount,
    close: (code, reason) => socket.close(code, reason),
  };
}

function factsOf({ method = 'GET', url = '/', headers }: IncomingMessage): UpgradeRequest | undefined {
  const list = Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : []));
  const base = `http://${headers.host ?? 'localhost'}`;
  return URL.canParse(url, base) ? { method, url: new URL(url, base).href, headers: new Headers(list) } : undefined;
}

function parse(data: RawData): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '');
  } catch {
    return undefined;
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
