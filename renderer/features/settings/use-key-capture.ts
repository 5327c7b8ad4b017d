/** Hears the next key, or the next two in a row, instead of letting them act. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { chordOf, isMac } from '../../app/shortcuts/chord.ts';

/** A second key within this time makes a sequence. */
const SEQUENCE_MS = 1000;
const MODIFIERS: readonly string[] = ['Control', 'Shift', 'Alt', 'Meta'];

export function useKeyCapture(onChord: (chord: string) => void) {
  const [hearing, setHearing] = useState(false);
  const [first, setFirst] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const stop = () => {
    clearTimeout(timer.current);
    setHearing(false);
    setFirst(undefined);
  };
  const finish = (chord: string) => {
    stop();
    onChord(chord);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!hearing || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat || MODIFIERS.includes(event.key)) return;
    if (event.key === 'Escape') return stop();
    const chord = chordOf(event.nativeEvent, isMac());
    if (first !== undefined) return finish(`${first} ${chord}`);
    // Only a letter or a digit alone can begin a sequence.
    if (!/^[a-z0-9]$/.test(chord)) return finish(chord);
    setFirst(chord);
    timer.current = setTimeout(() => finish(chord), SEQUENCE_MS);
  };
  return { hearing, first, start: () => setHearing(true), stop, onKeyDown };
}
