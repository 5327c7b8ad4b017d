/** Every command of the console and its default key, in one place. What it does is said by the screen that offers it. */

/** In the order in which they are shown. */
export const COMMAND_GROUPS = ['app', 'go', 'call', 'wrap', 'wall', 'list', 'player', 'scenario'] as const;

export type CommandGroup = (typeof COMMAND_GROUPS)[number];

type CommandDefinition = {
  group: CommandGroup;
  keys: string;
  /** Pressing it again sooner than this does nothing: it ends or changes something. */
  throttleMs?: number;
};

export const COMMANDS = {
  'app.palette': { group: 'app', keys: 'mod+k' },
  'app.help': { group: 'app', keys: '?' },
  'app.search': { group: 'app', keys: '/' },
  'app.rail': { group: 'app', keys: 'mod+b' },
  'app.inspector': { group: 'app', keys: 'mod+i' },
  'app.presence': { group: 'app', keys: 's' },
  'app.theme': { group: 'app', keys: 'mod+shift+l' },
  'go.softphone': { group: 'go', keys: 'g s' },
  'go.wall': { group: 'go', keys: 'g w' },
  'go.calls': { group: 'go', keys: 'g c' },
  'go.transcripts': { group: 'go', keys: 'g t' },
  'go.scenarios': { group: 'go', keys: 'g n' },
  'go.admin': { group: 'go', keys: 'g a' },
  'go.apiAccess': { group: 'go', keys: 'g i' },
  'go.account': { group: 'go', keys: 'g u' },
  'go.settings': { group: 'go', keys: 'g ,' },
  'call.place': { group: 'call', keys: 'mod+enter' },
  'call.return': { group: 'call', keys: 'c' },
  'call.end': { group: 'call', keys: 'e', throttleMs: 1000 },
  'call.mute': { group: 'call', keys: 'm', throttleMs: 300 },
  'call.listen': { group: 'call', keys: 'l', throttleMs: 300 },
  'call.whisper': { group: 'call', keys: 'w' },
  'call.keypad': { group: 'call', keys: 'd' },
  'call.recording': { group: 'call', keys: 'p', throttleMs: 300 },
  'wrap.notes': { group: 'wrap', keys: 'n' },
  'wrap.next': { group: 'wrap', keys: 'enter', throttleMs: 300 },
  'list.next': { group: 'list', keys: 'j' },
  'list.previous': { group: 'list', keys: 'k' },
  'list.open': { group: 'list', keys: 'enter' },
  'wall.up': { group: 'wall', keys: 'arrowup' },
  'wall.down': { group: 'wall', keys: 'arrowdown' },
  'wall.left': { group: 'wall', keys: 'arrowleft' },
  'wall.right': { group: 'wall', keys: 'arrowright' },
  'wall.open': { group: 'wall', keys: 'enter' },
  'player.toggle': { group: 'player', keys: 'space' },
  'player.back': { group: 'player', keys: 'arrowleft' },
  'player.forward': { group: 'player', keys: 'arrowright' },
  'player.next': { group: 'player', keys: '.' },
  'scenario.create': { group: 'scenario', keys: 'n' },
  'scenario.save': { group: 'scenario', keys: 'mod+s', throttleMs: 300 },
  'scenario.rehearse': { group: 'scenario', keys: 'mod+enter', throttleMs: 300 },
  'scenario.call': { group: 'scenario', keys: 'mod+shift+enter' },
} as const satisfies Record<string, CommandDefinition>;

export type CommandId = keyof typeof COMMANDS;

export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[];

export function definitionOf(id: CommandId): CommandDefinition {
  return COMMANDS[id];
}

/** The key of a command, with the person's own choices applied. */
export function keysOf(id: CommandId, own: Readonly<Record<string, string>>): string {
  return own[id] ?? COMMANDS[id].keys;
}
