/** The edge's one port: three webhooks, the media sockets, a health check. Nothing else is ever answered with more than 404. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { readOpening } from './opening.ts';
import { isSignedSocket } from './signature.ts';
import type { Tickets } from './tickets.ts';
import { type WebhookDesk, Webhooks } from './webhooks.ts';

export type DoorDesk = WebhookDesk & {
  /** The scenario of a call; undefined when there is no such call. */
  scenarioOf(callId: string): string | undefined;
  /** Takes the media socket of a call; false when the call takes none. */
  media(callId: string, socket: WebSocket, wire: Duplex): boolean;
};

export type Door = { port: number; close(): Promise<void> };

const MAX_MESSAGE_BYTES = 64 * 1024;
const REQUEST_MS = 10_000;
/** The documented address of a media stream; its ticket comes as the last part, or as the stream's own parameter. */
const MEDIA_STREAM = /^\/media-stream\/([A-Za-z0-9_-]{1,80})(?:\/([A-Za-z0-9._-]{1,400}))?$/;
const MEDIA = /^\/media\/([A-Za-z0-9._-]{1,400})$/;

/** @throws when the address is taken. */
export async function openDoor(options: { host: string; port: number }, desk: DoorDesk, tickets: Tickets): Promise<Door> {
  const webhooks = new Webhooks(desk);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false, clientTracking: true });
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    answer(webhooks, request, response).catch((error: unknown) => {
      desk.refused('webhook', error instanceof Error ? error.message : String(error));
      if (!response.headersSent) response.writeHead(400, { connection: 'close' });
      response.end();
    });
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const admitted = admit(request, desk, tickets);
    if ('status' in admitted) {
      desk.refused('media', admitted.detail);
      socket.end(`HTTP/1.1 ${admitted.status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const attach = (callId: string, media: WebSocket) => {
      if (desk.media(callId, media, socket)) return;
      desk.refused('media', `call ${callId} takes no media now`);
      media.close(1008, 'no such call');
    };
    sockets.handleUpgrade(request, socket, head, (media) => {
      if ('callId' in admitted) attach(admitted.callId, media);
      else void admitByParameter(media, admitted.ticketFor, tickets, desk, attach);
    });
  });
  await listen(server, options);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(webhooks: Webhooks, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const health = request.method === 'GET' && request.url === '/health';
  const given = health ? { status: 200, type: 'application/json', body: '{"ok":true}' } : await webhooks.answer(request);
  const { status, type, body } = given ?? { status: 404, type: 'text/plain', body: 'Nothing here.' };
  const close = status >= 400 ? { connection: 'close' } : {};
  response.writeHead(status, { ...(body ? { 'content-type': type } : {}), 'content-length': Buffer.byteLength(body), ...close });
  response.end(body);
}

type Admitted = { callId: string } | { ticketFor: string } | { status: string; detail: string };

function admit(request: IncomingMessage, desk: DoorDesk, tickets: Tickets): Admitted {
  const path = request.url ?? '';
  const documented = MEDIA_STREAM.exec(path);
  const [, scenario, ticket] = documented ?? [undefined, undefined, MEDIA.exec(path)?.[1]];
  if (ticket === undefined && scenario === undefined) return { status: '404 Not Found', detail: 'a socket at an unknown path' };
  const signature = request.headers['x-twilio-signature'];
  const url = desk.publicUrl().replace(/^http/, 'ws') + path;
  if (typeof signature === 'string' && !isSignedSocket(desk.authToken(), signature, url))
    return { status: '403 Forbidden', detail: 'the signature of a media socket is wrong' };
  if (ticket === undefined) return { ticketFor: scenario ?? '' };
  const redeemed = redeem(ticket, scenario, tickets, desk);
  return 'wrong' in redeemed ? { status: documented ? '401 Unauthorized' : '403 Forbidden', detail: redeemed.wrong } : redeemed;
}

/** Uses a ticket up. @param scenario that the address names: it must be the one of the ticket's call */
function redeem(ticket: string, scenario: string | undefined, tickets: Tickets, desk: DoorDesk): { callId: string } | { wrong: string } {
  const redeemed = tickets.redeem(ticket);
  if ('wrong' in redeemed || scenario === undefined || desk.scenarioOf(redeemed.callId) === scenario) return redeemed;
  return { wrong: 'the ticket is for a call of another scenario' };
}

const NO_TICKET = 4401;

/** Waits for the stream's start, whose parameter `ticket` says which call it is. */
async function admitByParameter(
  media: WebSocket,
  scenario: string,
  tickets: Tickets,
  desk: DoorDesk,
  attach: (callId: string, media: WebSocket) => void,
): Promise<void> {
  const { ticket, replay } = await readOpening(media);
  const redeemed = ticket === undefined ? { wrong: 'a stream without a ticket' } : redeem(ticket, scenario, tickets, desk);
  if ('wrong' in redeemed) {
    desk.refused('media', redeemed.wrong);
    media.close(NO_TICKET, 'no valid ticket');
  } else {
    attach(redeemed.callId, media);
  }
  replay();
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
