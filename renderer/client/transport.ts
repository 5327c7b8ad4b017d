/** The two ways to the core: a pair of MessagePorts on the desktop, HTTP and a WebSocket from the hub. */
import type { Envelope, LiveRequest } from '#shared/live/envelope.ts';
import type { HostDescriptor } from '#shared/live/port.ts';
import { isDesktop, receivePorts } from './host.ts';
import { createPortFetch } from './port-fetch.ts';

export type FetchLike = (path: string, init?: RequestInit) => Promise<Response>;

export type LiveHandlers = {
  open(): void;
  event(envelope: Envelope): void;
  audio(frame: Uint8Array): void;
  /** @param final no reconnecting will help, such as after a refused session. */
  close(final: boolean): void;
};

/** One connection of the live plane. */
export type LiveChannel = { send(request: LiveRequest): void; close(): void };

export type Transport = {
  host: HostDescriptor | { kind: 'hub' };
  fetch: FetchLike;
  openLive(handlers: LiveHandlers): LiveChannel;
};

/** Close codes of the live plane after which the same session cannot come back. */
const FINAL_CLOSE_CODES = new Set([4401, 4403]);

function readCookie(name: string): string | undefined {
  const found = document.cookie.split('; ').find((one) => one.startsWith(`${name}=`));
  return found && decodeURIComponent(found.slice(name.length + 1));
}

const hubFetch: FetchLike = (path, init = {}) => {
  const headers = new Headers(init.headers);
  const csrf = readCookie('trunkline_csrf');
  if (csrf) headers.set('X-CSRF-Token', csrf);
  return fetch(path, { ...init, headers, credentials: 'same-origin' });
};

function openSocket(handlers: LiveHandlers): LiveChannel {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => handlers.open();
  socket.onclose = (event) => handlers.close(FINAL_CLOSE_CODES.has(event.code));
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data === 'string') handlers.event(JSON.parse(data) as Envelope);
    else handlers.audio(new Uint8Array(data));
  };
  return {
    send: (request) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
    },
    close: () => {
      socket.onclose = null;
      socket.close(1000);
    },
  };
}

function openPort(port: MessagePort, handlers: LiveHandlers): LiveChannel {
  port.onmessage = ({ data }: MessageEvent<Envelope | Uint8Array | ArrayBuffer>) => {
    if (data instanceof Uint8Array) handlers.audio(data);
    else if (data instanceof ArrayBuffer) handlers.audio(new Uint8Array(data));
    else handlers.event(data);
  };
  port.addEventListener('close', () => handlers.close(true));
  queueMicrotask(() => handlers.open());
  return { send: (request) => port.postMessage(request), close: () => port.close() };
}

/** Finds the way to the core that this window has. Rejects when the desktop hands nothing over. */
export async function connectTransport(): Promise<Transport> {
  if (!isDesktop()) return { host: { kind: 'hub' }, fetch: hubFetch, openLive: openSocket };
  const { host, api, live } = await receivePorts();
  return { host, fetch: createPortFetch(api), openLive: (handlers) => openPort(live, handlers) };
}
