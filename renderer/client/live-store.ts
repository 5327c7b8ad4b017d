/**
 * All live calls of this window. Components watch one call, or the list of ids: a tile renders again only for its own call.
 * Levels never notify anybody: meters read them at their own pace.
 */
import type { Call, CallDetail } from '#shared/contract/calls.ts';
import type { Health } from '#shared/contract/system.ts';
import { type CallState, isTerminal } from '#shared/domain/call-state.ts';
import type { Envelope } from '#shared/live/envelope.ts';
import { emptyLiveCall, foldDetail, foldEvent, type LiveCall } from './call-fold.ts';

/** dBFS of both sides, −90 … 0, and when it was heard (`performance.now`). */
type Levels = { customer: number; agent: number; at: number };

/** Ended calls that are kept for the screens that still show them. */
const KEPT_ENDED = 60;

/** How far a call is over. */
const endOf = (state: CallState) => (isTerminal(state) ? 2 : state === 'wrapping' ? 1 : 0);

export type LiveStore = ReturnType<typeof createLiveStore>;

export function createLiveStore() {
  const calls = new Map<string, LiveCall>();
  const levels = new Map<string, Levels>();
  const watchers = new Map<string, Set<() => void>>();
  const listWatchers = new Set<() => void>();
  const healthWatchers = new Set<() => void>();
  let liveIds: readonly string[] = [];
  let health: Health | undefined;

  function isLive(id: string): boolean {
    const state = calls.get(id)?.call?.state;
    return state !== undefined && !isTerminal(state);
  }

  function refreshList() {
    const next = [...calls.keys()].filter(isLive);
    if (next.length === liveIds.length && next.every((id, index) => id === liveIds[index])) return;
    liveIds = next;
    for (const watcher of listWatchers) watcher();
  }

  function forgetOld() {
    const ended = [...calls.keys()].filter((id) => !isLive(id) && !watchers.has(id));
    for (const id of ended.slice(0, Math.max(0, ended.length - KEPT_ENDED))) {
      calls.delete(id);
      levels.delete(id);
    }
  }

  function put(next: LiveCall) {
    const known = calls.get(next.call_id);
    if (known === next) return;
    calls.set(next.call_id, next);
    for (const watcher of watchers.get(next.call_id) ?? []) watcher();
    if (known?.call?.state !== next.call?.state) refreshList();
    if (!known) forgetOld();
  }

  const of = (id: string) => calls.get(id) ?? emptyLiveCall(id);

  return {
    apply(envelope: Envelope) {
      if (envelope.type === 'audio.level') {
        const { call_id, customer, agent } = envelope.data;
        levels.set(call_id, { customer, agent, at: performance.now() });
      } else if (envelope.type === 'system.health') {
        health = envelope.data;
        for (const watcher of healthWatchers) watcher();
      } else if ('call_id' in envelope.data && typeof envelope.data.call_id === 'string') {
        put(foldEvent(of(envelope.data.call_id), envelope));
      }
    },
    seed(detail: Call | CallDetail) {
      put(foldDetail(of(detail.call_id), detail));
    },
    /** The row that the API answered a change with. The end of the call can overtake it on its way, and nothing tells the end again. */
    answered(call: Call) {
      const known = of(call.call_id);
      if (known.call && endOf(call.state) < endOf(known.call.state)) return;
      put({ ...known, call });
    },
    /** After missed events: what the API says is live is live, all else is dropped. */
    reset(live: readonly Call[]) {
      calls.clear();
      levels.clear();
      for (const call of live) calls.set(call.call_id, foldDetail(emptyLiveCall(call.call_id), call));
      refreshList();
      for (const set of watchers.values()) for (const watcher of set) watcher();
    },
    get: (id: string): LiveCall | undefined => calls.get(id),
    liveIds: () => liveIds,
    levels: (id: string): Levels | undefined => levels.get(id),
    health: () => health,
    watch(id: string, watcher: () => void) {
      const set = watchers.get(id) ?? new Set();
      watchers.set(id, set.add(watcher));
      return () => {
        set.delete(watcher);
        if (set.size === 0 && watchers.get(id) === set) watchers.delete(id);
      };
    },
    watchList(watcher: () => void) {
      listWatchers.add(watcher);
      return () => void listWatchers.delete(watcher);
    },
    watchHealth(watcher: () => void) {
      healthWatchers.add(watcher);
      return () => void healthWatchers.delete(watcher);
    },
  };
}
