/** What must fit: notices beside what can be pressed, and the filters of the calls in one line. */
import { expect, test, type Page } from '@playwright/test';
import { startHub, type Hub } from '../../helpers/hub.ts';
import { firstStart, lookAround, open } from '../../helpers/screens.ts';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
];

let hub: Hub;
let page: Page;

test.beforeAll(async ({ browser }) => {
  hub = await startHub();
  page = await browser.newPage();
  await page.goto(hub.console);
  await firstStart(page);
  await lookAround(page);
});
test.afterAll(() => hub.dispose());

test('a notice covers nothing of the softphone that can be pressed', async () => {
  await page.keyboard.type('+15005550120');
  await page.keyboard.press('Control+Enter');
  const next = page.getByRole('button', { name: /^Next call/ });
  await expect(next).toBeVisible();
  await page.route('**/api/v1/**', (route) => (route.request().method() === 'GET' ? route.continue() : route.abort()));
  await page.keyboard.press('Control+Shift+l');
  const notice = page.getByRole('alert').filter({ hasText: 'OFFLINE' });
  await expect(notice).toBeVisible();
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const button of [next, page.getByRole('button', { name: /^Place practice call/ })]) {
      await expect(button).toBeInViewport({ ratio: 1 });
      // Arrives there only where nothing lies above it.
      await button.click({ trial: true });
    }
    await expect(notice).toBeInViewport({ ratio: 1 });
  }
  await page.unroute('**/api/v1/**');
  await notice.getByRole('button', { name: 'Close this message' }).click();
  await expect(notice).toBeHidden();
});

test('the filters of the calls stay in one line', async () => {
  await open(page, 'Calls');
  await page.getByRole('radiogroup').getByText('Ended', { exact: true }).click();
  const clear = page.getByRole('button', { name: 'Clear filters' });
  const columns = page.getByRole('button', { name: 'Columns' });
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await expect(clear).toBeVisible();
    const tops = await columns.evaluate((one) =>
      [...(one.parentElement?.children ?? [])]
        .flatMap((part) => (part.clientHeight ? [part.getBoundingClientRect()] : []))
        .map((box) => Math.round(box.top + box.height / 2)),
    );
    expect(tops.length).toBe(8);
    expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(4);
    await expect(columns).toBeInViewport({ ratio: 1 });
  }
});
