/** What stands on the wall, in which order, and the numbers above it. Read once a second: a tile's own news never pass through here. */
import { useEffect, useRef, useState } from 'react';
import type { LiveCall } from '../../client/call-fold.ts';
import { useConsole } from '../../client/console-context.ts';
import { useLiveCallIds } from '../../client/live-hooks.ts';
import { useMe } from '../../client/queries.ts';
import { useSecond } from '../../ui/timer.tsx';
import { useHeard } from './heard.ts';
import { isShown, orderWall, wallNumbers } from './wall-order.ts';
import { useWallView } from './wall-view.ts';

/** How long the tile of an ended call stays before it goes to the strip. */
const STAYS_MS = 8000;

/** Calls that ended while this wall was open, for a while. */
function useJustEnded(live: readonly string[], now: number): readonly string[] {
  const [ended, setEnded] = useState<readonly { id: string; at: number }[]>([]);
  const before = useRef(live);
  useEffect(() => {
    const gone = before.current.filter((id) => !live.includes(id));
    before.current = live;
    if (gone.length === 0) return;
    const at = Date.now();
    setEnded((known) => [...known.filter((one) => at - one.at < STAYS_MS), ...gone.map((id) => ({ id, at }))]);
  }, [live]);
  return ended.filter((one) => now - one.at < STAYS_MS && !live.includes(one.id)).map(({ id }) => id);
}

export function useWall() {
  const { store } = useConsole();
  const { user_id } = useMe();
  const { sort, show, scenario } = useWallView();
  const live = useLiveCallIds();
  const now = useSecond(true) * 1000;
  const { lastAt } = useHeard();
  const justEnded = useJustEnded(live, now);
  const known = (ids: readonly string[]) => ids.map((id) => store.get(id)).filter((one): one is LiveCall => one !== undefined);
  const all = known(live);
  const shown = [...all, ...known(justEnded)].filter((one) => isShown(one, { show, scenario, user_id }));
  return { order: orderWall(shown, sort, now, lastAt), numbers: wallNumbers(all, now, lastAt), live: live.length, justEnded };
}
