/** From key presses to commands. The newest offer of a command wins, so that a dialog or a tile may take a key over for a while. */
import { chordOf, isSingleKey, type KeyPress } from './chord.ts';
import { COMMAND_IDS, type CommandId, definitionOf, keysOf } from './commands.ts';

export type Offer = { run: () => void };

type ShortcutSettings = { enabled: boolean; own: Readonly<Record<string, string>> };

type Press = KeyPress & { repeat: boolean; defaultPrevented: boolean; isComposing: boolean; target: EventTarget | null; preventDefault(): void };

const SEQUENCE_MS = 1200;

/** Fields in which letters are text. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button', 'submit', 'file'].includes(target.type);
}

/** Controls that use Enter, Space and arrows for themselves. */
function ownsKey(target: EventTarget | null, chord: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role=menu], [role=listbox]')) return true;
  if (!/^(enter|space|arrow\w+|home|end)$/.test(chord)) return false;
  const control = target.closest(
    'button, a[href], input, summary, [role=button], [role=menuitem], [role=option], [role=slider], [role=separator], [role=radio], [role=tab]',
  );
  if (!control) return false;
  if (chord === 'enter' || chord === 'space') return true;
  return control.matches('input, [role=menuitem], [role=option], [role=slider], [role=separator], [role=radio], [role=tab]');
}

export type ShortcutEngine = ReturnType<typeof createShortcutEngine>;

export function createShortcutEngine(mac: boolean, now: () => number = () => performance.now()) {
  const offers = new Map<CommandId, Offer[]>();
  const lastRun = new Map<CommandId, number>();
  const watchers = new Set<() => void>();
  let offered: readonly CommandId[] = [];
  let settings: ShortcutSettings = { enabled: true, own: {} };
  let prefix: { chord: string; until: number } | undefined;

  function refresh() {
    offered = COMMAND_IDS.filter((id) => (offers.get(id)?.length ?? 0) > 0);
    for (const watcher of watchers) watcher();
  }

  function run(id: CommandId): boolean {
    const offer = offers.get(id)?.at(-1);
    if (!offer) return false;
    const { throttleMs = 0 } = definitionOf(id);
    const last = lastRun.get(id);
    if (last !== undefined && now() - last < throttleMs) return true;
    lastRun.set(id, now());
    offer.run();
    return true;
  }

  /** Of all commands on this key, the one that was offered last. */
  function find(chord: string): CommandId | undefined {
    return offered
      .filter((id) => keysOf(id, settings.own) === chord)
      .toSorted((a, b) => orderOf(a) - orderOf(b))
      .at(-1);
  }

  const order = new WeakMap<Offer, number>();
  let offersMade = 0;
  const orderOf = (id: CommandId) => order.get(offers.get(id)?.at(-1) ?? { run() {} }) ?? 0;

  return {
    configure(next: ShortcutSettings) {
      settings = next;
    },
    offer(id: CommandId, offer: Offer): () => void {
      offers.set(id, [...(offers.get(id) ?? []), offer]);
      order.set(offer, ++offersMade);
      refresh();
      return () => {
        offers.set(
          id,
          (offers.get(id) ?? []).filter((one) => one !== offer),
        );
        refresh();
      };
    },
    run,
    /** Commands that can be run now. */
    offered: () => offered,
    watch(watcher: () => void) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    keysOf: (id: CommandId) => keysOf(id, settings.own),
    handle(press: Press) {
      if (press.defaultPrevented || press.repeat || press.isComposing || ['Control', 'Shift', 'Alt', 'Meta'].includes(press.key)) return;
      const chord = chordOf(press, mac);
      const single = isSingleKey(chord);
      if (single && (!settings.enabled || isTextField(press.target) || ownsKey(press.target, chord))) return;
      const sequence = prefix && now() < prefix.until ? `${prefix.chord} ${chord}` : undefined;
      prefix = undefined;
      const id = (sequence && find(sequence)) || find(chord);
      if (id && run(id)) return press.preventDefault();
      const begins = offered.some((one) => keysOf(one, settings.own).startsWith(`${chord} `));
      if (begins) prefix = { chord, until: now() + SEQUENCE_MS };
    },
  };
}
