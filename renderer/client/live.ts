/** The one live connection of this window: topics, resuming by sequence number, reconnecting with growing waits. */
import type { Envelope, LiveEvents, LiveRequest } from '#shared/live/envelope.ts';
import type { LiveChannel, LiveHandlers } from './transport.ts';

type LiveState =
  | { status: 'connecting' | 'open' | 'closed' }
  /** `retryAt` in milliseconds since the epoch. */
  | { status: 'reconnecting'; retryAt: number; attempt: number };

type LiveClientOptions = {
  open(handlers: LiveHandlers): LiveChannel;
  onEvent(envelope: Envelope): void;
  onAudio(frame: Uint8Array): void;
  /** Events were missed: everything read before may be stale. */
  onGap(): void;
  random?: () => number;
};

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

export type LiveClient = ReturnType<typeof createLiveClient>;

export function createLiveClient(options: LiveClientOptions) {
  const random = options.random ?? Math.random;
  const topics = new Map<string, number>();
  const watchers = new Set<() => void>();
  let state: LiveState = { status: 'connecting' };
  let channel: LiveChannel | undefined;
  let lastSeq: number | undefined;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function become(next: LiveState) {
    state = next;
    for (const watcher of watchers) watcher();
  }

  function send(request: LiveRequest) {
    if (state.status === 'open') channel?.send(request);
  }

  function settle({ seq, gap }: LiveEvents['subscribed']) {
    const restarted = lastSeq !== undefined && seq < lastSeq;
    if (restarted || lastSeq === undefined) lastSeq = seq;
    if (gap || restarted) options.onGap();
  }

  function receive(envelope: Envelope) {
    if (envelope.type === 'ping') return send({ type: 'pong' });
    if (envelope.type === 'subscribed') return settle(envelope.data);
    if (lastSeq !== undefined && envelope.seq > lastSeq) lastSeq = envelope.seq;
    options.onEvent(envelope);
  }

  function connect() {
    clearTimeout(timer);
    channel = options.open({
      open() {
        attempt = 0;
        become({ status: 'open' });
        if (topics.size > 0) send({ type: 'subscribe', topics: [...topics.keys()], ...(lastSeq === undefined ? {} : { after: lastSeq }) });
      },
      event: receive,
      audio: options.onAudio,
      close(final) {
        channel = undefined;
        if (final) return become({ status: 'closed' });
        attempt++;
        const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1)) * (0.8 + 0.4 * random());
        become({ status: 'reconnecting', retryAt: Date.now() + wait, attempt });
        timer = setTimeout(connect, wait);
      },
    });
  }

  connect();

  return {
    getState: () => state,
    watch(watcher: () => void) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    send,
    /** Subscribes while anybody needs the topic; the returned function gives it up. */
    subscribe(topic: string): () => void {
      const users = topics.get(topic) ?? 0;
      topics.set(topic, users + 1);
      if (users === 0) send({ type: 'subscribe', topics: [topic] });
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        const left = (topics.get(topic) ?? 1) - 1;
        if (left > 0) return void topics.set(topic, left);
        topics.delete(topic);
        send({ type: 'unsubscribe', topics: [topic] });
      };
    },
    /** Tries again at once instead of waiting for the next attempt. */
    retryNow() {
      if (state.status === 'reconnecting') connect();
    },
    close() {
      clearTimeout(timer);
      channel?.close();
      channel = undefined;
      become({ status: 'closed' });
    },
  };
}
