/** The hub as one object: booted, listening, closable. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { isForApi } from '#api/compat/for-api.ts';
import { requireScope } from '#api/scopes.ts';
import type { Caller, Identity } from '#core/accounts/model.ts';
import type { Log } from '#core/ports/host.ts';
import { openDocumentedDoor } from '#live/documented-door.ts';
import { openWsDoor, type UpgradeRequest } from '#live/ws-door.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { boot, type Running } from '../boot.ts';
import { consoleFolder, serveConsole } from '../static-files.ts';
import { type AliasPorts, openAliasPorts } from './alias-ports.ts';
import { readAway } from './read-away.ts';

const HOST = '127.0.0.1';

export type HubSettings = { dataDir: string; port: number; portIsFixed: boolean; edgePort: number; log: Log; compatPorts?: boolean };

export type HubProcess = {
  url: string;
  edgeUrl: string;
  /** The console's address with its one-time token. */
  consoleUrl: string;
  mode: Running['mode'];
  close(): Promise<void>;
};

/** @throws AppError as `boot` does, CONFLICT when the port is taken */
export async function startHub({ dataDir, port, portIsFixed, edgePort, log, compatPorts = false }: HubSettings): Promise<HubProcess> {
  const running = await boot({ dataDir, log, program: 'the hub', edgePort });
  const listener = getRequestListener((request, { incoming }) => answer(running, request, incoming as IncomingMessage));
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  let aliases: AliasPorts | undefined;
  try {
    if (compatPorts) aliases = await openAliasPorts({ main: server, assistantsToken: process.env.NEXT_PUBLIC_VAPI_TOKEN });
    await listen(server, port, portIsFixed);
  } catch (error) {
    await aliases?.close();
    await running.close();
    throw error;
  }
  const { app, bus, allow } = running;
  const admission = {
    server,
    bus,
    log,
    allow,
    identify: async (request: UpgradeRequest) => mayFollow(await running.identify(request)),
    identifyByToken: async (token: string) => mayFollow(await app.accounts.byBearer(token)),
  };
  const live = openWsDoor({ ...admission, calls: app.calls });
  const documented = openDocumentedDoor({ ...admission, app });
  const url = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    edgeUrl: running.edgeUrl,
    consoleUrl: `${url}/?token=${running.consoleDoor.issueToken()}`,
    mode: running.mode,
    async close() {
      const closed = once(server, 'close');
      server.close();
      // The calls end first, so that consoles hear how; then nothing new is let in.
      await running.close();
      await Promise.all([live.close(), documented.close(), aliases?.close()]);
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(running: Running, request: Request, incoming: IncomingMessage): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (isForApi(request)) {
    const response = await running.api.fetch(request, { incoming });
    if (response.status === 413) await readAway(incoming);
    return response;
  }
  if (!running.allow(request)) return text(403, 'This address does not answer pages of other sites.');
  const entered = pathname === '/' ? await running.consoleDoor.enter(request, callerOf(request, incoming)) : undefined;
  return entered ?? serveConsole(consoleFolder(), pathname);
}

/** @throws AppError FORBIDDEN for a personal token that may neither read nor place calls */
function mayFollow<T extends Identity | undefined>(identity: T): T extends Identity ? Actor : Actor | undefined;
function mayFollow(identity: Identity | undefined): Actor | undefined {
  if (identity) requireScope(identity, 'live', false);
  return identity?.actor;
}

function callerOf({ headers }: Request, { socket }: IncomingMessage): Caller {
  return { address: socket.remoteAddress ?? '', user_agent: headers.get('user-agent') ?? '' };
}

function text(status: number, body: string): Response {
  return new Response(`${body}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' } });
}

async function listen(server: Server, port: number, portIsFixed: boolean): Promise<void> {
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    if (taken && !portIsFixed) return listen(server, 0, true);
    throw new AppError('CONFLICT', `The hub cannot listen on port ${port}${taken ? ': another program has it' : ''}.`, {
      details: 'Nothing was started. Choose another one with --port, or any free one with --port 0.',
      cause,
    });
  }
}
