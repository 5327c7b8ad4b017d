/** A program that uses a running hub as its owner does: over HTTP with the console's session, and over the live plane. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Call } from '#shared/contract/calls.ts';
import type { Envelope, LiveEventType } from '#shared/live/envelope.ts';

export type Answer<T = unknown> = { status: number; headers: Headers; body: T };

export type AskOptions = { body?: unknown; headers?: Record<string, string> };

export type LiveFeed = {
  events: Envelope[];
  of<T extends LiveEventType>(type: T): Envelope<T>[];
  close(): void;
};

export type ConsoleClient = {
  url: string;
  /** What proves the session: for requests made by hand. */
  headers: { cookie: string; 'x-csrf-token': string };
  ask<T = unknown>(method: string, path: string, options?: AskOptions): Promise<Answer<T>>;
  /** @throws when the call is not taken */
  place(body: { to?: string; scenario_id?: string; practice?: object }, key?: string): Promise<Call>;
  get<T>(path: string): Promise<T>;
  /** Everything of all calls, from now on. */
  follow(): Promise<LiveFeed>;
};

/** Signs in by the address that the hub printed, which works once. */
export async function enterConsole(hub: { url: string; console: string }): Promise<ConsoleClient> {
  const entered = await fetch(hub.console, { redirect: 'manual' });
  const cookies = entered.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
  const csrf = cookies.find((one) => one.startsWith('trunkline_csrf='))?.split('=')[1];
  if (entered.status !== 303 || !csrf) throw new Error(`the console did not open: ${entered.status}`);
  const headers = { cookie: cookies.join('; '), 'x-csrf-token': csrf };

  async function ask<T>(method: string, path: string, { body, headers: more = {} }: AskOptions = {}): Promise<Answer<T>> {
    const all: Record<string, string> = { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more };
    const init: RequestInit = { method, redirect: 'manual', headers: all };
    if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(hub.url + path, init);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (text.startsWith('{') ? JSON.parse(text) : text) as T };
  }

  return {
    url: hub.url,
    headers,
    ask,
    async place(body, key) {
      const whole = { to: '+15005550006', scenario_id: 'survey', ...body };
      const answer = await ask<Call>('POST', '/api/v1/calls', { body: whole, ...(key ? { headers: { 'idempotency-key': key } } : {}) });
      if (answer.status !== 201) throw new Error(`placing was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    async get<T>(path: string) {
      const answer = await ask<T>('GET', path);
      if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    async follow() {
      const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/live`, { headers: { cookie: headers.cookie } });
      const events: Envelope[] = [];
      const subscribed = new Promise<void>((resolve, reject) => {
        socket.on('message', (data: Buffer, isBinary: boolean) => {
          if (isBinary) return;
          const envelope = JSON.parse(data.toString()) as Envelope;
          if (envelope.type === 'ping') socket.send(JSON.stringify({ type: 'pong' }));
          if (envelope.type === 'subscribed') resolve();
          events.push(envelope);
        });
        // A hub that is killed resets its sockets.
        socket.on('error', reject);
        socket.on('close', (code) => reject(new Error(`the live socket was closed with ${code}`)));
      });
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'subscribe', topics: ['calls', 'system'] }));
      await subscribed;
      return {
        events,
        of: <T extends LiveEventType>(type: T) => events.filter((one) => one.type === type) as Envelope<T>[],
        close: () => socket.close(),
      };
    },
  };
}
