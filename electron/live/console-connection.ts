/** One console on the live plane, whatever carries it: its topics, its bounded queue, its taps, its heartbeat. */
import type { CallsApp } from '#core/app-types.ts';
import type { Log } from '#core/ports/host.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Envelope, LiveEvents, LiveEventType, LiveRequest } from '#shared/live/envelope.ts';
import { isFor, type LiveBus, type Published } from './event-bus.ts';
import { coalescingKey, EventQueue } from './event-queue.ts';
import { createListening } from './listening.ts';
import { redactEvent } from './redacted-events.ts';
import { liveRequest } from './requests.ts';

/** Close codes of the live plane. */
export const CLOSE = { badRequest: 4400, signedOut: 4401, forbidden: 4403, notFound: 4404, tooMany: 4429, silent: 4408 } as const;

export type LiveTransport = {
  sendEvent(envelope: Envelope): void;
  sendAudio(frame: Uint8Array): void;
  /** Bytes that were sent and did not leave yet. */
  buffered(): number;
  close(code: number, reason: string): void;
};

export type ConnectionOptions = {
  actor: Actor;
  bus: LiveBus;
  calls: Pick<CallsApp, 'listen'>;
  transport: LiveTransport;
  log: Log;
  /** Events that wait for a slow console; more than that and it has to read state again. */
  capacity?: number;
};

export type ConsoleConnection = {
  readonly actor: Actor;
  /** A message from the console, parsed but unchecked. */
  receive(message: unknown): void;
  /** Any sign of life below the messages. */
  alive(): void;
  /** The transport has room again. */
  drain(): void;
  /** Ends it from this side. */
  close(code: number, reason: string): void;
  /** The other side is gone. */
  ended(): void;
};

const CAPACITY = 2000;
/** Answers to this console alone, which reading state again would not bring back. */
const OWN_EVENTS: ReadonlySet<string> = new Set(['listen.started', 'listen.stopped', 'subscribed', 'error']);
const HEARTBEAT_MS = 20_000;
/** A console that showed no life for this long is gone. */
const SILENCE_MS = 65_000;
/** Audio waits here rather than behind other bytes, so that a slow console hears what is said now. */
const AUDIO_HIGH_WATER = 32 * 1024;
const EVENT_HIGH_WATER = 256 * 1024;
const RETRY_MS = 25;
const MAX_REQUESTS_PER_10_S = 400;

