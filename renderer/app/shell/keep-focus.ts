/** Keeps the focus when what had it goes away: a row that is deleted, a menu that opened a dialog, a button that waits for an answer. */

/** Enough to look back over a dialog and the menu that opened it. */
const REMEMBERED = 12;

const off = (element: HTMLElement) => !element.isConnected || element.matches(':disabled');
const inSight = (element: HTMLElement) => !off(element) && element.getClientRects().length > 0;

/**
 * Whoever had the focus last and is still there gets it back, else what `fallback` names; a button that is only disabled meanwhile is waited for.
 * Somebody who clicked beside everything took the focus away on purpose: it stays away.
 * @returns ends it
 */
export function keepFocus(fallback: () => HTMLElement | null): () => void {
  /** Newest first. */
  let had: HTMLElement[] = [];
  let lost = false;
  const nowhere = () => document.activeElement === null || document.activeElement === document.body;

  const remember = ({ target }: FocusEvent) => {
    if (!(target instanceof HTMLElement)) return;
    had = [target, ...had.filter((one) => one !== target && one.isConnected)].slice(0, REMEMBERED);
    lost = false;
  };
  const letGo = () => {
    const [last] = had;
    if (last && !lost && nowhere() && !off(last)) had = [];
  };
  const restore = () => {
    const [last] = had;
    if (!last || (!nowhere() && document.activeElement !== last)) return;
    lost ||= off(last);
    if (!lost || (last.isConnected && off(last))) return;
    (had.find(inSight) ?? fallback())?.focus({ preventScroll: true });
  };

  const changes = new MutationObserver(restore);
  changes.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
  document.addEventListener('focusin', remember);
  document.addEventListener('pointerup', letGo);
  document.addEventListener('keyup', letGo);
  return () => {
    changes.disconnect();
    document.removeEventListener('focusin', remember);
    document.removeEventListener('pointerup', letGo);
    document.removeEventListener('keyup', letGo);
  };
}
