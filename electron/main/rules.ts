/** What the shell lets pass, as pure rules: its own addresses, permissions, links to the outside, who gets a connection. */

export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://console`;

export function isOwnAddress(address: string): boolean {
  return address === ORIGIN || address.startsWith(`${ORIGIN}/`);
}

export type PermissionRequest = { permission: string; origin: string; isMainFrame: boolean; mediaTypes: readonly string[] };

/** Electron allows everything by default; this is the whole list. `speaker-selection` is choosing the loudspeaker of the headset. */
export function isAllowed({ permission, origin, isMainFrame, mediaTypes }: PermissionRequest): boolean {
  if (!isOwnAddress(origin) || !isMainFrame) return false;
  if (permission === 'media') return mediaTypes.length > 0 && mediaTypes.every((type) => type === 'audio');
  return permission === 'notifications' || permission === 'clipboard-sanitized-write' || permission === 'speaker-selection';
}

const OUTSIDE = new Set(['https:', 'mailto:', 'tel:']);

/** Whether an address may be handed to the operating system. */
export function mayOpenOutside(address: string): boolean {
  try {
    const url = new URL(address);
    return OUTSIDE.has(url.protocol) && url.username === '' && url.password === '';
  } catch {
    return false;
  }
}

export type Sender = { frame: { url: string; parent: unknown } | null; contentsId: number };

/** Only the console's own main frame, in the window that is open now, gets ports. */
export function mayHaveConnection({ frame, contentsId }: Sender, windowContentsId: number | undefined): boolean {
  return frame !== null && frame.parent === null && contentsId === windowContentsId && isOwnAddress(frame.url);
}
