import { useSyncExternalStore } from 'react';
import type { Call } from '#shared/contract/calls.ts';
import { useConsole } from '../../client/console-context.ts';
import { useLiveCallIds } from '../../client/live-hooks.ts';
import { useMe } from '../../client/queries.ts';

/** Ids of the live calls that this person placed, the newest last. */
export function useOwnCallIds(): readonly string[] {
  const { store } = useConsole();
  const { user_id } = useMe();
  return useLiveCallIds().filter((id) => store.get(id)?.call?.placed_by.user_id === user_id);
}

/** The row of the newest of them. */
export function useOwnCall(): { call: Call | undefined; others: number } {
  const { store } = useConsole();
  const ids = useOwnCallIds();
  const newest = ids.at(-1);
  const call = useSyncExternalStore(
    (notify) => (newest ? store.watch(newest, notify) : () => {}),
    () => (newest ? store.get(newest)?.call : undefined),
  );
  return { call, others: Math.max(0, ids.length - 1) };
}
