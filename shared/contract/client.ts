/** The typed client of `/api/v1`: a declared route in, its checked answer out. Runs over anything that looks like `fetch`. */
import type { z } from 'zod';
import { apiError } from './common.ts';
import type { Route, RouteAnswer, RouteArgs } from './route.ts';

export type ClientRequest = { method: string; headers: Record<string, string>; body?: string; signal?: AbortSignal };
export type ClientResponse = { status: number; headers: { get(name: string): string | null }; text(): Promise<string> };

/** `path` begins with `/api/v1`. Rejects only when there was no answer. */
export type FetchLike<Response extends ClientResponse = ClientResponse> = (path: string, init: ClientRequest) => Promise<Response>;

export type FailureFields = Pick<z.infer<typeof apiError>, 'code' | 'details' | 'params' | 'errors' | 'request_id'>;

/** An answer that is no success; `code` is one of the API's codes, or OFFLINE when no answer came (`status` is 0 then). */
export class ApiFailure extends Error {
  override name = 'ApiFailure';
  readonly status: number;
  readonly code: string;
  readonly details: string;
  readonly params: Record<string, unknown>;
  readonly errors: NonNullable<FailureFields['errors']>;
  readonly request_id: string;

  constructor(status: number, message: string, fields: FailureFields, cause?: unknown) {
    super(message, { cause });
    this.status = status;
    this.code = fields.code;
    this.details = fields.details;
    this.params = fields.params;
    this.errors = fields.errors ?? [];
    this.request_id = fields.request_id;
  }
}

export type CallOptions = {
  signal?: AbortSignal;
  /** The same key with the same request never does a thing twice. */
  idempotencyKey?: string;
};

/** Arguments may be left out where a route needs none. */
type Args<R extends Route> =
  Record<never, never> extends RouteArgs<R> ? [args?: RouteArgs<R>, options?: CallOptions] : [args: RouteArgs<R>, options?: CallOptions];

export type Client<Response extends ClientResponse = ClientResponse> = {
  /** The answer's data. @throws ApiFailure; the signal's reason when aborted */
  call<R extends Route>(route: R, ...rest: Args<R>): Promise<RouteAnswer<R>>;
  /** The raw answer, for files. @throws ApiFailure; the signal's reason when aborted */
  open<R extends Route>(route: R, ...rest: Args<R>): Promise<Response>;
};

type Plain = Record<string, string | number | boolean | undefined>;
type Parts = { params?: Plain; query?: Plain; body?: unknown };

/** Path and query of a route, for links and media elements. */
export function routePath<R extends Route>(route: R, ...[args]: Args<R>): string {
  const { params = {}, query = {} } = (args ?? {}) as Parts;
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size > 0 ? `${path}?${search.toString()}` : path;
}

export function createClient<Response extends ClientResponse>(fetchLike: FetchLike<Response>): Client<Response> {
  async function open<R extends Route>(route: R, ...[args, options = {}]: Args<R>): Promise<Response> {
    const { body } = (args ?? {}) as Parts;
    const init: ClientRequest = { method: route.method, headers: { Accept: [route.media ?? 'application/json'].flat().join(', ') } };
    if (options.signal) init.signal = options.signal;
    if (options.idempotencyKey) init.headers['Idempotency-Key'] = options.idempotencyKey;
    if (body !== undefined) {
      init.headers['Content-Type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    let response: Response;
    try {
      response = await fetchLike(routePath(route, ...([args] as unknown as Args<R>)), init);
    } catch (error) {
      if (options.signal?.aborted) throw options.signal.reason;
      throw offline(error);
    }
    if (response.status >= 400) throw await failureOf(response);
    return response;
  }

  return {
    open,
    async call<R extends Route>(route: R, ...rest: Args<R>): Promise<RouteAnswer<R>> {
      const response = await open(route, ...rest);
      if (!route.response) return undefined as RouteAnswer<R>;
      let text: string;
      try {
        text = await response.text();
      } catch (error) {
        const signal = rest[1]?.signal;
        throw signal?.aborted ? signal.reason : offline(error);
      }
      const parsed = route.response.safeParse(parse(text));
      if (parsed.success) return parsed.data as RouteAnswer<R>;
      throw new ApiFailure(
        response.status,
        'The answer was not understood.',
        {
          code: 'ANSWER_NOT_UNDERSTOOD',
          details: 'Program and console may be of different versions. Reload the window.',
          params: {},
          request_id: response.headers.get('X-Request-Id') ?? '',
        },
        parsed.error,
      );
    },
  };
}

function offline(cause: unknown): ApiFailure {
  return new ApiFailure(
    0,
    'Trunkline could not be reached.',
    { code: 'OFFLINE', details: 'Check that it is still running, then try again.', params: {}, request_id: '' },
    cause,
  );
}

async function failureOf(response: ClientResponse): Promise<ApiFailure> {
  const parsed = apiError.safeParse(parse(await response.text().catch(() => '')));
  if (parsed.success) return new ApiFailure(response.status, parsed.data.message, parsed.data);
  return new ApiFailure(response.status, `Something between here and Trunkline answered with ${response.status}.`, {
    code: 'BAD_ANSWER',
    details: 'Try again; if it stays, check the address and any proxy in between.',
    params: {},
    request_id: response.headers.get('X-Request-Id') ?? '',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
