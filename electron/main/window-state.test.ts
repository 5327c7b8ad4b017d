import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FIRST_STATE, readWindowState } from './window-state.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trunkline-window-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const keep = (state: unknown) => writeFile(join(dir, 'window.json'), typeof state === 'string' ? state : JSON.stringify(state));

test('a window opens where it was', async () => {
  const state = { x: 100, y: 50, width: 1400, height: 900, maximized: true };
  await keep(state);
  expect(readWindowState(dir, [SCREEN])).toEqual(state);
});

test('without a kept state, or with a broken one, it opens in the middle', async () => {
  expect(readWindowState(dir, [SCREEN])).toEqual(FIRST_STATE);
  for (const broken of ['{', { width: 3, height: 3, maximized: false }, { width: 'wide' }]) {
    await keep(broken);
    expect(readWindowState(dir, [SCREEN])).toEqual(FIRST_STATE);
  }
});

test('a window whose screen is gone keeps its size and comes back to the middle', async () => {
  await keep({ x: 3000, y: 50, width: 1400, height: 900, maximized: false });
  expect(readWindowState(dir, [SCREEN])).toEqual({ width: 1400, height: 900, maximized: false });
});
