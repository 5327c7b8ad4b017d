import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { usePreferences } from '../../client/queries.ts';
import { chordAria, isMac } from './chord.ts';
import { type CommandId, keysOf } from './commands.ts';
import { createShortcutEngine, type ShortcutEngine } from './engine.ts';

const engine = createShortcutEngine(isMac());
const ShortcutContext = createContext<ShortcutEngine>(engine);

/** Listens to the keyboard of the whole window. While a dialog is open, only its own keys count. */
export function ShortcutProvider({ children }: { children: ReactNode }) {
  const { shortcuts_enabled, shortcuts } = usePreferences();
  engine.configure({ enabled: shortcuts_enabled, own: shortcuts });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const dialog = document.querySelector('[aria-modal="true"]');
      if (dialog && !(event.ctrlKey || event.metaKey)) return;
      engine.handle(event);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  return <ShortcutContext value={engine}>{children}</ShortcutContext>;
}

export const useShortcuts = () => useContext(ShortcutContext);

/** Offers a command while the component is mounted and `enabled`. */
export function useCommand(id: CommandId, run: () => void, enabled = true): void {
  const shortcuts = useShortcuts();
  const latest = useEffectEvent(run);
  useEffect(() => (enabled ? shortcuts.offer(id, { run: () => latest() }) : undefined), [shortcuts, id, enabled]);
}

export function useOfferedCommands(): readonly CommandId[] {
  const shortcuts = useShortcuts();
  return useSyncExternalStore(shortcuts.watch, shortcuts.offered);
}

/** The key of a command as a person has it now, and the same for assistive technology. */
export function useKeys(id: CommandId): { keys: string; aria: string } {
  const { shortcuts } = usePreferences();
  const keys = keysOf(id, shortcuts);
  return { keys, aria: chordAria(keys, isMac()) };
}
