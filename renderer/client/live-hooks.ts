/** The live plane in React: each hook renders again only for what it names. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { LiveCall } from './call-fold.ts';
import { useConsole } from './console-context.ts';
import { callQueryOptions } from './queries.ts';

/** One call as it is known live, without asking for more; for lists and tiles. */
export function useKnownCall(call_id: string): LiveCall | undefined {
  const { store } = useConsole();
  return useSyncExternalStore(
    useCallback((notify) => store.watch(call_id, notify), [store, call_id]),
    () => store.get(call_id),
  );
}

/** Follows one call closely: its levels and partial utterances, and what was said before this window looked. Renders nothing again for its news. */
export function useFollowing(call_id: string | undefined): void {
  const { api, live, store } = useConsole();
  const detail = useQuery({ ...callQueryOptions(api, call_id ?? ''), enabled: call_id !== undefined }).data;
  useEffect(() => (call_id === undefined ? undefined : live.subscribe(`call:${call_id}`)), [live, call_id]);
  useEffect(() => {
    if (detail) store.seed(detail);
  }, [store, detail]);
}

/** A call that is followed, with its news. */
export function useFollowedCall(call_id: string | undefined): LiveCall | undefined {
  useFollowing(call_id);
  const known = useKnownCall(call_id ?? '');
  return call_id === undefined ? undefined : known;
}

/** Ids of all calls that are not over. */
export function useLiveCallIds(): readonly string[] {
  const { store } = useConsole();
  return useSyncExternalStore(store.watchList, store.liveIds);
}

export function useLiveState() {
  const { live } = useConsole();
  return useSyncExternalStore(live.watch, live.getState);
}

export function useListening() {
  const { listening } = useConsole();
  return useSyncExternalStore(listening.watch, listening.getState);
}
