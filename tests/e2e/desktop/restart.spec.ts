import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchDesktop } from '../../helpers/desktop.ts';
import { callCard, firstStart, lookAround, open } from '../../helpers/screens.ts';

test('who one is, what one chose and what was called survive a restart', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'trunkline-restart-'));
  const before = await launchDesktop({ dataDir });
  await firstStart(before.window);
  await lookAround(before.window);
  await before.window.keyboard.type('+15005550120');
  await before.window.keyboard.press('Control+Enter');
  await expect(callCard(before.window)).toContainText('The line was busy.');
  await before.window.keyboard.press('Control+Shift+l');
  const theme = await before.window.locator('html').getAttribute('data-mantine-color-scheme');
  await before.close();

  const after = await launchDesktop({ dataDir });
  await expect(after.window).toHaveTitle(/^Softphone ·/);
  await expect(after.window.getByRole('dialog')).toBeHidden();
  await expect(after.window.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme ?? '');
  await open(after.window, 'Calls');
  const rows = after.window.getByRole('table', { name: 'Calls' }).getByRole('row');
  await expect(rows).toHaveCount(2);
  await expect(rows.last()).toContainText('+1 500 555 0120');
  await expect(rows.last()).toContainText('Busy');
  await after.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});
