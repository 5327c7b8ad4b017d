import { VisuallyHidden } from '@mantine/core';
import { useSyncExternalStore } from 'react';

const watchers = new Set<() => void>();
let said = { text: '', turn: 0 };

/** Tells assistive technology something that happened, politely. */
export function announce(text: string): void {
  said = { text, turn: said.turn + 1 };
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void) {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

/** The one live region of the window. Two elements take turns, so that the same sentence twice is said twice. */
export function Announcer() {
  const { text, turn } = useSyncExternalStore(watch, () => said);
  return (
    <VisuallyHidden>
      <output aria-live="polite">{turn % 2 === 0 ? text : ''}</output>
      <output aria-live="polite">{turn % 2 === 1 ? text : ''}</output>
    </VisuallyHidden>
  );
}
