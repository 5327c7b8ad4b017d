/** Which columns this person looks at; kept in this window. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export const COLUMN_IDS = [
  'state',
  'to',
  'said',
  'scenario',
  'persona',
  'placed_by',
  'created_at',
  'duration',
  'response',
  'turns',
  'words',
  'interruptions',
  'risk',
  'disposition',
  'recording',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

/** What identifies a call is always there, and hits are there while something is searched for. */
export const FIXED_COLUMNS: readonly ColumnId[] = ['to', 'said'];

const HIDDEN_AT_FIRST: readonly ColumnId[] = ['persona', 'placed_by', 'words', 'interruptions', 'recording'];

type CallsView = { hidden: readonly ColumnId[]; toggle(id: ColumnId): void };

export const useCallsView = create<CallsView>()(
  persist(
    (set) => ({
      hidden: HIDDEN_AT_FIRST,
      toggle: (id) => set(({ hidden }) => ({ hidden: hidden.includes(id) ? hidden.filter((one) => one !== id) : [...hidden, id] })),
    }),
    { name: 'trunkline-calls' },
  ),
);
