/** Who may open a WebSocket, whatever is said on it then: origin, identity, number of connections, heartbeat, end. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Log } from '#core/ports/host.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { CLOSE, type LiveTransport } from './console-connection.ts';
import { firstMessage } from './first-message.ts';

/** What is known of an upgrade before it is accepted. */
export type UpgradeRequest = { method: string; url: string; headers: Headers };

/** What is said on an open socket. */
export type Conversation = {
  /** Ends it from this side. */
  close(code: number, reason: string): void;
  /** The other side is gone. */
  ended(): void;
  /** A sign of life below the messages. */
  alive(): void;
};

export type AdmissionOptions = {
  server: Server;
  log: Log;
  /** Whether its Host and Origin are of this program; anything else is refused before the handshake. */
  allow(request: UpgradeRequest): boolean;
  /** By the session cookie, a token, or a single-use `?ticket=`. May throw an AppError for one that is there and not good. */
  identify(request: UpgradeRequest): Promise<Actor | undefined>;
  /** By the token of the first message, for sockets that brought nothing; without it they are refused. */
  identifyByToken?: ((token: string) => Promise<Actor>) | undefined;
  takes(pathname: string): boolean;
  /** What becomes of other paths: left to another listener, or refused with this status. Default: left, unless there is no other. */
  elsewhere?: ((pathname: string) => 'leave' | `${number} ${string}`) | undefined;
  /** Begins to talk; undefined when it closed the socket instead. Messages that came before are delivered after. */
  serve(socket: WebSocket, actor: Actor, url: URL): Conversation | undefined | Promise<Conversation | undefined>;
};

/** What is asked for, and from where. */
type Opening = { url: URL; address: string | undefined };

export type Admission = { readonly connections: number; close(): Promise<void> };

const MAX_PAYLOAD_BYTES = 16 * 1024;
const MAX_CONNECTIONS_OF_ONE_USER = 40;
const BEAT_MS = 20_000;

export function openAdmission({ server, log, allow, identify, identifyByToken, takes, elsewhere, serve }: AdmissionOptions): Admission {
  const refusal = elsewhere ?? (() => (server.listenerCount('upgrade') > 1 ? 'leave' : '404 Not Found'));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false });
  const open = new Map<Conversation, string>();

  async function begin(socket: WebSocket, actor: Actor | AppError | undefined, { url, address }: Opening) {
    if (actor instanceof AppError && actor.code === 'FORBIDDEN') return socket.close(CLOSE.forbidden, 'not allowed');
    if (!actor || actor instanceof AppError) return socket.close(CLOSE.signedOut, 'not signed in');
    const mine = [...open.values()].filter((userId) => userId === actor.user_id).length;
    if (mine >= MAX_CONNECTIONS_OF_ONE_USER) return socket.close(CLOSE.tooMany, 'too many connections');
    const conversation = await serve(socket, address === undefined ? actor : { ...actor, address }, url);
    if (!conversation) return;
    const ended = () => {
      conversation.ended();
      open.delete(conversation);
    };
    if (socket.readyState !== socket.OPEN) return ended();
    open.set(conversation, actor.user_id);
    socket.on('pong', conversation.alive);
    socket.on('close', ended);
  }

  async function welcome(socket: WebSocket, found: Actor | AppError | undefined, opening: Opening) {
    socket.on('error', (error) => log.debug({ err: error }, 'a live socket failed'));
    if (found || !identifyByToken) return begin(socket, found, opening);
    const { token, replay } = await firstMessage(socket);
    const actor = token === undefined ? undefined : await told(identifyByToken(token));
    if (socket.readyState !== socket.OPEN) return;
    await begin(socket, actor, opening);
    replay();
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
    const facts = factsOf(request);
    if (!facts) return refuse(socket, '400 Bad Request');
    const url = new URL(facts.url);
    if (!takes(url.pathname)) {
      const status = refusal(url.pathname);
      return status === 'leave' ? undefined : refuse(socket, status);
    }
    if (!allow(facts)) {
      log.warn({ origin: facts.headers.get('origin'), host: facts.headers.get('host') }, 'a live connection from elsewhere was refused');
      return refuse(socket, '403 Forbidden');
    }
    const { remoteAddress: address } = request.socket;
    // Refused after the handshake: a page learns the reason from a close code alone.
    const found = await told(identify(facts));
    if (socket.destroyed) return;
    sockets.handleUpgrade(request, socket, head, (one) => {
      welcome(one, found, { url, address }).catch((error: unknown) => {
        log.error({ err: error }, 'a live connection could not be opened');
        one.close(1011, 'failed');
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
  }, BEAT_MS);
  beat.unref();

  return {
    get connections() {
      return open.size;
    },
    async close() {
      clearInterval(beat);
      server.off('upgrade', onUpgrade);
      for (const conversation of open.keys()) conversation.close(1001, 'the program stops');
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

/** A socket as a console's wire. */
export function transportOf(socket: WebSocket): LiveTransport {
  return {
    sendEvent: (envelope) => socket.send(JSON.stringify(envelope)),
    sendAudio: (frame) => socket.send(frame, { binary: true }),
    buffered: () => socket.bufferedAmount,
    close: (code, reason) => socket.close(code, reason),
  };
}

/** The JSON of a text message; undefined when it is none. */
export function readMessage(data: RawData, isBinary: boolean): unknown {
  try {
    return isBinary ? undefined : JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '');
  } catch {
    return undefined;
  }
}

function factsOf({ method = 'GET', url = '/', headers }: IncomingMessage): UpgradeRequest | undefined {
  const list = Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : []));
  const base = `http://${headers.host ?? 'localhost'}`;
  return URL.canParse(url, base) ? { method, url: new URL(url, base).href, headers: new Headers(list) } : undefined;
}

/** Answers an upgrade that is not accepted. */
function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
