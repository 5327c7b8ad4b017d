import { ActionIcon, Button, Tooltip, VisuallyHidden } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../app/announcer.tsx';
import { chordKeys, isMac } from '../../app/shortcuts/chord.ts';
import { type CommandId, COMMANDS, keysOf } from '../../app/shortcuts/commands.ts';
import { usePreferences, useSavePreferences } from '../../client/queries.ts';
import { Keys } from '../../ui/key-hint.tsx';
import classes from './settings.module.css';
import { conflictsOf, isReserved, swapKeys, withKeys } from './shortcut-map.ts';
import { useKeyCapture } from './use-key-capture.ts';

const inWords = (chord: string) => chordKeys(chord, isMac()).flat().join(' ');

type Refused = { chord: string; by: readonly CommandId[] };

/** One command and its key. Press the key to give it another; a key that is taken says by what. */
export function ShortcutRow({ id }: { id: CommandId }) {
  const { t } = useTranslation(['settings', 'app']);
  const { shortcuts } = usePreferences();
  const { mutate: save } = useSavePreferences();
  const [refused, setRefused] = useState<Refused>();
  const name = t(`app:command.${id}`);
  const keys = keysOf(id, shortcuts);

  const take = (chord: string) => {
    const by = conflictsOf(id, chord, shortcuts);
    if (by.length > 0 || isReserved(chord)) return setRefused({ chord, by });
    setRefused(undefined);
    save({ shortcuts: withKeys(shortcuts, id, chord) });
    announce(t('keyboard.changed', { name, keys: inWords(chord) }));
  };
  const capture = useKeyCapture(take);
  const swapped = refused && !isReserved(refused.chord) ? swapKeys(shortcuts, id, refused.chord) : undefined;
  const begin = () => {
    setRefused(undefined);
    capture.start();
  };
  return (
    <li className={classes.row}>
      <span className={classes.rowName}>{name}</span>
      {id in shortcuts && (
        <Tooltip label={t('keyboard.reset')}>
          <ActionIcon variant="subtle" color="gray" size={26} aria-label={t('keyboard.resetOne', { name })} onClick={() => take(COMMANDS[id].keys)}>
            <RotateCcw size={14} />
          </ActionIcon>
        </Tooltip>
      )}
      <button
        type="button"
        className={classes.keys}
        data-hearing={capture.hearing || undefined}
        onClick={begin}
        onKeyDown={capture.onKeyDown}
        onBlur={capture.stop}
      >
        {/* Keys are a picture; the words for it stand beside them. */}
        {capture.hearing ? <>{t('keyboard.press')} </> : <VisuallyHidden>{t('keyboard.change', { name, keys: inWords(keys) })}</VisuallyHidden>}
        {(!capture.hearing || capture.first) && <Keys chord={capture.first ?? keys} />}
      </button>
      {refused && (
        <div className={classes.refused} role="alert">
          <span>
            {refused.by.length > 0
              ? t('keyboard.taken', { keys: inWords(refused.chord), names: refused.by.map((other) => String(t(`app:command.${other}`))).join(', ') })
              : t('keyboard.reserved', { keys: inWords(refused.chord) })}
          </span>
          {swapped && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                setRefused(undefined);
                save({ shortcuts: swapped });
              }}
            >
              {t('keyboard.swap')}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
