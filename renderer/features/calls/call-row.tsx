import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { CELLS, type CallRow, type CellWords } from './call-cells.tsx';
import { LONG_COLUMNS, NUMERIC_COLUMNS } from './calls-columns.ts';
import type { ColumnId } from './calls-view.ts';
import classes from './calls.module.css';

type RowProps = CallRow & {
  index: number;
  /** The columns that are shown; the same array while they are. */
  shown: readonly ColumnId[];
  words: CellWords;
};

/** What a row shows depends on its call, its hit and whether it is chosen: scrolling draws the rows that are new and no others. */
export const Row = memo(function Row({ index, shown, words, ...row }: RowProps) {
  return (
    <tr className={classes.row} data-selected={row.selected || undefined} aria-rowindex={index + 2}>
      {shown.map((id) => (
        <td key={id} data-numeric={NUMERIC_COLUMNS.includes(id) || undefined} data-long={LONG_COLUMNS.includes(id) || undefined}>
          {CELLS[id](row, words)}
        </td>
      ))}
    </tr>
  );
});

/** Stands for a call that is not read yet. */
export const PendingRow = memo(function PendingRow({ index, span }: { index: number; span: number }) {
  const { t } = useTranslation('calls');
  return (
    <tr className={classes.row} aria-rowindex={index + 2}>
      <td colSpan={span} className={classes.pending}>
        {t('reading')}
      </td>
    </tr>
  );
});
