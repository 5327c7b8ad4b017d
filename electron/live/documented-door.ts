/**
 * The WebSockets of the documents, all in the one envelope: `/ws` (everything, by topic), `/ws/realtime`, `/ws/calls/{id}`, `/ws/agents/{id}`.
 * They sign in by header, cookie, `?ticket=`, or a first message `{"type":"auth","token":"…"}`, and go on after `?after=<seq>`.
 */
import type { WebSocket } from 'ws';
import type { App } from '#core/app-types.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { type Admission, type AdmissionOptions, type Conversation, openAdmission, readMessage, transportOf } from './admission.ts';
import { CLOSE, connectConsole, type ConsoleConnection } from './console-connection.ts';
import type { LiveBus } from './event-bus.ts';
import { isTopic } from './requests.ts';
import { openStateFeed } from './state-feed.ts';

export type DocumentedDoorOptions = Omit<AdmissionOptions, 'takes' | 'elsewhere' | 'serve'> & {
  bus: LiveBus;
  app: Pick<App, 'calls' | 'agents' | 'analytics'>;
};

/** Each reads its state again every few seconds. */
const MAX_FEEDS = 20;

type Message = { type?: unknown; topics?: unknown; after?: unknown };

/** Takes over every upgrade but that of `/live`, and refuses what no document has. */
export function openDocumentedDoor({ bus, app, ...admission }: DocumentedDoorOptions): Admission {
  const { log } = admission;

  /** A console's connection whose messages pass through `read` first; undefined: nothing is passed on. */
  function converse(socket: WebSocket, actor: Actor, read: (message: Message, connection: ConsoleConnection) => Message | undefined) {
    const connection = connectConsole({ actor, bus, calls: app.calls, log, transport: transportOf(socket) });
    socket.on('message', (data, isBinary) => {
      const message = readMessage(data, isBinary);
      if (typeof message !== 'object' || message === null) return connection.close(CLOSE.badRequest, 'not a JSON object');
      // Who is signed in already need not do it again.
      if ('type' in message && message.type === 'auth') return;
      const passed = read(message, connection);
      if (passed) connection.receive(passed);
    });
    return connection;
  }

  /** Topics of `/ws` that tell how things are: what the two sockets beside it tell. */
  async function openFeed(socket: WebSocket, actor: Actor, topic: string): Promise<Conversation | undefined> {
    if (topic === 'realtime') return realtime(socket, actor);
    const agentId = /^agent:([\w-]{1,80})$/.exec(topic)?.[1];
    return agentId !== undefined && (await exists(app.agents.get(actor, agentId))) ? agent(socket, actor, agentId) : undefined;
  }

  function everything(socket: WebSocket, actor: Actor, after: number | undefined): Conversation {
    let resume = after;
    const feeds = new Map<string, Conversation | undefined>();
    const open = async (topic: string) => {
      if (feeds.has(topic)) return;
      if (feeds.size >= MAX_FEEDS) return tell(socket, bus, 'error', { code: 'RATE_LIMITED', message: `At most ${MAX_FEEDS} such topics a socket.` });
      feeds.set(topic, undefined);
      const found = await openFeed(socket, actor, topic);
      if (!found) feeds.delete(topic);
      else if (feeds.has(topic) && socket.readyState === socket.OPEN) return void feeds.set(topic, found);
      else return found.ended();
      tell(socket, bus, 'error', noTopic(topic));
    };
    /** A subscription to a call that is not theirs, or not there, is silent for good: they are told so. */
    const tellOfCall = async (topic: string) => {
      const callId = /^call:(.+)$/.exec(topic)?.[1];
      if (callId !== undefined && !(await exists(app.calls.get(actor, callId)))) tell(socket, bus, 'error', noTopic(topic));
    };
    const failed = (error: unknown) => log.error({ err: error }, 'a live topic could not be opened');
    const drop = (topic: string) => {
      feeds.get(topic)?.ended();
      feeds.delete(topic);
    };
    socket.on('pong', () => feeds.forEach((one) => one?.alive()));
    socket.on('close', () => [...feeds.keys()].forEach(drop));
    return converse(socket, actor, (message) => {
      if (message.type === 'pong') feeds.forEach((one) => one?.alive());
      if ((message.type !== 'subscribe' && message.type !== 'unsubscribe') || !Array.isArray(message.topics)) return message;
      const known = message.topics.filter(isTopic);
      const others = message.topics.filter((topic) => !isTopic(topic));
      if (message.type === 'unsubscribe') others.forEach((topic) => drop(String(topic)));
      else for (const topic of others) open(String(topic)).catch(failed);
      if (known.length === 0) return message.topics.length === 0 ? message : undefined;
      if (message.type === 'unsubscribe') return { ...message, topics: known };
      for (const topic of known) tellOfCall(topic).catch(failed);
      const from = message.after ?? resume;
      resume = undefined;
      return { ...message, topics: known, ...(from === undefined ? {} : { after: from }) };
    });
  }

  async function oneCall(socket: WebSocket, actor: Actor, callId: string, after: number | undefined) {
    if (!(await exists(app.calls.get(actor, callId)))) {
      socket.close(CLOSE.notFound, 'no such call');
      return undefined;
    }
    const connection = converse(socket, actor, (message, own) => {
      if (message.type === 'pong') return message;
      own.close(CLOSE.badRequest, 'this socket tells of one call and takes no requests');
      return undefined;
    });
    connection.receive({ type: 'subscribe', topics: [`call:${callId}`], ...(after === undefined ? {} : { after }) });
    return connection;
  }

  const feed = (socket: WebSocket, actor: Actor, read: () => Promise<Record<string, object>>): Conversation =>
    openStateFeed({
      actor,
      bus,
      log,
      read,
      close: (code, reason) => socket.close(code, reason),
      tell: (type, data) => tell(socket, bus, type, data),
    });

  const realtime = (socket: WebSocket, actor: Actor) =>
    feed(socket, actor, async () => ({ 'metrics.realtime': await app.analytics.realtime(actor) }));

  const agent = (socket: WebSocket, actor: Actor, agentId: string) =>
    feed(socket, actor, async () => {
      const { id, status, total_calls, total_chats, success_rate, avg_response_time, avg_response_time_seconds, last_active_at } =
        await app.agents.get(actor, agentId);
      return {
        'agent.status': { agent_id: id, status },
        'agent.stats': { agent_id: id, total_calls, total_chats, success_rate, avg_response_time, avg_response_time_seconds, last_active_at },
      };
    });

  async function oneAgent(socket: WebSocket, actor: Actor, agentId: string) {
    if (await exists(app.agents.get(actor, agentId))) return agent(socket, actor, agentId);
    socket.close(CLOSE.notFound, 'no such agent');
    return undefined;
  }

  return openAdmission({
    ...admission,
    takes: (pathname) => /^\/ws(\/realtime|\/calls\/[\w-]{1,80}|\/agents\/[\w-]{1,80})?\/?$/.test(pathname),
    // The carrier's stream is taken by the voice edge, for a ticket.
    elsewhere: (pathname) => (pathname === '/live' ? 'leave' : pathname.startsWith('/media-stream/') ? '401 Unauthorized' : '404 Not Found'),
    serve(socket, actor, url) {
      const [, , kind, id = ''] = url.pathname.split('/');
      const after = afterOf(url);
      if (kind === 'realtime') return realtime(socket, actor);
      if (kind === 'calls') return oneCall(socket, actor, id, after);
      if (kind === 'agents') return oneAgent(socket, actor, id);
      return everything(socket, actor, after);
    },
  });
}

/** One event for one socket. */
function tell(socket: WebSocket, bus: LiveBus, type: string, data: object): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ type, seq: bus.seq, ts: new Date().toISOString(), data }));
}

function afterOf(url: URL): number | undefined {
  const text = url.searchParams.get('after') ?? '';
  return /^\d{1,16}$/.test(text) ? Number(text) : undefined;
}

function noTopic(topic: unknown) {
  return { code: 'NOT_FOUND', message: `There is no topic “${String(topic).slice(0, 80)}”.` };
}

/** @throws whatever is not the answer that there is no such thing */
async function exists(found: Promise<unknown>): Promise<boolean> {
  try {
    await found;
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}
