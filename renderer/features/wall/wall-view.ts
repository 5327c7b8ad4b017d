/** How this person looks at the wall; kept in this window. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { WallShow, WallSort } from './wall-order.ts';

type WallView = {
  sort: WallSort;
  show: WallShow;
  scenario: string | null;
  set(next: Partial<Pick<WallView, 'sort' | 'show' | 'scenario'>>): void;
};

export const useWallView = create<WallView>()(
  persist((set) => ({ sort: 'risk', show: 'all', scenario: null, set: (next) => set(next) }), { name: 'trunkline-wall' }),
);
