/** The API: one Hono app from the declared routes, answering HTTP requests, port messages and this process alike. */
import { createRoute, OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { AttemptCounter, LimitRule } from '#core/limits/sliding-window.ts';
import { unauthenticated } from '#core/accounts/access-token.ts';
import type { Caller, Identity } from '#core/accounts/model.ts';
import type { App } from '#core/app-types.ts';
import type { Log } from '#core/ports/host.ts';
import { routes } from '#shared/contract/index.ts';
import type { Route } from '#shared/contract/route.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import { ALLOWANCE, clientOf, createAllowance } from './allowance.ts';
import { analyticsHandlers } from './agents.ts';
import { assistantHandlers } from './assistants.ts';
import { authHandlers } from './auth.ts';
import { callHandlers } from './calls.ts';
import { allowOrigins } from './compat/cors.ts';
import { inDialect } from './compat/dialect.ts';
import { documentedMounts } from './compat/index.ts';
import { docsPage } from './docs-page.ts';
import { toErrorAnswer, validationError } from './errors.ts';
import { exportHandlers } from './exports.ts';
import { type Asked, register, type Registered } from './handler.ts';
import type { Identify } from './identity.ts';
import { countAttempt, emailIn, limitExceeded, limitHeaders } from './limits.ts';
import { describeRoute, type OpenApiDocument, openApiDocument } from './openapi.ts';
import { peopleHandlers } from './people.ts';
import { createOriginGuard, type OriginGuard } from './origin-guard.ts';
import { rehearsalHandlers } from './rehearsals.ts';
import { scenarioHandlers } from './scenarios.ts';
import { areaOf, requireScope } from './scopes.ts';
import { type OpenFolder, systemHandlers } from './system.ts';
import type { Tickets } from './tickets.ts';
import { transcriptHandlers } from './transcripts.ts';

export type ApiOptions = {
  app: App;
  identify: Identify;
  tickets: Tickets;
  /** Counts what a route limits. */
  attempts: Pick<AttemptCounter, 'count'>;
  log: Log;
  /** Default: loopback names and nothing else. */
  allow?: OriginGuard;
  /** Other origins whose pages may read the answers. Default: none. */
  origins?: readonly string[];
  openFolder?: OpenFolder;
  /** What a client may ask altogether. Default: far more than work needs. */
  allowance?: LimitRule;
};

/**
 * `actor` and `within` are set by this process for its own requests, never by a client: whom it vouches for, and that its own window asks.
 * `incoming`: set by the HTTP server.
 */
type Bindings = { actor?: Actor; within?: boolean; incoming?: { socket: { remoteAddress?: string | undefined } } };
export type ApiEnv = {
  Bindings: Bindings;
  Variables: { requestId: string; identity: Identity | undefined; limitHeaders: Record<string, string> | undefined };
};

export type Api = {
  /** Answers a request from outside, as its session and origin allow. */
  fetch(request: Request, env?: Pick<Bindings, 'incoming'>): Promise<Response>;
  /** Answers a request of this process's own window: its origin is known; who asks is proved as anywhere. */
  fetchWithin(request: Request): Promise<Response>;
  /** Answers a request of somebody this process vouches for. */
  fetchAs(actor: Actor, request: Request): Promise<Response>;
};

const BODY_LIMIT = 1024 * 1024;
/** A practice call may bring the voice that answers it. */
const CALL_BODY_LIMIT = 30 * 1024 * 1024;

export function createApi(options: ApiOptions): Api {
  const { app, log, openFolder } = options;
  const api = new OpenAPIHono<ApiEnv>({
    // An address with a slash at its end is the same address.
    strict: false,
    defaultHook: (result) => {
      if (!result.success) throw validationError(result.error, result.target);
    },
  });
  const failed = (error: unknown, c: Context<ApiEnv>) => {
    const { status, body, headers } = toErrorAnswer(error, c.get('requestId'), log);
    return Response.json(inDialect(c.req.path, body), { status, headers });
  };
  api.onError(failed);
  api.notFound((c) => failed(new AppError('NOT_FOUND', 'There is no such address.', { params: { path: c.req.path } }), c));

  addCommon(api, options, failed, (path) => registered.some(({ route }) => route.acts === true && isAt(route, path)));
  const registered = [
    ...register(routes.auth, authHandlers(app.accounts, options.tickets)),
    ...register(routes.people, peopleHandlers(app.accounts)),
    ...register(routes.calls, callHandlers(app.calls)),
    ...register(routes.scenarios, scenarioHandlers(app.scenarios)),
    ...register(routes.system, systemHandlers(app, openFolder)),
    ...register(routes.rehearsals, rehearsalHandlers(app)),
    ...register(routes.transcripts, transcriptHandlers(app.transcripts)),
    ...register(routes.exports, exportHandlers(app.transcripts.exports)),
    ...register(routes.assistants, assistantHandlers(app.assistants)),
    ...register(routes.analytics, analyticsHandlers(app)),
    ...documentedMounts(app, options.tickets),
  ];
  for (const one of registered) addRoute(api, one, options);

  let document: OpenApiDocument | undefined;
  const described = () => (document ??= openApiDocument(api, app.version));
  for (const at of ['/api/openapi.json', '/api/v1/openapi.json']) api.get(at, (c) => c.json(described()));
  api.get('/api/docs', () => docsPage(described()));

  return {
    fetch: async (request, { incoming } = {}) => api.fetch(request, { incoming }),
    fetchWithin: async (request) => api.fetch(request, { within: true }),
    fetchAs: async (actor, request) => api.fetch(request, { actor }),
  };
}

function addCommon(
  api: OpenAPIHono<ApiEnv>,
  { log, origins = [], allow = createOriginGuard(origins), allowance = ALLOWANCE }: ApiOptions,
  failed: (error: unknown, c: Context<ApiEnv>) => Response,
  acts: (path: string) => boolean,
) {
  api.use(async (c, next) => {
    const given = c.req.header('x-request-id') ?? '';
    const requestId = /^[\w.-]{8,64}$/.test(given) ? given : newId('req');
    c.set('requestId', requestId);
    const began = performance.now();
    await next();
    c.res.headers.set('X-Request-Id', requestId);
    c.res.headers.set('X-Content-Type-Options', 'nosniff');
    for (const [name, value] of Object.entries(c.get('limitHeaders') ?? {})) c.res.headers.set(name, value);
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
    log.debug(
      { request_id: requestId, method: c.req.method, path: c.req.path, status: c.res.status, ms: Math.round(performance.now() - began) },
      'request',
    );
  });
  const counted = createAllowance(allowance);
  api.use(async (c, next) => {
    const verdict = counted(clientOf(c.req.raw.headers, callerOf(c).address));
    // A limit of the route's own, which is tighter, takes their place.
    c.set('limitHeaders', limitHeaders(verdict));
    if (!verdict.allowed) throw limitExceeded('requests', allowance, verdict);
    await next();
  });
  api.use(async (c, next) => {
    if (!c.env.actor && !c.env.within && !allow(c.req.raw)) {
      throw new AppError('ORIGIN_REFUSED', 'This address does not answer pages of other sites.', {
        details: 'Open the console by the address that the hub printed.',
      });
    }
    await next();
  });
  api.use(allowOrigins(origins));
  const tooLarge = (limit: number) => () => {
    throw new AppError('PAYLOAD_TOO_LARGE', `The request is larger than ${limit / 1024 / 1024} MB.`, { params: { limit_bytes: limit } });
  };
  const [small, large] = [BODY_LIMIT, CALL_BODY_LIMIT].map((maxSize) => bodyLimit({ maxSize, onError: tooLarge(maxSize) }));
  api.use(async (c, next) => {
    const limit = c.req.method === 'POST' && c.req.path === '/api/v1/calls' ? large : small;
    return limit?.(c, next);
  });
  api.use(
    methodNotAllowed({
      app: api,
      onMethodNotAllowed: (c, methods) => {
        const allowed = acts(c.req.path) ? methods.filter((method) => method !== 'HEAD') : methods;
        return failed(new AppError('METHOD_NOT_ALLOWED', `This address takes ${allowed.join(', ')}.`, { params: { allowed } }), c);
      },
    }),
  );
}

function isAt({ path }: Route, asked: string): boolean {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`).test(asked);
}

function addRoute(api: OpenAPIHono<ApiEnv>, { route, handler }: Registered, options: ApiOptions) {
  const config = createRoute({
    ...(describeRoute(route) as RouteConfig & { path: string }),
    middleware: [
      async (c: Context<ApiEnv>, next: () => Promise<void>) => {
        await authorise(c, route, options.identify);
        await limit(c, route, options.attempts);
        await next();
      },
    ],
  });
  api.openapi(config, async (c) => {
    const checked = c.req as unknown as { valid(target: 'param' | 'query' | 'json' | 'form'): unknown };
    const headers = new Headers();
    const identity = c.get('identity');
    const asked: Asked<Route> = {
      actor: identity?.actor,
      identity,
      caller: callerOf(c),
      within: c.env.within ?? false,
      params: route.params ? (checked.valid('param') as Record<string, unknown>) : undefined,
      query: route.query ? (checked.valid('query') as Record<string, unknown>) : undefined,
      body: route.body ? checked.valid(route.form ? 'form' : 'json') : undefined,
      idempotencyKey: route.idempotent ? idempotencyKey(c) : undefined,
      request: c.req.raw,
      header: (name, value) => headers.append(name, value),
    } as Asked<Route>;
    const answer = await handler(asked);
    if (answer instanceof Response) return answer;
    return route.response ? Response.json(answer, { status: route.status, headers }) : new Response(null, { status: route.status, headers });
  });
}

async function authorise(c: Context<ApiEnv>, { access, acts }: Route, identify: Identify): Promise<void> {
  if (acts && c.req.method === 'HEAD') {
    throw new AppError('METHOD_NOT_ALLOWED', 'This address does something: ask it with GET.', { params: { allowed: ['GET'] } });
  }
  const vouched = c.env.actor && ({ actor: c.env.actor, via: 'process' } as const);
  if (access === 'public') return c.set('identity', vouched);
  const identity = vouched ?? (await identify(c.req.raw));
  if (!identity || (acts && identity.via === 'cookie')) throw unauthenticated();
  const { actor } = identity;
  const { role } = actor;
  if (!access.includes(role)) {
    throw new AppError('FORBIDDEN', `Your role, ${role}, may not do this.`, {
      details: `Ask one of these: ${access.join(', ')}.`,
      params: { role, allowed: [...access] },
    });
  }
  requireScope(identity, areaOf(c.req.path), acts === true || (c.req.method !== 'GET' && c.req.method !== 'HEAD'));
  c.set('identity', { ...identity, actor: { ...actor, address: callerOf(c).address } });
}

/** From where a request came, for the session list and the audit; the desktop's own come over no network. */
function callerOf(c: Context<ApiEnv>): Caller {
  return { address: c.env.incoming?.socket.remoteAddress ?? 'this machine', user_agent: c.req.header('user-agent') ?? '' };
}

async function limit(c: Context<ApiEnv>, route: Route, attempts: ApiOptions['attempts']): Promise<void> {
  if (!route.limit) return;
  const identity = c.get('identity');
  // Whoever signs in is counted by the account they try; a body that is none is refused later, and counted all the same.
  const body: unknown = identity || route.limit !== 'auth' ? undefined : await (route.form ? c.req.parseBody() : c.req.json()).catch(() => undefined);
  await countAttempt(attempts, route.limit, { address: callerOf(c).address, identity, email: emailIn(body) }, (found) =>
    c.set('limitHeaders', found),
  );
}

function idempotencyKey(c: Context<ApiEnv>): string | undefined {
  const key = c.req.header('idempotency-key');
  if (key === undefined || /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new AppError('BAD_REQUEST', 'The Idempotency-Key is not usable.', {
    details: 'It must be 1 to 200 visible ASCII characters. Nothing was done.',
  });
}