export function connectConsole({ actor: admitted, bus, calls, transport, log, capacity = CAPACITY }: ConnectionOptions): ConsoleConnection {
  let actor = admitted;
  const shown = (envelope: Envelope) => (actor.role === 'viewer' ? redactEvent(envelope) : envelope);
  const topics = new Set<string>();
  const queue = new EventQueue<Envelope>(capacity);
  let open = true;
  let missed = false;
  let lastLife = Date.now();
  let requests = 0;
  let told = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const listening = createListening({
    actor: () => actor,
    calls,
    started: (call_id, stream) => tell('listen.started', { call_id, stream }),
    stopped: (call_id, stream, reason) => tell('listen.stopped', { call_id, stream, reason }),
    wake: pump,
  });

  function make<T extends LiveEventType>(type: T, data: LiveEvents[T]): Envelope {
    return { type, seq: bus.seq, ts: new Date().toISOString(), data } as unknown as Envelope;
  }

  /** An event for this console alone: in its place among the others, and never coalesced. */
  function tell<T extends LiveEventType>(type: T, data: LiveEvents[T]) {
    if (open) enqueue(type === 'ping' ? 'ping' : `own ${++told}`, make(type, data));
  }

  function enqueue(key: string, envelope: Envelope) {
    if (queue.push(key, envelope)) {
      queue.retain(({ type }) => OWN_EVENTS.has(type));
      missed = true;
      if (queue.size > capacity / 2) return close(CLOSE.tooMany, 'answers are not read');
    }
    pump();
  }

  function wanted({ scope }: Published): boolean {
    if (!isFor(scope, actor)) return false;
    return scope.call_id === undefined ? topics.has('system') : topics.has('calls') || topics.has(`call:${scope.call_id}`);
  }

  function sendEvents() {
    while (transport.buffered() < EVENT_HIGH_WATER) {
      if (missed) {
        missed = false;
        transport.sendEvent(make('subscribed', { seq: bus.seq, gap: true }));
        continue;
      }
      const envelope = queue.shift();
      if (!envelope) return;
      transport.sendEvent(envelope);
    }
  }

  function pump() {
    if (!open) return;
    try {
      while (transport.buffered() < AUDIO_HIGH_WATER) {
        const frame = listening.take();
        if (!frame) break;
        transport.sendAudio(frame);
      }
      sendEvents();
    } catch (error) {
      log.error({ err: error }, 'sending to a console failed');
      return close(1011, 'sending failed');
    }
    if (queue.size > 0 || missed || listening.waiting > 0) {
      retry ??= setTimeout(() => {
        retry = undefined;
        pump();
      }, RETRY_MS);
    }
  }

  function subscribe(names: string[], after: number | undefined) {
    const fresh = names.filter((name) => !topics.has(name));
    for (const name of names) topics.add(name);
    if (after === undefined) return tell('subscribed', { seq: bus.seq, gap: false });
    const { events, gap } = bus.since(after, actor);
    // What a topic that was on already brought is queued or sent: only new topics are brought back.
    const only = new Set(fresh);
    for (const event of events) {
      const { call_id } = event.scope;
      const brings = call_id === undefined ? only.has('system') : only.has('calls') || (only.has(`call:${call_id}`) && !topics.has('calls'));
      if (brings) enqueue(coalescingKey(event.envelope), shown(event.envelope));
    }
    tell('subscribed', { seq: bus.seq, gap });
  }

  async function listen(callId: string) {
    try {
      await listening.start(callId);
    } catch (error) {
      const known = error instanceof AppError;
      if (!known) log.error({ err: error, call_id: callId }, 'opening an audio tap failed');
      tell('error', known ? { code: error.code, message: error.message } : { code: 'INTERNAL', message: 'Listening failed. The call goes on.' });
    }
  }

  function handle(request: LiveRequest) {
    if (request.type === 'subscribe') subscribe(request.topics, request.after);
    else if (request.type === 'unsubscribe') for (const name of request.topics) topics.delete(name);
    else if (request.type === 'listen') void listen(request.call_id);
    else if (request.type === 'unlisten') listening.stop(request.call_id, 'asked');
  }

  function ended() {
    if (!open) return;
    open = false;
    clearInterval(heartbeat);
    clearInterval(allowance);
    clearTimeout(retry);
    unlisten();
    leave();
    listening.stopAll('the console left');
    queue.retain(() => false);
  }

  function close(code: number, reason: string) {
    if (!open) return;
    ended();
    transport.close(code, reason);
  }

  const unlisten = bus.listen((event) => {
    if (wanted(event)) enqueue(coalescingKey(event.envelope), shown(event.envelope));
  });
  const heartbeat = setInterval(() => {
    if (Date.now() - lastLife > SILENCE_MS) return close(CLOSE.silent, 'no answer to pings');
    tell('ping', {});
  }, HEARTBEAT_MS);
  const allowance = setInterval(() => (requests = 0), 10_000);
  const leave = bus.consoles.add({
    actor,
    close,
    become(role) {
      actor = { ...actor, role };
      if (role === 'viewer') listening.stopAll('viewers do not listen');
    },
  });
  heartbeat.unref?.();
  allowance.unref?.();

  return {
    get actor() {
      return actor;
    },
    receive(message) {
      if (!open) return;
      lastLife = Date.now();
      const parsed = liveRequest.safeParse(message);
      if (!parsed.success) return close(CLOSE.badRequest, 'not a request of the live plane');
      if (parsed.data.type === 'pong') return;
      if (++requests > MAX_REQUESTS_PER_10_S) return close(CLOSE.tooMany, 'too many requests');
      handle(parsed.data);
    },
    alive: () => void (lastLife = Date.now()),
    drain: pump,
    close,
    ended,
  };
}
