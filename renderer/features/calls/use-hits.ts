/** Where the searched words were said: the newest hit of each call. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { SearchHit } from '#shared/contract/calls.ts';
import { routes } from '#shared/contract/index.ts';
import { useConsole } from '../../client/console-context.ts';
import { useRedaction } from '../call-detail/redaction.ts';

const MAX_HITS = 200;

export function firstHits(hits: readonly SearchHit[]): ReadonlyMap<string, SearchHit> {
  const first = new Map<string, SearchHit>();
  for (const hit of hits) if (!first.has(hit.call_id)) first.set(hit.call_id, hit);
  return first;
}

const NONE: readonly SearchHit[] = [];

export function useHits(words: string | undefined): ReadonlyMap<string, SearchHit> {
  const { api } = useConsole();
  const { redacted } = useRedaction();
  const { data } = useQuery({
    queryKey: ['hits', words, redacted],
    queryFn: ({ signal }) => api.call(routes.calls.search, { query: { q: words ?? '', limit: MAX_HITS, redacted } }, { signal }),
    enabled: words !== undefined && words !== '',
    placeholderData: words ? keepPreviousData : undefined,
  });
  const items = words ? (data?.items ?? NONE) : NONE;
  return useMemo(() => firstHits(items), [items]);
}
