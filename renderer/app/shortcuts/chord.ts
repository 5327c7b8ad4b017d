/** Key chords such as `mod+k`, `?`, `e`, `shift+enter`, and sequences such as `g w`. `mod` is ⌘ on a Mac and Ctrl elsewhere. */

/** The parts of a keyboard event that matter. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const SYMBOLS: Readonly<Record<string, string>> = { ' ': 'space', '+': 'plus' };
const KEY_NAMES: Readonly<Record<string, string>> = {
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  enter: 'Enter',
  escape: 'Esc',
  space: 'Space',
  plus: '+',
};

export const isMac = (): boolean => /mac/i.test(navigator.platform);

/** The chord that a key press makes, written as in the registry. Shift is left out where it only makes another character (`?`). */
export function chordOf(press: KeyPress, mac: boolean): string {
  const key = SYMBOLS[press.key] ?? press.key.toLowerCase();
  const character = press.key.length === 1 && !/[a-z0-9]/i.test(press.key);
  const mod = mac ? press.metaKey : press.ctrlKey;
  const parts: string[] = [];
  if (mod) parts.push('mod');
  if (mac && press.ctrlKey) parts.push('ctrl');
  if (press.altKey) parts.push('alt');
  if (press.shiftKey && !character) parts.push('shift');
  return [...parts, key].join('+');
}

/** A key alone, without Ctrl, ⌘ or Alt: such keys must be silent in text fields and have an off-switch. */
export function isSingleKey(chord: string): boolean {
  return !/(^|\s)(mod|ctrl|alt)\+/.test(chord) && !/^(escape|f\d+)$/.test(chord);
}

/** A chord for reading: one list of keys for each step. */
export function chordKeys(chord: string, mac: boolean): string[][] {
  const name = (part: string) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'alt') return mac ? '⌥' : 'Alt';
    if (part === 'shift') return mac ? '⇧' : 'Shift';
    return KEY_NAMES[part] ?? part.toUpperCase();
  };
  return chord.split(' ').map((step) => step.split('+').map(name));
}

/** The form of `aria-keyshortcuts`. */
export function chordAria(chord: string, mac: boolean): string {
  return chord
    .replaceAll('mod', mac ? 'Meta' : 'Control')
    .replaceAll('alt', 'Alt')
    .replaceAll('shift', 'Shift');
}
