/** Any error as an answer of `/api/v1`: what the program said about itself goes out, everything else stays in the log under the request's id. */
import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';
import type { Log } from '#core/ports/host.ts';
import type { ApiError } from '#shared/contract/common.ts';
import { AppError, type ErrorCode, type FieldError } from '#shared/domain/errors.ts';

export type ErrorAnswer = { status: number; body: ApiError; headers: Record<string, string> };

const HTTP_CODES: Record<number, [ErrorCode, message: string, details: string]> = {
  400: ['BAD_REQUEST', 'The body of the request is not JSON.', 'Nothing was done.'],
  413: ['PAYLOAD_TOO_LARGE', 'The request is too large.', 'Nothing was done.'],
  415: [
    'UNSUPPORTED_MEDIA_TYPE',
    'The body is of a type that this address does not take.',
    'Nothing was done. Send application/json, or to /token a form.',
  ],
};

export function toErrorAnswer(error: unknown, requestId: string, log: Log): ErrorAnswer {
  const told = tell(error, requestId);
  if (told.code === 'INTERNAL') log.error({ err: error, request_id: requestId }, 'a request failed');
  const { code, message, params } = told;
  const retryAfter = typeof params.retry_after === 'number' ? { 'Retry-After': String(params.retry_after) } : undefined;
  return {
    status: told.status,
    headers: {
      ...retryAfter,
      // Source: RFC 6750, section 3.
      ...(told.status === 401 ? { 'WWW-Authenticate': code === 'TOKEN_EXPIRED' ? 'Bearer error="invalid_token"' : 'Bearer' } : {}),
      ...(told.status === 405 && Array.isArray(params.allowed) ? { Allow: params.allowed.join(', ') } : {}),
      // What is left of a body that was not read makes the connection useless.
      ...(told.status === 413 ? { Connection: 'close' } : {}),
    },
    body: {
      success: false,
      error: message,
      detail: { code, message, params },
      status_code: told.status,
      message,
      details: told.details ?? '',
      code,
      params,
      ...(told.errors.length > 0 ? { errors: told.errors } : {}),
      request_id: requestId,
    },
  };
}

function tell(error: unknown, requestId: string): AppError {
  if (error instanceof AppError) return error;
  const http = error instanceof HTTPException ? HTTP_CODES[error.status] : undefined;
  if (http) return new AppError(http[0], http[1], { details: http[2], cause: error });
  return new AppError('INTERNAL', 'Something went wrong inside the program.', {
    details: `Your data is safe. Try again; if it stays, look for ${requestId} in the log.`,
    cause: error,
  });
}

const PLACES = { json: 'body', form: 'body', query: 'query', param: 'path', header: 'header', cookie: 'cookie' } as const;

/** The faults that a schema found, each with the place of its field. @param target where Hono looked */
export function validationError(error: z.core.$ZodError, target: keyof typeof PLACES): AppError {
  const errors: FieldError[] = error.issues.map(({ path, message, code }) => ({
    loc: [PLACES[target], ...path.map((part) => (typeof part === 'number' ? part : String(part)))],
    msg: message,
    type: code,
  }));
  const names = [...new Set(errors.map(({ loc }) => loc.slice(1).join('.') || String(loc[0])))];
  return new AppError('VALIDATION_ERROR', `Not valid: ${names.join(', ')}.`, {
    details: `${errors.map(({ msg }) => msg).join('. ')}. Nothing was changed.`,
    params: { fields: names },
    errors,
  });
}
