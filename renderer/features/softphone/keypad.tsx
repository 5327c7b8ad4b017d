import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './keypad.module.css';

const PAD: readonly [string, string][] = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
];

/** Twelve keys. Holding 0 is not needed for +: it can be typed, pasted, or comes with a picked number. */
export function Keypad({ onKey, row = false }: { onKey: (key: string) => void; row?: boolean }) {
  const { t } = useTranslation('softphone');
  return (
    <fieldset className={classes.pad} data-row={row || undefined} aria-label={t('keypad.label')}>
      {PAD.map(([digit, letters]) => (
        <UnstyledButton key={digit} className={classes.key} onClick={() => onKey(digit)}>
          <span className="tabular">{digit}</span>
          {!row && <small aria-hidden>{letters}</small>}
        </UnstyledButton>
      ))}
    </fieldset>
  );
}
