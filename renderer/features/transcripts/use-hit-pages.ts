/** Hits of any number, of which only the pages in sight are read. */
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import type { SearchHit } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';
import { useRedaction } from '../call-detail/redaction.ts';

export const PAGE_SIZE = 100;

/** The pages, from 1, on which the rows from `first` to `last` lie; always with the first one. */
export function pagesFor(first: number, last: number): number[] {
  const from = Math.floor(Math.max(0, first) / PAGE_SIZE) + 1;
  const to = Math.floor(Math.max(0, last) / PAGE_SIZE) + 1;
  const pages = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return pages.includes(1) ? pages : [1, ...pages];
}

export function useHitPages(q: string, range: { first: number; last: number }) {
  const { api } = useConsole();
  const { redacted } = useRedaction();
  const pages = pagesFor(range.first, range.last);
  const answers = useQueries({
    queries: pages.map((page) => ({
      queryKey: ['transcript-hits', q, redacted, page],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.call(routes.calls.search, { query: { q, page, limit: PAGE_SIZE, redacted } }, { signal }),
      enabled: q !== '',
      // What is said next is found as well: an answer is good for the look that asked for it.
      staleTime: 5000,
      placeholderData: keepPreviousData,
    })),
  });
  const known = answers.flatMap((one) => one.data ?? []);
  const total = known.length > 0 ? Math.max(...known.map((one) => one.total)) : undefined;
  return {
    total,
    /** There are more than that; they are counted when one scrolls to them. */
    capped: known.length > 0 && known.every((one) => one.total_capped),
    hitAt: (index: number): SearchHit | undefined => answers[pages.indexOf(Math.floor(index / PAGE_SIZE) + 1)]?.data?.items[index % PAGE_SIZE],
    error: answers.find((one) => one.error && !one.data)?.error ?? undefined,
    retry: () => {
      for (const one of answers) if (one.error) void one.refetch();
    },
  };
}
