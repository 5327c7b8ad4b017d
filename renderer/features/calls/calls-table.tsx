// oxlint-disable jsx-a11y/control-has-associated-label -- cells of a table are no controls
import { type ReactTable, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react';
import { memo, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '#shared/contract/calls.ts';
import { type CallQuery, usePreferences } from '../../client/queries.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { type CallRow, columns, features, NUMERIC_COLUMNS } from './calls-columns.tsx';
import { CALL_SORTS, type CallSort } from './calls-search.ts';
import { COLUMN_IDS, type ColumnId, useCallsView } from './calls-view.ts';
import classes from './calls.module.css';
import { pagesOf, type RowRange, useCallPages } from './use-call-pages.ts';
import { useRowKeys } from './use-row-keys.ts';

/** Heights of a row, with its line; the same stand in the style sheets. */
const ROW_PX = { compact: 33, comfortable: 45 } as const;
const HEAD_PX = 35;
const OVERSCAN = 12;
const ARROWS = { asc: ArrowUp, desc: ArrowDown, none: ArrowUpDown };

type Table = ReactTable<typeof features, CallRow>;

/** Which columns are shown: those the person chose, and what was said while something is searched for. */
function useVisibility(searching: boolean): Record<ColumnId, boolean> {
  const hidden = useCallsView((view) => view.hidden);
  return Object.fromEntries(COLUMN_IDS.map((id) => [id, id === 'said' ? searching : !hidden.includes(id)])) as Record<ColumnId, boolean>;
}

function Head({ table }: { table: Table }) {
  const { t } = useTranslation('calls');
  return (
    <thead>
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

/** Stands for the rows that are out of sight. */
function Space({ height, columns: span }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={span} />
    </tr>
  );
}

type RowProps = {
  table: Table;
  row: ReturnType<Table['getRowModel']>['rows'][number];
  index: number;
  /** The ids of the columns that are shown. */
  shown: string;
};

/** What a row shows depends on its call, its hit and whether it is chosen: scrolling draws the rows that are new and no others. */
const Row = memo(
  function Row({ table, row, index }: RowProps) {
    return (
      <tr className={classes.row} data-selected={row.original.selected || undefined} aria-rowindex={index + 2}>
        {row.getVisibleCells().map((cell) => (
          <td key={cell.id} className="tabular" data-numeric={NUMERIC_COLUMNS.includes(cell.column.id) || undefined}>
            <table.FlexRender cell={cell} />
          </td>
        ))}
      </tr>
    );
  },
  (a, b) =>
    a.index === b.index &&
    a.shown === b.shown &&
    a.row.original.call === b.row.original.call &&
    a.row.original.hit === b.row.original.hit &&
    a.row.original.selected === b.row.original.selected,
);

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

/** Whether the same pages are read for them: then there is nothing to do. */
function isSamePages(a: RowRange, b: RowRange): boolean {
  return pagesOf(a.first, a.last).join() === pagesOf(b.first, b.last).join();
}

/** Calls of any number: only the rows in sight exist, and only their pages are read. */
export function CallsTable({ query, sort, onSort, hits, onTotal, empty }: CallsTableProps) {
  const { t } = useTranslation('calls');
  const { density } = usePreferences();
  const viewport = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const { total, capped, rowAt, indexOf, error, retry } = useCallPages(query, range);
  useEffect(() => onTotal(total === undefined ? undefined : { count: total, capped }), [total, capped, onTotal]);

  // oxlint-disable-next-line react/incompatible-library -- nothing it returns is memoized here
  const virtual = useVirtualizer({
    count: total ?? 0,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_PX[density],
    overscan: OVERSCAN,
    scrollPaddingStart: HEAD_PX,
    onChange(instance) {
      const items = instance.getVirtualItems();
      const next = { first: items[0]?.index ?? 0, last: items.at(-1)?.index ?? 0 };
      setRange((known) => (isSamePages(known, next) ? known : next));
    },
  });
  useEffect(() => virtual.measure(), [virtual, density]);

  const { place, onKeyDown, forget } = useRowKeys({
    total: total ?? 0,
    pageRows: () => Math.max(1, Math.floor((viewport.current?.clientHeight ?? 0) / ROW_PX[density]) - 2),
    rowAt,
    indexOf,
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
  });
  // Another question is another list: it begins at its top.
  const question = JSON.stringify(query);
  const [asked, setAsked] = useState(question);
  if (asked !== question) {
    setAsked(question);
    forget();
  }
  useEffect(() => virtual.scrollToOffset(0), [virtual, question]);

  const items = virtual.getVirtualItems();
  const data = items.flatMap(({ index }): CallRow[] => {
    const call = rowAt(index);
    return call ? [{ call, hit: hits.get(call.call_id), selected: index === place }] : [];
  });
  const sorting = [{ id: sort.replace('-', ''), desc: sort.startsWith('-') }];
  const table = useTable({
    features,
    columns,
    data,
    getRowId: (row) => row.call.call_id,
    manualSorting: true,
    enableSortingRemoval: false,
    sortDescFirst: true,
    state: { columnVisibility: useVisibility(query.q !== undefined), sorting },
    onSortingChange(updater) {
      const [next] = typeof updater === 'function' ? updater(sorting) : updater;
      const wanted = CALL_SORTS.find((one) => one === `${next?.desc ? '-' : ''}${next?.id}`);
      if (wanted) onSort(wanted);
    },
  });
  const rows = new Map(table.getRowModel().rows.map((row) => [row.id, row]));
  const shown = table.getVisibleLeafColumns();
  const shownIds = shown.map((column) => column.id).join();

  if (error) return <ErrorState error={error} retry={retry} />;
  if (total === 0) return empty;
  return (
    // Keys are heard from the links of the rows.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={classes.viewport} ref={viewport} onKeyDown={onKeyDown}>
      <table className={classes.table} aria-rowcount={(total ?? 0) + 1} aria-label={t('title')}>
        <colgroup>
          {shown.map((column) => (
            <col key={column.id} style={{ width: column.getSize() }} />
          ))}
        </colgroup>
        <Head table={table} />
        <tbody>
          <Space height={items[0]?.start ?? 0} columns={shown.length} />
          {items.map(({ index }) => {
            const call = rowAt(index);
            const row = call && rows.get(call.call_id);
            if (row) return <Row key={row.id} table={table} row={row} index={index} shown={shownIds} />;
            return (
              <tr key={index} className={classes.row} aria-rowindex={index + 2}>
                <td colSpan={shown.length} className={classes.pending}>
                  {t('reading')}
                </td>
              </tr>
            );
          })}
          <Space height={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} columns={shown.length} />
        </tbody>
      </table>
    </div>
  );
}
