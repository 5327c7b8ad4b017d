/** Digits typed or pasted anywhere on the screen, outside text fields and dialogs. A single-key shortcut like the others, with the same off-switch. */
import { useEffect, useEffectEvent } from 'react';
import { isTextField } from '../../app/shortcuts/engine.ts';
import { usePreferences } from '../../client/queries.ts';
import { cleanPasted } from '../../ui/phone.ts';

const busy = (target: EventTarget | null) => isTextField(target) || document.querySelector('[aria-modal="true"]') !== null;

export function useTypeAnywhere(enabled: boolean, allowed: RegExp, onKey: (key: string) => void, onPaste?: (number: string) => void) {
  const { shortcuts_enabled } = usePreferences();
  const key = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || busy(event.target) || !allowed.test(event.key)) return;
    event.preventDefault();
    onKey(event.key);
  });
  const paste = useEffectEvent((event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text') ?? '';
    if (!onPaste || busy(event.target) || !/\d{3}/.test(text.replace(/\D/g, ''))) return;
    event.preventDefault();
    onPaste(cleanPasted(text));
  });
  useEffect(() => {
    if (!enabled) return;
    const onPasteEvent = (event: ClipboardEvent) => paste(event);
    const onKeyEvent = (event: KeyboardEvent) => key(event);
    window.addEventListener('paste', onPasteEvent);
    if (shortcuts_enabled) window.addEventListener('keydown', onKeyEvent);
    return () => {
      window.removeEventListener('paste', onPasteEvent);
      window.removeEventListener('keydown', onKeyEvent);
    };
  }, [enabled, shortcuts_enabled]);
}
