/** The `Link` header of a list that is paged by `skip` and `limit`. Source: RFC 8288. */
export function pageLinks(url: string, { skip, limit, total }: { skip: number; limit: number; total: number }): string {
  const at = (rel: string, from: number) => {
    const { pathname, searchParams } = new URL(url);
    searchParams.set('skip', String(from));
    searchParams.set('limit', String(limit));
    return `<${pathname}?${searchParams.toString()}>; rel="${rel}"`;
  };
  const last = Math.floor((total - 1) / limit) * limit;
  const links = [];
  // Before a page beyond the end comes the last one.
  if (skip > 0) links.push(at('first', 0), at('prev', Math.max(0, Math.min(skip - limit, last))));
  if (skip + limit < total) links.push(at('next', skip + limit), at('last', last));
  return links.join(', ');
}
