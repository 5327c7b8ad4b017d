/** A list of any length, of which only the pages in sight are read. The live plane keeps the read ones fresh. */
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import type { Call } from '#shared/contract/calls.ts';
import { useConsole } from '../../client/console-context.ts';
import { type CallQuery, callListQuery } from '../../client/queries.ts';

export const PAGE_SIZE = 100;

/** Rows from `first` to `last`, both included. */
export type RowRange = { first: number; last: number };

/** The pages, from 1, that the rows from `first` to `last` lie on; always with the first one, which knows the total. */
export function pagesOf(first: number, last: number): number[] {
  const from = Math.floor(Math.max(0, first) / PAGE_SIZE) + 1;
  const to = Math.floor(Math.max(0, last) / PAGE_SIZE) + 1;
  const pages = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return pages.includes(1) ? pages : [1, ...pages];
}

export function useCallPages(query: CallQuery, range: RowRange) {
  const { api } = useConsole();
  const pages = pagesOf(range.first, range.last);
  const answers = useQueries({
    queries: pages.map((page) => ({ ...callListQuery(api, { ...query, page, limit: PAGE_SIZE }), placeholderData: keepPreviousData })),
  });
  const [first] = answers;
  const known = answers.flatMap((one) => one.data ?? []);
  // Of what is too much to count, pages further on know more.
  const capped = known.length > 0 && known.every((one) => one.total_capped);
  const rowAt = (index: number): Call | undefined => {
    const place = pages.indexOf(Math.floor(index / PAGE_SIZE) + 1);
    return answers[place]?.data?.items[index % PAGE_SIZE];
  };
  const indexOf = (call_id: string): number => {
    for (const [place, page] of pages.entries()) {
      const found = answers[place]?.data?.items.findIndex((one) => one.call_id === call_id) ?? -1;
      if (found >= 0) return (page - 1) * PAGE_SIZE + found;
    }
    return -1;
  };
  return {
    total: known.some((one) => one.total_capped) ? Math.max(...known.map((one) => one.total)) : first?.data?.total,
    /** There are more than that; they are counted when one scrolls to them. */
    capped,
    rowAt,
    indexOf,
    error: answers.find((one) => one.error && !one.data)?.error ?? undefined,
    retry: () => {
      for (const one of answers) if (one.error) void one.refetch();
    },
  };
}
