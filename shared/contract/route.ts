/**
 * How an endpoint is declared: once, as data, for the server, the OpenAPI page, the typed client and the authorisation matrix.
 */
import type { z } from 'zod';
import type { Role } from '#shared/domain/identity.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `public` needs nobody; a list names the roles that may call. */
export type Access = 'public' | readonly Role[];

export const EVERYONE: readonly Role[] = ['owner', 'supervisor', 'agent', 'viewer'];
export const CALLERS: readonly Role[] = ['owner', 'supervisor', 'agent'];
export const SUPERVISORS: readonly Role[] = ['owner', 'supervisor'];
export const OWNERS: readonly Role[] = ['owner'];

export type Route = {
  method: Method;
  /** With `{name}` for parameters, as OpenAPI writes them. */
  path: `/${string}`;
  access: Access;
  tag: string;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Status of the success answer. */
  status: 200 | 201 | 202 | 204;
  /** Absent for 204 and for `media`. */
  response?: z.ZodType;
  /** The answer is a file of this media type, or of one of these, instead of JSON. */
  media?: string | readonly string[];
  /** The file is given by range, too. */
  ranged?: true;
  /** It rings, spends or imports: takes `Idempotency-Key`. */
  idempotent?: boolean;
  /** The body is a form, as OAuth's password flow sends it, instead of JSON. */
  form?: true;
  /** It does something although it is a GET: a session cookie, which any page could make a browser send, is no proof there. */
  acts?: true;
  /** Name of the rate limit that counts it. */
  limit?: 'auth' | 'refresh' | 'call_initiation' | 'scenario_creation';
};

/** Keeps the literal types of a declaration. */
export function defineRoute<const R extends Route>(route: R): R {
  return route;
}

type Input<T> = T extends z.ZodType ? z.input<T> : undefined;

export type RouteArgs<R extends Route> = (R extends { params: z.ZodType } ? { params: Input<R['params']> } : { params?: undefined }) &
  (R extends { query: z.ZodType } ? { query?: Input<R['query']> } : { query?: undefined }) &
  (R extends { body: z.ZodType } ? { body: Input<R['body']> } : { body?: undefined });

export type RouteAnswer<R extends Route> = R extends { response: infer S extends z.ZodType } ? z.output<S> : undefined;
