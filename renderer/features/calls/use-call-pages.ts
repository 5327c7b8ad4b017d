/** A list of any length, of which only the pages in sight are read, and the next ones on the way. The live plane keeps those in sight fresh. */
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Call } from '#shared/contract/calls.ts';
import { useConsole } from '../../client/console-context.ts';
import { type CallQuery, callListQuery } from '../../client/queries.ts';

export const PAGE_SIZE = 100;
/** A fast wheel turns over a page in a third of a second: this many lie ready before it comes to them. */
const READ_AHEAD = 2;

/** Rows from `first` to `last`, both included. */
export type RowRange = { first: number; last: number };

const pageOf = (index: number) => Math.floor(Math.max(0, index) / PAGE_SIZE) + 1;

/** The pages, from 1, that the rows from `first` to `last` lie on; always with the first one, which knows the total. */
export function pagesOf(first: number, last: number): number[] {
  const from = pageOf(first);
  const pages = Array.from({ length: pageOf(last) - from + 1 }, (_, index) => from + index);
  return pages.includes(1) ? pages : [1, ...pages];
}

/** Whether the same pages are read for them: then there is nothing to do. */
export function isSamePages(a: RowRange, b: RowRange): boolean {
  return pageOf(a.first) === pageOf(b.first) && pageOf(a.last) === pageOf(b.last);
}

/** The pages that come next in the direction of the move, the nearest first. */
export function pagesAhead(before: RowRange, now: RowRange, total: number): number[] {
  const step = now.first < before.first ? -1 : 1;
  const edge = step < 0 ? pageOf(now.first) : pageOf(now.last);
  const last = pageOf(total - 1);
  return Array.from({ length: READ_AHEAD }, (_, index) => edge + step * (index + 1)).filter((page) => page >= 1 && page <= last);
}

export type CallPages = ReturnType<typeof useCallPages>;

export function useCallPages(query: CallQuery, range: RowRange) {
  const { api, queryClient } = useConsole();
  const pages = pagesOf(range.first, range.last);
  const question = (page: number) => callListQuery(api, { ...query, page, limit: PAGE_SIZE });
  const answers = useQueries({ queries: pages.map((page) => ({ ...question(page), placeholderData: keepPreviousData })) });
  const [first] = answers;
  const known = answers.flatMap((one) => one.data ?? []);
  // Of what is too much to count, pages further on know more.
  const capped = known.length > 0 && known.every((one) => one.total_capped);
  const total = known.some((one) => one.total_capped) ? Math.max(...known.map((one) => one.total)) : first?.data?.total;

  const asked = JSON.stringify(query);
  const before = useRef<{ range: RowRange; asked: string }>(undefined);
  useEffect(() => {
    const last = before.current?.asked === asked ? before.current.range : undefined;
    if (total === undefined || last === range) return;
    for (const page of pagesAhead(last ?? range, range, total)) void queryClient.prefetchQuery(question(page));
    before.current = { range, asked };
  });

  const rowAt = (index: number): Call | undefined => answers[pages.indexOf(pageOf(index))]?.data?.items[index % PAGE_SIZE];
  const indexOf = (call_id: string): number => {
    for (const [place, page] of pages.entries()) {
      const found = answers[place]?.data?.items.findIndex((one) => one.call_id === call_id) ?? -1;
      if (found >= 0) return (page - 1) * PAGE_SIZE + found;
    }
    return -1;
  };
  return {
    total,
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
