/** The API over a MessagePort: a request, its answer, and a way to abort. */
import { z } from 'zod';
import type { Log } from '#core/ports/host.ts';
import type { DuplexPort } from '#shared/live/message-port.ts';
import type { PortAbort, PortRequest, PortResponse } from '#shared/live/port.ts';

export type ApiPortDoorOptions = { port: DuplexPort; fetch: (request: Request) => Promise<Response>; log: Log };

const message = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('request'),
    id: z.number().int(),
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
    path: z.string().startsWith('/api/').max(4000),
    headers: z.record(z.string(), z.string()),
    body: z.union([z.string(), z.instanceof(Uint8Array<ArrayBufferLike>)]).optional(),
  }),
  z.object({ kind: z.literal('abort'), id: z.number().int() }),
]) satisfies z.ZodType<PortRequest | PortAbort>;

/** The URL's own host is never looked at: the port is the proof of where it came from. */
const BASE = 'http://trunkline.internal';
const TEXT = /^(application\/json|text\/)/;

/** Serves one window until either end closes; requests under way are aborted then. */
export function openApiPortDoor({ port, fetch, log }: ApiPortDoorOptions): { close(): void } {
  const running = new Map<number, AbortController>();

  async function answer(request: PortRequest) {
    const stop = new AbortController();
    running.set(request.id, stop);
    try {
      const { method, headers } = request;
      const body = request.body as string | Uint8Array<ArrayBuffer> | undefined;
      const response = await fetch(
        new Request(BASE + request.path, { method, headers, signal: stop.signal, ...(body === undefined ? {} : { body }) }),
      );
      const reply: PortResponse = {
        kind: 'response',
        id: request.id,
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await read(response),
      };
      if (!stop.signal.aborted) port.send(reply);
    } catch (error) {
      if (stop.signal.aborted) return;
      log.error({ err: error, path: request.path }, 'a request over the port failed');
      port.send({ kind: 'response', id: request.id, status: 500, headers: {}, body: '' } satisfies PortResponse);
    } finally {
      running.delete(request.id);
    }
  }

  port.onMessage((data) => {
    const parsed = message.safeParse(data);
    if (!parsed.success) return log.warn({ problem: parsed.error.message }, 'a message on the port is none of the API');
    if (parsed.data.kind === 'abort') running.get(parsed.data.id)?.abort();
    else void answer(parsed.data);
  });
  const end = () => {
    for (const stop of running.values()) stop.abort();
  };
  port.onClose(end);
  return {
    close() {
      end();
      port.close();
    },
  };
}

async function read(response: Response): Promise<string | Uint8Array> {
  if (TEXT.test(response.headers.get('content-type') ?? 'text/plain')) return response.text();
  return new Uint8Array(await response.arrayBuffer());
}
