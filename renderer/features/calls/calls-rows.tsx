import { useNavigate, useRouter } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, type RefObject, useEffect, useRef } from 'react';
import type { SearchHit } from '#shared/contract/calls.ts';
import { usePreferences } from '../../client/queries.ts';
import { useCellWords } from './call-cells.tsx';
import { PendingRow, Row } from './call-row.tsx';
import type { ColumnId } from './calls-view.ts';
import classes from './calls.module.css';
import type { CallPages, RowRange } from './use-call-pages.ts';
import { useRowKeys } from './use-row-keys.ts';

/** Heights of a row, with its line; the same stand in the style sheets. */
const ROW_PX = { compact: 33, comfortable: 45 } as const;
const HEAD_PX = 35;
const OVERSCAN = 12;

const CALL_PAGE = '/calls/$callId';

/** Rows are plain links: one listener for all of them opens a call in this window, and leaves a new tab or window to the browser. */
function useRowLinks() {
  const navigate = useNavigate();
  const router = useRouter();
  const readied = useRef(false);
  const callOf = (target: EventTarget) => (target instanceof Element ? target.closest<HTMLElement>('a[data-call]')?.dataset['call'] : undefined);
  return {
    onClick(event: MouseEvent) {
      const callId = callOf(event.target);
      const elsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
      if (!callId || elsewhere || event.defaultPrevented) return;
      event.preventDefault();
      void navigate({ to: CALL_PAGE, params: { callId } });
    },
    /** Whoever points at a row may open it: the screen is fetched before. It is the same one for all rows. */
    onPointerOver(event: { target: EventTarget }) {
      const callId = callOf(event.target);
      if (readied.current || !callId) return;
      readied.current = true;
      void router.preloadRoute({ to: CALL_PAGE, params: { callId } });
    },
  };
}

type CallsRowsProps = {
  pages: CallPages;
  total: number;
  hits: ReadonlyMap<string, SearchHit>;
  shown: readonly ColumnId[];
  viewport: RefObject<HTMLElement | null>;
  onRange(range: RowRange): void;
  /** Another question is another list: it begins at its top. */
  question: string;
};

/** The rows in sight and a few around them. Scrolling renders this alone, not the table around it. */
export function CallsRows({ pages, total, hits, shown, viewport, onRange, question }: CallsRowsProps) {
  const { density } = usePreferences();
  const words = useCellWords();
  const { rowAt, indexOf } = pages;
  // oxlint-disable-next-line react/incompatible-library -- nothing it returns is memoized here
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_PX[density],
    overscan: OVERSCAN,
    scrollPaddingStart: HEAD_PX,
    onChange(instance) {
      const items = instance.getVirtualItems();
      onRange({ first: items[0]?.index ?? 0, last: items.at(-1)?.index ?? 0 });
    },
  });
  useEffect(() => virtual.measure(), [virtual, density]);
  useEffect(() => virtual.scrollToOffset(0), [virtual, question]);

  const { place, onKeyDown } = useRowKeys({
    total,
    pageRows: () => Math.max(1, Math.floor((viewport.current?.clientHeight ?? 0) / ROW_PX[density]) - 2),
    rowAt,
    indexOf,
    scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    question,
  });
  const links = useRowLinks();
  const items = virtual.getVirtualItems();
  // The space above is one padding: a place of its own at each row would give each a style of its own, and its cells with it.
  const space = { height: virtual.getTotalSize(), paddingTop: items[0]?.start };
  return (
    // Keys and clicks are heard from the links of the rows.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <tbody className={classes.rows} style={space} onKeyDown={onKeyDown} {...links}>
      {items.map(({ index }) => {
        const call = rowAt(index);
        if (!call) return <PendingRow key={index} index={index} span={shown.length} />;
        return (
          <Row
            key={call.call_id}
            index={index}

            call={call}
            hit={hits.get(call.call_id)}
            selected={index === place}
            shown={shown}
            words={words}
          />
        );
      })}
    </tbody>
  );
}
