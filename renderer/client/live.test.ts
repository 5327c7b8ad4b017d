import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Envelope, LiveRequest } from '#shared/live/envelope.ts';
import { createLiveClient } from './live.ts';
import type { LiveHandlers } from './transport.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const channels: { handlers: LiveHandlers; sent: LiveRequest[] }[] = [];
  const seen: Envelope[] = [];
  const gaps = vi.fn<() => void>();
  const client = createLiveClient({
    open(handlers) {
      const sent: LiveRequest[] = [];
      channels.push({ handlers, sent });
      return { send: (request) => void sent.push(request), close: () => {} };
    },
    onEvent: (envelope) => void seen.push(envelope),
    onAudio: () => {},
    onGap: gaps,
    random: () => 0.5,
  });
  const event = (type: string, seq: number, data: unknown = {}) => channels.at(-1)?.handlers.event({ type, seq, ts: '', data } as Envelope);
  return { client, channels, seen, gaps, event, newest: () => channels.at(-1)! };
}

test('topics asked for before the connection is open go out when it is, and those of several users once', () => {
  const { client, newest } = setUp();
  const release = client.subscribe('calls');
  client.subscribe('calls');
  newest().handlers.open();
  expect(newest().sent).toEqual([{ type: 'subscribe', topics: ['calls'] }]);
  release();
  release();
  expect(newest().sent).toHaveLength(1);
});

test('a lost connection is taken up again, after growing waits, from the last event seen', () => {
  const { client, channels, newest, event, gaps } = setUp();
  client.subscribe('calls');
  newest().handlers.open();
  event('subscribed', 7, { seq: 7, gap: false });
  event('call.summary', 9);
  newest().handlers.close(false);
  expect(client.getState()).toMatchObject({ status: 'reconnecting', attempt: 1 });
  vi.advanceTimersByTime(500);
  newest().handlers.close(false);
  vi.advanceTimersByTime(999);
  expect(channels).toHaveLength(2);
  vi.advanceTimersByTime(1);
  newest().handlers.open();
  expect(newest().sent).toEqual([{ type: 'subscribe', topics: ['calls'], after: 9 }]);
  event('subscribed', 12, { seq: 12, gap: true });
  expect(gaps).toHaveBeenCalledOnce();
});

test('a core that was started anew counts from the beginning: everything is read again', () => {
  const { client, newest, event, gaps } = setUp();
  client.subscribe('calls');
  newest().handlers.open();
  event('subscribed', 90, { seq: 90, gap: false });
  newest().handlers.close(false);
  client.retryNow();
  newest().handlers.open();
  event('subscribed', 3, { seq: 3, gap: false });
  expect(gaps).toHaveBeenCalledOnce();
});

test('a session that is over is not tried again, and pings are answered', () => {
  const { client, channels, newest, event, seen } = setUp();
  newest().handlers.open();
  event('ping', 1);
  expect(newest().sent).toEqual([{ type: 'pong' }]);
  expect(seen).toEqual([]);
  newest().handlers.close(true);
  vi.advanceTimersByTime(60_000);
  expect(client.getState()).toEqual({ status: 'closed' });
  expect(channels).toHaveLength(1);
});
