/** What a person would see go wrong, told by the page itself while it runs. */
import type { Page } from '@playwright/test';

export type Seen = {
  frames: number;
  /** Frames that came later than 25 ms after the one before, and the latest. */
  late: number;
  latest_ms: number;
  /** Frames that showed a row that was not read yet. */
  unread: number;
};

const LATE_MS = 25;

/** Runs in the page, in which alone there is a document: for the same reason it is a text. */
const watcher = (unreadRow: string) => `(() => {
  const seen = { frames: 0, late: 0, latest_ms: 0, unread: 0 };
  const inSight = (row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  let before;
  let goes = true;
  const look = (now) => {
    if (!goes) return;
    const gap = now - (before ?? now);
    before = now;
    seen.frames++;
    if (gap > ${LATE_MS}) seen.late++;
    seen.latest_ms = Math.max(seen.latest_ms, Math.round(gap * 10) / 10);
    if ([...document.querySelectorAll(${JSON.stringify(unreadRow)})].some(inSight)) seen.unread++;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  window.__stopWatching = () => {
    goes = false;
    return seen;
  };
})()`;

/** Watches while something is done. @param unreadRow selects what stands for a row that is not read yet */
export async function watched(page: Page, unreadRow: string, deed: () => Promise<void>): Promise<Seen> {
  await page.evaluate(watcher(unreadRow));
  await deed();
  return page.evaluate<Seen>('window.__stopWatching()');
}
