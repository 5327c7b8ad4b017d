/** Where the window was when it was closed, so that it opens there again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindow, Rectangle } from 'electron';
import { z } from 'zod';

const FILE = 'window.json';
const SMALLEST = { width: 1024, height: 640 };

const windowState = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(SMALLEST.width),
  height: z.number().int().min(SMALLEST.height),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowState>;

export const FIRST_STATE: WindowState = { width: 1366, height: 860, maximized: false };

/** The kept state, moved back to the middle when the screen it was on is gone; the first state when there is none that can be read. */
export function readWindowState(dataDir: string, screens: readonly Rectangle[]): WindowState {
  let state: WindowState;
  try {
    state = windowState.parse(JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')));
  } catch {
    return FIRST_STATE;
  }
  const { x, y, width } = state;
  if (x === undefined || y === undefined) return state;
  // A strip of the title bar must be reachable, or the window cannot be moved.
  const reachable = screens.some(
    (screen) => x + width > screen.x + 80 && x < screen.x + screen.width - 80 && y >= screen.y && y < screen.y + screen.height - 40,
  );
  if (reachable) return state;
  const { x: _x, y: _y, ...rest } = state;
  return rest;
}

/** Keeps where the window is now. A folder that cannot be written to costs the window's place, nothing else. */
export function writeWindowState(window: BrowserWindow, dataDir: string): void {
  if (window.isDestroyed()) return;
  const { x, y, width, height } = window.getNormalBounds();
  const state: WindowState = { x, y, width, height, maximized: window.isMaximized() };
  try {
    writeFileSync(join(dataDir, FILE), `${JSON.stringify(state)}\n`);
  } catch {
    // The next start opens in the middle.
  }
}
