/** Which other origins may read this program's answers: those that its owner names, and none by default. */
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { AppError } from '#shared/domain/errors.ts';

/**
 * The origins of `CORS_ORIGINS` (a list with commas) and `FRONTEND_URL`.
 * @throws AppError BAD_REQUEST for a value that is no origin, `*` among them: cookies and tokens are not for everybody
 */
export function configuredOrigins(env: { CORS_ORIGINS?: string | undefined; FRONTEND_URL?: string | undefined }): string[] {
  const given = [...(env.CORS_ORIGINS ?? '').split(','), env.FRONTEND_URL ?? ''].map((text) => text.trim()).filter(Boolean);
  return [...new Set(given.map(originOf))];
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new AppError('BAD_REQUEST', `“${text}” is not an origin.`, {
    details: 'Nothing was started. CORS_ORIGINS and FRONTEND_URL take addresses such as http://localhost:5173, the first one several with commas.',
  });
}

const MAX_AGE_SECONDS = 600;

/** Answers preflights and adds the headers that let pages of these origins read the answers, credentials included. */
export function allowOrigins(origins: readonly string[]): MiddlewareHandler {
  const known = new Set(origins);
  return cors({
    origin: (origin) => (known.has(origin) ? origin : null),
    credentials: true,
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'X-CSRF-Token', 'X-Request-Id', 'X-Session'],
    exposeHeaders: [
      ...['X-Request-Id', 'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset', 'Retry-After'],
      ...['X-Total-Count', 'Link', 'Location', 'Idempotent-Replayed', 'Content-Disposition'],
    ],
    maxAge: MAX_AGE_SECONDS,
  });
}
