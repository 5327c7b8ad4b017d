/** How this window is arranged; nothing of the call centre itself lives here. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** Widths that the inspector snaps to, in pixels. */
export const INSPECTOR_WIDTHS = [280, 340, 420, 520] as const;

type WindowState = {
  railCollapsed: boolean;
  inspectorOpen: boolean;
  inspectorWidth: number;
  toggleRail(): void;
  toggleInspector(): void;
  setInspectorWidth(width: number): void;
};

/** The snap width nearest to a dragged one. */
export function snapWidth(width: number): number {
  return INSPECTOR_WIDTHS.reduce((best, one) => (Math.abs(one - width) < Math.abs(best - width) ? one : best));
}

export const useWindowState = create<WindowState>()(
  persist(
    (set) => ({
      railCollapsed: false,
      inspectorOpen: true,
      inspectorWidth: 340,
      toggleRail: () => set((state) => ({ railCollapsed: !state.railCollapsed })),
      toggleInspector: () => set((state) => ({ inspectorOpen: !state.inspectorOpen })),
      setInspectorWidth: (inspectorWidth) => set({ inspectorWidth }),
    }),
    { name: 'trunkline-window' },
  ),
);
