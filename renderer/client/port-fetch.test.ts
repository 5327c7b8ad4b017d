import { expect, test, vi } from 'vitest';
import type { PortAbort, PortRequest } from '#shared/live/port.ts';
import { createPortFetch } from './port-fetch.ts';

function setUp() {
  const { port1, port2 } = new MessageChannel();
  const received: (PortRequest | PortAbort)[] = [];
  port2.onmessage = ({ data }) => void received.push(data);
  return { fetch: createPortFetch(port1), received, core: port2, close: () => port1.close() };
}

const request = (one: PortRequest | PortAbort | undefined) => one as PortRequest;

test('answers find their requests whatever their order, text as text and bytes as bytes', async () => {
  const { fetch, received, core, close } = setUp();
  const first = fetch('/api/v1/a', { method: 'POST', headers: { 'X-One': '1' }, body: '{}' });
  const second = fetch('/api/v1/b');
  await expect.poll(() => received.length).toBe(2);
  expect(request(received[0])).toMatchObject({ kind: 'request', method: 'POST', path: '/api/v1/a', headers: { 'x-one': '1' }, body: '{}' });
  core.postMessage({ kind: 'response', id: request(received[1]).id, status: 200, headers: {}, body: new Uint8Array([1, 2]) });
  core.postMessage({ kind: 'response', id: request(received[0]).id, status: 422, headers: { 'x-request-id': 'r' }, body: '{"a":1}' });
  expect(new Uint8Array(await (await second).arrayBuffer())).toEqual(new Uint8Array([1, 2]));
  const answer = await first;
  expect([answer.status, answer.headers.get('x-request-id'), await answer.json()]).toEqual([422, 'r', { a: 1 }]);
  close();
});

test('an answer without content has none', async () => {
  const { fetch, received, core, close } = setUp();
  const answer = fetch('/api/v1/a', { method: 'DELETE' });
  await expect.poll(() => received.length).toBe(1);
  core.postMessage({ kind: 'response', id: 1, status: 204, headers: {}, body: '' });
  expect(await (await answer).text()).toBe('');
  close();
});

test('an aborted request tells the core and fails with the reason', async () => {
  const { fetch, received, close } = setUp();
  const controller = new AbortController();
  const answer = fetch('/api/v1/a', { signal: controller.signal });
  const failed = expect(answer).rejects.toThrow('no longer needed');
  controller.abort(new Error('no longer needed'));
  await failed;
  await vi.waitFor(() => expect(received.at(-1)).toEqual({ kind: 'abort', id: 1 }));
  close();
});
