/** Reads the parameters of REST requests, which are form fields whatever they mean. */
import type { Context } from 'hono';
import type { Target } from '../webhooks.ts';
import { badRequest, notFound } from './errors.ts';

export type Params = {
  get(name: string): string | undefined;
  all(name: string): string[];
  flag(name: string, otherwise: boolean): boolean;
  /** @throws RestError 400/20001 when it is no number within the bounds. */
  number(name: string, otherwise: number, least: number, most: number): number;
  method(name: string): 'GET' | 'POST';
  /** A URL with its method; @throws RestError 400 with `code` when it is no http(s) URL. */
  target(name: string, code: number, methodName?: string): Target | undefined;
  has(name: string): boolean;
  entries(): [string, string][];
};

export async function formOf(c: Context): Promise<Params> {
  return paramsOf(new URLSearchParams(await c.req.text()));
}

export function queryOf(c: Context): Params {
  return paramsOf(new URL(c.req.url).searchParams);
}

function paramsOf(fields: URLSearchParams): Params {
  const get = (name: string) => fields.get(name)?.trim() || undefined;
  const params: Params = {
    get,
    all: (name) =>
      fields
        .getAll(name)
        .flatMap((value) => value.split(/\s+/))
        .filter(Boolean),
    has: (name) => fields.has(name),
    entries: () => [...fields],
    flag: (name, otherwise) => (get(name) === undefined ? otherwise : get(name)?.toLowerCase() === 'true'),
    number(name, otherwise, least, most) {
      const value = get(name);
      if (value === undefined) return otherwise;
      const parsed = Number(value);
      if (!(parsed >= least && parsed <= most)) throw badRequest(20001, `${name} must be between ${least} and ${most}`);
      return parsed;
    },
    method: (name) => (get(name)?.toUpperCase() === 'GET' ? 'GET' : 'POST'),
    target(name, code, methodName = `${name}Method`) {
      const url = get(name);
      if (url === undefined) return undefined;
      if (!isWebUrl(url)) throw badRequest(code, `${name} is not a valid URL: ${url}`);
      return { url, method: params.method(methodName) };
    },
  };
  return params;
}

/** Hosts with an underscore are refused by the carrier. */
export function isWebUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return (protocol === 'http:' || protocol === 'https:') && !hostname.includes('_');
}

/** @throws RestError 404/20404 */
export function found<T>(c: Context, resource: T | undefined): T {
  if (resource === undefined) throw notFound(new URL(c.req.url).pathname);
  return resource;
}
