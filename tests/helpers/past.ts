/** A hub over a past of some thousand calls, and its console as its owner has it open. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { launchBrowser } from './browser.ts';
import { fillStore } from './fill-store.ts';
import { type Hub, startHub } from './hub.ts';
import { firstStart, lookAround } from './screens.ts';

export type Past = {
  hub: Hub;
  page: Page;
  close(): Promise<void>;
};

export async function openPast(size: { calls: number; utterances: number }): Promise<Past> {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-past-'));
  await fillStore(folder, size);
  const hub = await startHub({ dataDir: folder });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1366, height: 820 } });
  await page.goto(hub.console);
  await firstStart(page);
  await lookAround(page);
  return {
    hub,
    page,
    async close() {
      await browser.close();
      await hub.dispose();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
