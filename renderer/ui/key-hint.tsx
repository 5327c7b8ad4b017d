import { Kbd } from '@mantine/core';
import { chordKeys, isMac } from '../app/shortcuts/chord.ts';
import type { CommandId } from '../app/shortcuts/commands.ts';
import { useKeys } from '../app/shortcuts/shortcut-context.tsx';
import classes from './key-hint.module.css';

export function Keys({ chord }: { chord: string }) {
  return (
    <span className={classes.keys} aria-hidden>
      {chordKeys(chord, isMac())
        .flat()
        .map((key, index) => (
          <Kbd key={`${index}${key}`} size="xs">
            {key}
          </Kbd>
        ))}
    </span>
  );
}

/** The key of a command, for eyes; assistive technology gets it from `aria-keyshortcuts`. */
export function KeyHint({ id }: { id: CommandId }) {
  return <Keys chord={useKeys(id).keys} />;
}
