/** The declared routes in the words of OpenAPI 3.1. */
import { type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import { apiError } from '#shared/contract/common.ts';
import type { Route } from '#shared/contract/route.ts';
import type { ApiEnv } from './build.ts';
import { isCanonical } from './compat/dialect.ts';
import { SESSION_COOKIE } from './cookies.ts';

const errorSchema = z.object(apiError.shape).openapi('Error');
/** The same where documents have their addresses: there `detail` is a sentence. */
const documentErrorSchema = z.object({ ...apiError.shape, detail: z.string() }).openapi('DocumentError');

const whole = { type: 'integer', minimum: 0 } as const;
const header = (description: string, schema: object = { type: 'string' }) => ({ description, schema });
const REQUEST_ID = { 'X-Request-Id': header('Names this request in the log. One of 8 to 64 letters, digits, _, . and - that came with it is kept.') };
const LIMITED = {
  'X-RateLimit-Limit': header('Requests that are allowed in a window', whole),
  'X-RateLimit-Remaining': header('Of these, how many are left', whole),
  'X-RateLimit-Reset': header('Seconds until the window is empty', whole),
};
const RETRY_AFTER = { 'Retry-After': header('Seconds until the next one is allowed', whole) };
const REPLAYED = { 'Idempotent-Replayed': header('There when the answer is that of an earlier request with the same key', { const: 'true' }) };

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: '1 to 200 visible ASCII characters, good for 24 hours',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
} as const;

const RANGE = { name: 'Range', in: 'header', description: 'One range of bytes, such as bytes=0-999', schema: { type: 'string' } } as const;
const CONTENT_RANGE = { 'Content-Range': header('Which bytes these are, and how many the file has') };

/** What a route takes and answers. Path, roles, limit and idempotency are said in the description. */
export function describeRoute(route: Route): RouteConfig {
  const { method, path, tag, summary, access, params, query, body, form, status, response, media, ranged, idempotent, acts, limit } = route;
  const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
  const content = response
    ? json(response)
    : media
      ? Object.fromEntries(
          [media]
            .flat()
            .map((type) => [type, { schema: type === 'application/json' ? z.looseObject({}) : z.string().openapi({ format: 'binary' }) }]),
        )
      : undefined;
  const said = [
    access === 'public' ? 'For everybody.' : `For: ${access.join(', ')}.`,
    ...(idempotent
      ? ['Takes Idempotency-Key: the same key with the same request does a thing once and answers Idempotent-Replayed: true after that.']
      : []),
    ...(acts ? ['Takes a bearer token alone: the session cookie is no proof here.'] : []),
    ...(limit ? ['Has a limit of its own: see X-RateLimit-Limit, -Remaining and -Reset.'] : []),
  ];
  const errors = { 'application/json': { schema: isCanonical(path) ? errorSchema : documentErrorSchema } };
  const headers = { ...REQUEST_ID, ...LIMITED };
  const failures = (statuses: readonly [number, string][]) =>
    Object.fromEntries(
      statuses.map(([code, description]) => [
        code,
        { description, content: errors, headers: code === 429 ? { ...headers, ...RETRY_AFTER } : headers },
      ]),
    );
  return {
    method: method.toLowerCase() as Lowercase<Route['method']>,
    path,
    operationId: `${method.toLowerCase()}${path.replaceAll(/\W+/g, '_')}`,
    ...(idempotent ? { parameters: [IDEMPOTENCY_KEY] } : ranged ? { parameters: [RANGE] } : {}),
    tags: [tag],
    summary,
    description: said.join(' '),
    security: access === 'public' ? [] : acts ? [{ bearer: [] }] : [{ bearer: [] }, { session: [] }],
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(body ? { body: { required: true, content: form ? { 'application/x-www-form-urlencoded': { schema: body } } : json(body) } } : {}),
    },
    responses: {
      [status]: { description: 'Done', ...(content ? { content } : {}), headers: { ...headers, ...(idempotent ? REPLAYED : {}) } },
      ...(ranged
        ? {
            206: { description: 'The range that was asked for', ...(content ? { content } : {}), headers: { ...headers, ...CONTENT_RANGE } },
            304: { description: 'As the ETag in If-None-Match says', headers },
            416: { description: 'The file ends before this range', headers: { ...headers, ...CONTENT_RANGE } },
          }
        : {}),
      ...failures([
        ...(access === 'public'
          ? []
          : ([
              [401, 'Not signed in'],
              [403, 'Not allowed to this role, or from elsewhere'],
            ] as [number, string][])),
        ...(params ? ([[404, 'Not there, or somebody else’s']] as [number, string][]) : []),
        ...(idempotent ? ([[409, 'The key was used for another request']] as [number, string][]) : []),
        ...(params || query || body ? ([[422, 'A field is not valid']] as [number, string][]) : []),
        ...(limit ? ([[429, 'Too many, see Retry-After']] as [number, string][]) : []),
      ]),
      default: { description: 'Any other failure, which its code names', content: errors, headers },
    },
  };
}

export type OpenApiDocument = ReturnType<OpenAPIHono<ApiEnv>['getOpenAPI31Document']>;

export function openApiDocument(api: OpenAPIHono<ApiEnv>, version: string): OpenApiDocument {
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  api.openAPIRegistry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE });
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Trunkline',
      version,
      description:
        'Every error answer has a code that programs can rely on, a message, what to do, and the request’s id. Unsafe methods with the session cookie need X-CSRF-Token.',
    },
  });
  for (const item of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(item as Record<string, { parameters?: { schema?: { type?: unknown } }[] }>)) {
      for (const { schema } of operation.parameters ?? []) if (schema) withoutNull(schema);
    }
  }
  return document;
}

/** An address cannot say null, although what reads numbers out of it would take that for 0. */
function withoutNull(schema: { type?: unknown }): void {
  if (!Array.isArray(schema.type)) return;
  const types: unknown[] = schema.type.filter((type) => type !== 'null');
  schema.type = types.length === 1 ? types[0] : types;
}
