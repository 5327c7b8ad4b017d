/** A small `fetch` over a MessagePort: one request, one answer, and a way to abort. */
import type { PortAbort, PortRequest, PortResponse } from '#shared/live/port.ts';
import type { FetchLike } from './transport.ts';

type Waiting = { resolve: (response: Response) => void; reject: (reason: unknown) => void; cleanUp: () => void };

const BODILESS = new Set([204, 205, 304]);

function toResponse(message: PortResponse): Response {
  const body = BODILESS.has(message.status) ? null : (message.body as BodyInit);
  return new Response(body, { status: message.status, headers: message.headers });
}

export function createPortFetch(port: MessagePort): FetchLike {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  port.onmessage = ({ data }: MessageEvent<PortResponse>) => {
    const request = waiting.get(data.id);
    if (!request) return;
    waiting.delete(data.id);
    request.cleanUp();
    request.resolve(toResponse(data));
  };
  port.addEventListener('close', () => {
    for (const request of waiting.values()) {
      request.cleanUp();
      request.reject(new TypeError('The connection to the desktop was closed.'));
    }
    waiting.clear();
  });

  return (path, init = {}) =>
    new Promise((resolve, reject) => {
      const { signal } = init;
      if (signal?.aborted) return reject(signal.reason);
      const id = ++lastId;
      const abort = () => {
        waiting.delete(id);
        port.postMessage({ kind: 'abort', id } satisfies PortAbort);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      waiting.set(id, { resolve, reject, cleanUp: () => signal?.removeEventListener('abort', abort) });
      const request: PortRequest = {
        kind: 'request',
        id,
        method: init.method ?? 'GET',
        path,
        headers: Object.fromEntries(new Headers(init.headers)),
      };
      if (typeof init.body === 'string' || init.body instanceof Uint8Array) request.body = init.body;
      port.postMessage(request);
    });
}
