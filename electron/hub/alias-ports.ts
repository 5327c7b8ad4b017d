/** The ports that the documents' own clients ask, on loopback: the same program behind each. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AppError } from '#shared/domain/errors.ts';

/** 3001: the Assistants document. 5050: the Speech Assistant document. 8000: the VoiceFlow and AutoPulse documents. */
export const ALIAS_PORTS = [3001, 5050, 8000] as const;
const ASSISTANTS_PORT = 3001;

/** `localhost` may be either. */
const HOSTS = ['127.0.0.1', '::1'];

export type AliasPorts = { close(): Promise<void> };

export type AliasOptions = {
  /** Answers what comes in by any of the ports. */
  main: Server;
  /**
   * A personal token for the Assistants document, whose printed client sends none. What comes to its port for `/assistant` without any
   * credential counts as sent with this token; without one it is refused like any other.
   */
  assistantsToken?: string | undefined;
  ports?: readonly number[];
};

/** @throws AppError CONFLICT when one of them is taken; none is open then */
export async function openAliasPorts({ main, assistantsToken, ports = ALIAS_PORTS }: AliasOptions): Promise<AliasPorts> {
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(
      servers.map(async (server) => {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }),
    );
  };
  for (const port of ports) {
    const lend = port === ASSISTANTS_PORT ? assistantsToken : undefined;
    for (const host of HOSTS) {
      try {
        servers.push(await open(main, host, port, lend));
      } catch (cause) {
        if (host === '::1' && isAbsent(cause)) continue;
        await close();
        throw portTaken(port, cause);
      }
    }
  }
  return { close };
}

async function open(main: Server, host: string, port: number, token: string | undefined): Promise<Server> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (token !== undefined) lendToken(request, token);
    main.emit('request', request, response);
  });
  server.on('upgrade', (...upgrade) => main.emit('upgrade', ...upgrade));
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

function lendToken(request: IncomingMessage, token: string): void {
  const { headers, rawHeaders, url = '' } = request;
  if (headers.authorization !== undefined || headers.cookie !== undefined || !/^\/assistant(?:[/?]|$)/.test(url)) return;
  headers.authorization = `Bearer ${token}`;
  rawHeaders.push('Authorization', headers.authorization);
}

/** This machine has no such loopback address. */
function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT');
}

function portTaken(port: number, cause: unknown): AppError {
  const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
  return new AppError('CONFLICT', `The hub cannot listen on port ${port}${taken ? ': another program has it' : ''}.`, {
    details: `Nothing was started. --compat-ports needs ${ALIAS_PORTS.join(', ')}: end the other program, or start the hub without it.`,
    params: { port },
    cause,
  });
}
