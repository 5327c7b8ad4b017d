/** List envelopes: relative page addresses in the 2010 interface, absolute ones in v1 and v2. */
import type { Context } from 'hono';

const DEFAULT_SIZE = 50;
const MAX_SIZE = 1000;

type Keyed = { sid: string };

type Cut<T> = { items: T[]; page: number; size: number; start: number; first: string; next: string | null; previous: string | null };

/** A page after the resource that the token names, so that what is added meanwhile shifts nothing. */
function cut<T extends Keyed>(c: Context, all: readonly T[], maxSize: number): Cut<T> {
  const query = new URL(c.req.url).searchParams;
  const asked = Number(query.get('PageSize') ?? DEFAULT_SIZE);
  const size = Math.min(maxSize, Math.max(1, Math.trunc(asked) || DEFAULT_SIZE));
  const page = Math.max(0, Math.trunc(Number(query.get('Page') ?? 0)) || 0);
  const token = query.get('PageToken')?.replace(/^PA/, '');
  const after = token === undefined ? -1 : all.findIndex(({ sid }) => sid === token);
  const start = after >= 0 ? after + 1 : page * size;
  const items = all.slice(start, start + size);
  const address = (to: number, last?: T) => {
    const next = new URLSearchParams(query);
    next.set('PageSize', String(size));
    next.set('Page', String(to));
    next.delete('PageToken');
    if (last) next.set('PageToken', `PA${last.sid}`);
    return `?${next.toString()}`;
  };
  return {
    items,
    page,
    size,
    start,
    first: address(0),
    next: start + size < all.length ? address(page + 1, items.at(-1)) : null,
    previous: page > 0 ? address(page - 1, all[start - size - 1]) : null,
  };
}

/** @param all newest first. */
export function page2010<T extends Keyed>(c: Context, key: string, all: readonly T[], render: (item: T) => unknown): Response {
  const { items, page, size, start, first, next, previous } = cut(c, all, MAX_SIZE);
  const path = new URL(c.req.url).pathname;
  return c.json({
    [key]: items.map(render),
    page,
    page_size: size,
    start,
    end: Math.max(0, start + items.length - 1),
    uri: path + new URL(c.req.url).search,
    first_page_uri: path + first,
    next_page_uri: next && path + next,
    previous_page_uri: previous && path + previous,
  });
}

export function pageMeta<T extends Keyed>(
  c: Context,
  base: string,
  key: string,
  all: readonly T[],
  render: (item: T) => unknown,
  maxSize = MAX_SIZE,
): Response {
  const { items, page, size, first, next, previous } = cut(c, all, maxSize);
  const path = base + new URL(c.req.url).pathname;
  return c.json({
    [key]: items.map(render),
    meta: {
      key,
      page,
      page_size: size,
      url: path + new URL(c.req.url).search,
      first_page_url: path + first,
      next_page_url: next && path + next,
      previous_page_url: previous && path + previous,
    },
  });
}
