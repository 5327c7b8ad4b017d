import { columnSizingFeature, columnVisibilityFeature, createColumnHelper, rowSortingFeature, tableFeatures } from '@tanstack/react-table';
import type { Call } from '#shared/contract/calls.ts';
import type { ColumnId } from './calls-view.ts';

export const features = tableFeatures({ columnSizingFeature, columnVisibilityFeature, rowSortingFeature });
const helper = createColumnHelper<typeof features, Call>();

const shown = (id: ColumnId, size: number) => helper.display({ id, size, enableSorting: false });

/**
 * Sizes in pixels; what is left is shared out in their proportion. Ids that can be sorted are those the API sorts by. The table knows of columns
 * alone: its rows are read page by page and drawn one by one, by `call-row.tsx`.
 */
export const columns = helper.columns([
  shown('state', 128),
  shown('to', 160),
  shown('said', 320),
  shown('scenario', 190),
  shown('persona', 120),
  shown('placed_by', 120),
  helper.accessor('created_at', { id: 'created_at', size: 130 }),
  helper.accessor('duration_seconds', { id: 'duration', size: 92 }),
  shown('response', 112),
  shown('turns', 66),
  shown('words', 70),
  shown('interruptions', 104),
  shown('risk', 70),
  shown('disposition', 140),
  shown('recording', 130),
]);

export const NUMERIC_COLUMNS: readonly string[] = ['duration', 'response', 'turns', 'words', 'interruptions', 'risk'];
/** Their words can be longer than the column is wide. */
export const LONG_COLUMNS: readonly string[] = ['said', 'scenario', 'persona', 'placed_by', 'created_at', 'disposition'];
