/** When each call was last heard at all, by its levels: words arrive only after they were spoken. */
import { useEffect } from 'react';
import { useConsole } from '../../client/console-context.ts';
import type { LiveStore } from '../../client/live-store.ts';

/** Louder than this is somebody, in dBFS. */
const SOMEBODY_DBFS = -50;
const LOOK_EVERY_MS = 200;
/** A level is news for this long, in milliseconds. */
const FRESH_MS = 500;

export type Heard = ReturnType<typeof createHeard>;

export function createHeard() {
  const at = new Map<string, number>();
  return {
    /** @param now `performance.now`, @param wall milliseconds since the epoch */
    look(ids: readonly string[], levels: LiveStore['levels'], now: number, wall: number) {
      for (const id of at.keys()) if (!ids.includes(id)) at.delete(id);
      for (const id of ids) {
        const level = levels(id);
        if (level && now - level.at < FRESH_MS && Math.max(level.customer, level.agent) > SOMEBODY_DBFS) at.set(id, wall);
      }
    },
    /** Milliseconds since the epoch. */
    lastAt: (id: string): number | undefined => at.get(id),
  };
}

/** What this window has heard. */
export const heard = createHeard();

/** Keeps looking while a screen shows silences. */
export function useHeard(): Heard {
  const { store } = useConsole();
  useEffect(() => {
    const timer = setInterval(() => heard.look(store.liveIds(), store.levels, performance.now(), Date.now()), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [store]);
  return heard;
}
