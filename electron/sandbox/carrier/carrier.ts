/** The sandbox carrier: a telephone company on loopback that speaks the real one's REST interface, TwiML, webhooks and media streams. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { Clock } from '#shared/domain/clock.ts';
import { createControl } from '../control.ts';
import type { FaultBoard } from '../faults.ts';
import { type CalleeDirectory, createLines } from '../lines.ts';
import type { Studio } from '../types.ts';
import type { Carrier } from './context.ts';
import { createDebuggerLog } from './debugger-log.ts';
import { ownNumber } from './numbers.ts';
import { accountRoutes } from './rest/account.ts';
import { callRoutes } from './rest/calls.ts';
import { conferenceRoutes } from './rest/conferences.ts';
import { RestError, notFound } from './rest/errors.ts';
import { intelligenceRoutes } from './rest/intelligence.ts';
import { numberRoutes } from './rest/numbers.ts';
import { recordingRoutes } from './rest/recordings.ts';
import { createScheduler } from './scheduler.ts';
import { endCall } from './switchboard.ts';
import { createWebhooks } from './webhooks.ts';

export type CarrierOptions = {
  clock: Clock;
  studio: Studio;
  callees: CalleeDirectory;
  accountSid: string;
  authToken: string;
  /** Guards the control plane at `/sandbox`. */
  controlToken: string;
  /** Default: any free one. */
  port?: number;
  /** Outgoing calls that may start in one second of the clock; the others queue. Default 1. */
  callsPerSecond?: number;
  recordingsDir: string;
  faults: FaultBoard;
  /** Refuse `ws:` stream URLs as the real carrier does (31922). Default off: loopback has no certificates. */
  strictWss?: boolean;
  /** How long our server may take to answer, in real milliseconds. Default 15 000. */
  webhookTimeoutMs?: number;
};

export type RunningCarrier = { url: string; port: number; close(): Promise<void> };

/** Numbers that the account owns from the start. */
export const OWNED_NUMBERS = ['+15005550006', '+15005550100'] as const;

const WEBHOOK_TIMEOUT_MS = 15_000;

export async function startCarrier(options: CarrierOptions): Promise<RunningCarrier> {
  await mkdir(options.recordingsDir, { recursive: true });
  const carrier = createCarrier(options);
  const listener = getRequestListener(carrierApp(carrier, options).fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  const port = await listen(server, options.port ?? 0);
  carrier.url = `http://127.0.0.1:${port}`;
  return {
    url: carrier.url,
    port,
    async close() {
      carrier.webhooks.close();
      for (const call of carrier.calls.values()) endCall(call, 'failed', 500);
      carrier.scheduler.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function createCarrier(options: CarrierOptions): Carrier {
  const { clock, callees, faults, callsPerSecond = 1 } = options;
  const debuggerLog = createDebuggerLog(() => clock.wallTime());
  const calls: Carrier['calls'] = new Map();
  const createdAt = clock.wallTime();
  const gap = 1000 / callsPerSecond;
  let next = 0;
  return {
    ...options,
    strictWss: options.strictWss ?? false,
    createdAt,
    debuggerLog,
    lines: createLines({ callees, faults }),
    scheduler: createScheduler(clock, (line, error) => {
      const call = [...calls.values()].find((one) => one.line === line);
      debuggerLog.error(20500, `a line failed: ${String(error)}`, { callSid: call?.sid });
      if (call) endCall(call, 'failed', 500);
    }),
    webhooks: createWebhooks(options.authToken, options.webhookTimeoutMs ?? WEBHOOK_TIMEOUT_MS),
    nextStart() {
      const start = Math.max(clock.now(), next);
      next = start + gap;
      return start;
    },
    calls,
    recordings: new Map(),
    conferences: new Map(),
    numbers: new Map(OWNED_NUMBERS.map((number) => ownNumber(number, createdAt)).map((number) => [number.sid, number])),
    applications: new Map(),
    services: new Map(),
    transcripts: new Map(),
    url: '',
  };
}

function carrierApp(carrier: Carrier, { controlToken, callees, accountSid, authToken }: CarrierOptions): Hono {
  const app = new Hono({ getPath: (request) => new URL(request.url).pathname.replace(/\.json$/, '') });
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

  app.route('/sandbox', createControl({ carrier, callees, controlToken }));
  app.use(async (c, next) => {
    const path = new URL(c.req.url).pathname;
    const account = /^\/2010-04-01\/Accounts\/([^/.]+)/.exec(path)?.[1];
    if (!same(c.req.header('authorization') ?? '', expected) || (account !== undefined && account !== accountSid)) {
      throw new RestError(401, 20003, 'Authenticate');
    }
    c.header('Twilio-Concurrent-Requests', '1');
    await next();
  });
  accountRoutes(app, carrier);
  callRoutes(app, carrier);
  recordingRoutes(app, carrier);
  conferenceRoutes(app, carrier);
  numberRoutes(app, carrier);
  intelligenceRoutes(app, carrier);
  app.notFound((c) => c.json(notFound(new URL(c.req.url).pathname).body, 404));
  app.onError((error, c) => {
    if (error instanceof RestError) return c.json(error.body, error.status as 400);
    carrier.debuggerLog.error(20500, `a request failed: ${error.stack ?? String(error)}`, { url: c.req.url });
    return c.json(new RestError(500, 20500, 'An internal server error has occurred').body, 500);
  });
  return app;
}

function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
