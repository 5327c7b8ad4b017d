/** Key chords such as `mod+k`, `?`, `e`, `shift+enter`, and sequences such as `g w`. `mod` is ⌘ on a Mac and Ctrl elsewhere. */

/** The parts of a keyboard event that matter. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const MODIFIERS = ['mod', 'ctrl', 'alt', 'shift'] as const;
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

/** Cleans what a person typed as a chord; undefined when it is none. */
export function parseChord(text: string): string | undefined {
  const steps = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (steps.length === 0 || steps.length > 2) return undefined;
  const clean = steps.map((step) => {
    const parts = step.split('+');
    const key = parts.at(-1) ?? '';
    const modifiers = parts.slice(0, -1);
    if (!key || modifiers.some((one) => !(MODIFIERS as readonly string[]).includes(one))) return undefined;
    return [...MODIFIERS.filter((one) => modifiers.includes(one)), key].join('+');
  });
  return clean.every((step) => step !== undefined) ? clean.join(' ') : undefined;
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
