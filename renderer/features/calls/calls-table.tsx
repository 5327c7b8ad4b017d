import { type ReactTable, useTable } from '@tanstack/react-table';
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react';
import { type CSSProperties, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call, SearchHit } from '#shared/contract/calls.ts';
import { parseCallQuery } from '#shared/domain/call-query.ts';
import type { CallQuery } from '../../client/queries.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { columns, features, NUMERIC_COLUMNS } from './calls-columns.ts';
import { CallsRows } from './calls-rows.tsx';
import { CALL_SORTS, type CallSort } from './calls-search.ts';
import { COLUMN_IDS, type ColumnId, useCallsView } from './calls-view.ts';
import classes from './calls.module.css';
import { isSamePages, type RowRange, useCallPages } from './use-call-pages.ts';

const ARROWS = { asc: ArrowUp, desc: ArrowDown, none: ArrowUpDown };
const NO_ROWS: Call[] = [];

type Table = ReactTable<typeof features, Call>;

/** Which columns are shown: those the person chose, and what was said while words are searched for. */
function useVisibility(searching: boolean): Record<ColumnId, boolean> {
  const hidden = useCallsView((view) => view.hidden);
  return useMemo(
    () => Object.fromEntries(COLUMN_IDS.map((id) => [id, id === 'said' ? searching : !hidden.includes(id)])) as Record<ColumnId, boolean>,
    [hidden, searching],
  );
}

function Head({ table }: { table: Table }) {
  const { t } = useTranslation('calls');
  return (
    <thead className={classes.head}>
      <tr aria-rowindex={1}>
        {table.getVisibleLeafColumns().map((column) => {
          const sorted = column.getIsSorted();
          const label = t(`column.${column.id as ColumnId}`);
          const Arrow = ARROWS[sorted || 'none'];
          return (
            <th
              key={column.id}
              scope="col"
              data-numeric={NUMERIC_COLUMNS.includes(column.id) || undefined}
              aria-sort={sorted ? (sorted === 'asc' ? 'ascending' : 'descending') : undefined}
            >
              {column.getCanSort() ? (
                <button type="button" className={classes.sort} data-sorted={sorted || undefined} onClick={column.getToggleSortingHandler()}>
                  {label}
                  <Arrow size={13} aria-hidden />
                </button>
              ) : (
                label
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** `capped`: there are more. */
export type CallsTotal = { count: number; capped: boolean };

type CallsTableProps = {
  query: CallQuery;
  sort: CallSort;
  onSort(next: CallSort): void;
  hits: ReadonlyMap<string, SearchHit>;
  onTotal(total: CallsTotal | undefined): void;
  empty: ReactNode;
};

/**
 * Widths of the columns, for the grid that each row is; the rows inherit them. A custom property would be shorter, but Chromium then compares all
 * that the theme has for each new element, which takes longer than all the rest of its style.
 */
function gridOf(sizes: readonly number[]): CSSProperties {
  return {
    gridTemplateColumns: sizes.map((px) => `minmax(${px}px, ${px}fr)`).join(' '),
    minWidth: sizes.reduce((sum, px) => sum + px, 0),
  };
}

/** Calls of any number: only the rows in sight exist, and only their pages are read. */
export function CallsTable({ query, sort, onSort, hits, onTotal, empty }: CallsTableProps) {
  const { t } = useTranslation('calls');
  const viewport = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const pages = useCallPages(query, range);
  const { total, capped, error, retry } = pages;
  useEffect(() => onTotal(total === undefined ? undefined : { count: total, capped }), [total, capped, onTotal]);
  const onRange = useCallback((next: RowRange) => setRange((known) => (isSamePages(known, next) ? known : next)), []);

  const sorting = [{ id: sort.replace('-', ''), desc: sort.startsWith('-') }];
  const visibility = useVisibility(parseCallQuery(query.q ?? '').query.said.length > 0);
  const table = useTable({
    features,
    columns,
    data: NO_ROWS,
    manualSorting: true,
    enableSortingRemoval: false,
    sortDescFirst: true,
    state: { columnVisibility: visibility, sorting },
    onSortingChange(updater) {
      const [next] = typeof updater === 'function' ? updater(sorting) : updater;
      const wanted = CALL_SORTS.find((one) => one === `${next?.desc ? '-' : ''}${next?.id}`);
      if (wanted) onSort(wanted);
    },
  });
  const shown = useMemo(() => COLUMN_IDS.filter((id) => visibility[id]), [visibility]);

  if (error) return <ErrorState error={error} retry={retry} />;
  if (total === 0) return empty;
  return (
    <div className={classes.viewport} ref={viewport}>
      <table
        className={`${classes.table} tabular`}
        style={gridOf(table.getVisibleLeafColumns().map((column) => column.getSize()))}
        aria-rowcount={(total ?? 0) + 1}
        aria-label={t('title')}
      >
        <Head table={table} />
        <CallsRows
          pages={pages}
          total={total ?? 0}
          hits={hits}
          shown={shown}
          viewport={viewport}
          onRange={onRange}
          question={JSON.stringify(query)}
        />
      </table>
    </div>
  );
}
