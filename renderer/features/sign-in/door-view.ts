/** Which way in somebody looks at, as it stands in the address: an invitation is a link. */
import { useSyncExternalStore } from 'react';

type DoorView = { name: 'sign_in' | 'sign_up' } | { name: 'join'; code: string };

export function readDoorView(hash: string): DoorView {
  const [, first, code = ''] = hash.replace(/^#/, '').split('/');
  if (first === 'join') return { name: 'join', code: safeDecode(code) };
  return { name: first === 'sign-up' ? 'sign_up' : 'sign_in' };
}

/** Whether an address is only a way in, so that nothing of it is left once one is in. */
export function isDoorAddress(hash: string): boolean {
  return /^#\/(sign-up|join)(\/|$)/.test(hash);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function watchHash(watcher: () => void): () => void {
  window.addEventListener('hashchange', watcher);
  return () => window.removeEventListener('hashchange', watcher);
}

export function useDoorView(): DoorView {
  return readDoorView(useSyncExternalStore(watchHash, () => location.hash));
}
