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

test('a long name gives way to what can be pressed, at 200 % too', async () => {
  await open(page, 'Scenarios');
  await page.getByRole('button', { name: 'New scenario' }).click();
  const field = (name: string) => page.getByRole('main').getByRole('textbox', { name, exact: true });
  await field('Name').fill('Checking what is on file for customers of many years');
  await field('Who the AI is').fill('You are Maya.');
  await field('What it does').fill('Goal: say hello.');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Version 1', { exact: true })).toBeVisible();
  await page.keyboard.press('Control+Shift+Enter');
  await expect(page).toHaveTitle(/^Softphone ·/);
  await page.getByRole('textbox', { name: 'Number' }).fill('+15005550120');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('link', { name: 'Open the call' }).click();
  for (const size of [...SIZES, { width: 720, height: 450 }]) {
    await page.setViewportSize(size);
    const number = page.getByRole('heading', { level: 1 });
    const parts = [number, page.getByText('Practice', { exact: true }).first(), page.getByRole('button', { name: 'Export' })];
    for (const part of parts) await expect(part).toBeInViewport({ ratio: 1 });
    const cut = await page
      .getByRole('button', { name: 'Export' })
      .evaluate((one) => [...one.querySelectorAll('span')].some((part) => part.scrollWidth > part.clientWidth + 1));
    expect(cut).toBe(false);
    const [text, badge] = await Promise.all([
      number.evaluate((one) => {
        const range = document.createRange();
        range.selectNodeContents(one);
        return range.getBoundingClientRect().right;
      }),
      parts[1]?.boundingBox(),
    ]);
    expect(text).toBeLessThan(badge?.x ?? 0);
  }
});
