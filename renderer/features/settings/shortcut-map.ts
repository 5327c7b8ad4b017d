/** Which keys may go together: a person's own keys, checked against all others that are heard at the same time. Pure. */
import { COMMAND_IDS, COMMANDS, type CommandGroup, type CommandId, keysOf } from '../../app/shortcuts/commands.ts';

type OwnKeys = Readonly<Record<string, string>>;

/** The groups that are heard together, screen by screen. The first two are heard everywhere. */
const SCREENS: readonly (readonly CommandGroup[])[] = [
  ['app', 'go', 'call', 'wrap', 'list'],
  ['app', 'go', 'call', 'wall'],
  ['app', 'go', 'call', 'player'],
  ['app', 'go', 'call', 'list', 'scenario'],
];

/** Keys that belong to the browser, to text or to moving through the page. */
const RESERVED = new Set(['escape', 'tab', 'shift+tab', ...['a', 'c', 'l', 'n', 'r', 't', 'v', 'w', 'x', 'z'].map((key) => `mod+${key}`)]);

export function isReserved(chord: string): boolean {
  return chord.split(' ').some((step) => RESERVED.has(step));
}

function meet(a: CommandGroup, b: CommandGroup): boolean {
  return SCREENS.some((groups) => groups.includes(a) && groups.includes(b));
}

/** Whether one would keep the other from being typed: the same keys, or the beginning of a sequence. */
function collide(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b} `) || b.startsWith(`${a} `);
}

/** Commands that could not be told from `id` if it had these keys. Some defaults share a key because the screen decides between them; those do not count. */
export function conflictsOf(id: CommandId, chord: string, own: OwnKeys): CommandId[] {
  return COMMAND_IDS.filter((other) => {
    if (other === id || !meet(COMMANDS[id].group, COMMANDS[other].group)) return false;
    if (!collide(chord, keysOf(other, own))) return false;
    const both = chord === COMMANDS[id].keys && keysOf(other, own) === COMMANDS[other].keys;
    return !both;
  });
}

/** Own keys with one more change; what equals the default is left out. */
export function withKeys(own: OwnKeys, id: CommandId, chord: string): Record<string, string> {
  const rest = Object.fromEntries(Object.entries(own).filter(([other]) => other !== id));
  return chord === COMMANDS[id].keys ? rest : { ...rest, [id]: chord };
}

/** Gives `id` the keys and the command that had them the keys of `id`; undefined when that would only move the conflict. */
export function swapKeys(own: OwnKeys, id: CommandId, chord: string): Record<string, string> | undefined {
  const [other, ...more] = conflictsOf(id, chord, own);
  if (!other || more.length > 0) return undefined;
  const swapped = withKeys(withKeys(own, id, chord), other, keysOf(id, own));
  const clean = conflictsOf(id, chord, swapped).length === 0 && conflictsOf(other, keysOf(other, swapped), swapped).length === 0;
  return clean ? swapped : undefined;
}
