/** The realtime voice model's door: HTTP for short-lived secrets, and the upgrade with all that can be refused there. */
import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Clock } from '#shared/domain/clock.ts';
import type { FaultBoard } from '../faults.ts';
import type { Studio } from '../types.ts';
import { ApiError } from './api-error.ts';
import { MAX_MESSAGE_BYTES } from './client-events.ts';
import { createSecrets } from './client-secrets.ts';
import { newId } from './ids.ts';
import { isModel } from './models.ts';
import { startSession } from './realtime-session.ts';
import { createWarmUp } from './warm-up.ts';

export type VoiceModelOptions = {
  clock: Clock;
  studio: Studio;
  apiKey: string;
  faults: FaultBoard;
  /** 0 or absent: any free port. */
  port?: number;
  host?: string;
  /** PEM texts; present: the server speaks wss and https. */
  tls?: { key: string; cert: string };
  /** Length of a session in the clock's time. Default 60 minutes. */
  sessionLimitMs?: number;
  /** How much faster than it is heard audio is sent. Default 5. */
  audioSpeed?: number;
};

export type VoiceModel = {
  port: number;
  /** Base of the realtime address, such as `ws://127.0.0.1:4001/v1`. */
  url: string;
  /** Closes every session with 1001. */
  close(): Promise<void>;
};

const HOUR_MS = 3_600_000;
const SECRET_PROTOCOL = 'openai-insecure-api-key.';
const BETA_PROTOCOL = 'openai-beta.realtime-v1';

export async function startVoiceModel(options: VoiceModelOptions): Promise<VoiceModel> {
  const { clock, faults } = options;
  const secrets = createSecrets(clock, options.apiKey);
  const warmUp = createWarmUp(options.studio);
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    secrets.handle(request).then(
      ({ status, body }) => sendJson(response, status, body),
      () => sendJson(response, 400, errorBody(new ApiError(null, 'The request could not be read.'))),
    );
  };
  const http = options.tls ? createTlsServer(options.tls, onRequest) : createHttpServer(onRequest);
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
  });

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const refusal = refuse(request);
    if (refusal) return rejectUpgrade(socket, refusal.status, refusal.error);
    sockets.handleUpgrade(request, socket, head, (client) => welcome(client, request));
  });

  const refuse = (request: IncomingMessage): { status: number; error: ApiError } | undefined => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (url.pathname !== '/v1/realtime') return { status: 404, error: new ApiError('not_found', `Unknown address ${url.pathname}.`) };
    if (!secrets.accepts(keyOf(request))) {
      return { status: 401, error: new ApiError('invalid_api_key', 'Incorrect API key provided.') };
    }
    const model = url.searchParams.get('model');
    if (model === null) return { status: 400, error: new ApiError('missing_required_parameter', 'The session needs a model.', 'model') };
    if (!isModel(model)) {
      return { status: 404, error: new ApiError('model_not_found', `The model '${model}' does not exist or you do not have access to it.`, 'model') };
    }
    const fault = faults.find(keyText(request));
    if (fault?.modelRefuse429) {
      fault.modelRefuse429--;
      return { status: 429, error: new ApiError('rate_limit_exceeded', 'Rate limit reached, please try again.', null, 'rate_limit_error') };
    }
    return undefined;
  };

  const welcome = (client: WebSocket, request: IncomingMessage) => {
    const emit = (event: object) => {
      if (client.readyState === client.OPEN) client.send(JSON.stringify(event));
    };
    client.on('error', () => client.terminate());
    if (request.headers['openai-beta'] !== undefined || protocolsOf(request).includes(BETA_PROTOCOL)) {
      const { body } = new ApiError('beta_api_shape_disabled', 'The beta shape of the Realtime API is no longer supported. Please use the GA shape.');
      emit({ type: 'error', event_id: newId('event'), error: { ...body, event_id: null } });
      client.close(4000, 'invalid_request_error.beta_api_shape_disabled');
      return;
    }
    const session = startSession({
      clock,
      studio: options.studio,
      model: new URL(request.url ?? '/', 'http://sandbox').searchParams.get('model') ?? '',
      sessionLimitMs: options.sessionLimitMs ?? HOUR_MS,
      audioSpeed: options.audioSpeed ?? 5,
      faults: faults.find(keyText(request)),
      warmUp,
      initial: secrets.sessionOf(keyOf(request)),
      emit,
      close: (code, reason) => client.close(code, reason),
      drop: () => client.terminate(),
    });
    client.on('message', (data, isBinary) => session.receive(isBinary || !Buffer.isBuffer(data) ? 'binary' : data.toString('utf8')));
    client.on('close', () => session.end());
  };

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;

  return {
    port,
    url: `${options.tls ? 'wss' : 'ws'}://${options.host ?? '127.0.0.1'}:${port}/v1`,
    async close() {
      for (const client of sockets.clients) client.close(1001, 'The sandbox is closing.');
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      for (const client of sockets.clients) setTimeout(() => client.terminate(), 500).unref();
      await closed;
    },
  };
}

function protocolsOf(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

function keyOf(request: IncomingMessage): string {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  const protocol = protocolsOf(request).find((name) => name.startsWith(SECRET_PROTOCOL));
  return bearer ?? protocol?.slice(SECRET_PROTOCOL.length) ?? '';
}

/** The text in which a fault's key is looked for. */
function keyText(request: IncomingMessage): string {
  return [request.headers['x-client-request-id'] ?? ''].flat().join(' ');
}

function errorBody(error: ApiError) {
  return { error: error.body };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': `req_${randomBytes(8).toString('hex')}` });
  response.end(JSON.stringify(body));
}

const STATUS_TEXT: Record<number, string> = { 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found', 429: 'Too Many Requests' };

function rejectUpgrade(socket: Duplex, status: number, error: ApiError): void {
  const body = JSON.stringify(errorBody(error));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_TEXT[status] ?? 'Error'}`,
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...(status === 429 ? ['Retry-After: 1'] : []),
      '',
      body,
    ].join('\r\n'),
  );
}
