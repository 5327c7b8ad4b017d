/** The list of calls under a wheel: what a turn costs is counted in rows, which is the same on every machine. */
import { expect, type Page, test } from '@playwright/test';
import { openPast, type Past } from '../../helpers/past.ts';
import { open } from '../../helpers/screens.ts';

test.describe.configure({ mode: 'serial' });

/** With its line. */
const ROW_PX = 33;
const STEPS = 40;
const ROWS_A_STEP = 10;

let past: Past;
let page: Page;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  past = await openPast({ calls: 4000, utterances: 4000 });
  page = past.page;
  await open(page, 'Calls');
});
test.afterAll(() => past?.close());

type Drawn = { rows: number; most: number; changes: number };

/** Counts the rows that come into being, how many there are at once, and changes inside of rows that are there already. */
async function countRows(page: Page): Promise<() => Promise<Drawn>> {
  const counter = await page.locator('table[aria-rowcount] tbody').evaluateHandle((body) => {
    const drawn = { rows: 0, most: 0, changes: 0 };
    const observer = new MutationObserver((records) => {
      for (const { target, addedNodes } of records) {
        if (target === body) drawn.rows += addedNodes.length;
        else drawn.changes++;
      }
      drawn.most = Math.max(drawn.most, body.childElementCount);
    });
    observer.observe(body, { childList: true, subtree: true, characterData: true });
    return drawn;
  });
  return () => counter.evaluate((drawn) => ({ ...drawn }));
}

test('a turn of the wheel draws the rows that come into sight and touches no others', async () => {
  const table = page.getByRole('table', { name: 'Calls' });
  await expect(table.getByRole('link').first()).toBeVisible();
  const scroller = table.locator('..');
  const inSight = await scroller.evaluate((box, px) => Math.ceil(box.clientHeight / px), ROW_PX);
  await page.mouse.move(700, 500);

  const drawn = await countRows(page);
  for (let step = 1; step <= STEPS; step++) {
    await page.mouse.wheel(0, ROWS_A_STEP * ROW_PX);
    await expect.poll(() => scroller.evaluate((box) => box.scrollTop)).toBe(step * ROWS_A_STEP * ROW_PX);
  }
  await expect(table.getByRole('row').first()).toBeVisible();
  const { rows, most, changes } = await drawn();
  // A page that comes late is drawn twice, first as rows that are not read; the next pages are read ahead, so that is rare.
  expect(rows).toBeLessThan(STEPS * ROWS_A_STEP * 1.25);
  expect(most).toBeLessThan(inSight + 40);
  expect(changes).toBeLessThan(rows / 10);
});

test('the rows remain a table to assistive technology, and links to the browser', async () => {
  const context = page.context();
  const table = page.getByRole('table', { name: 'Calls' });
  const { nodes } = await (await context.newCDPSession(page)).send('Accessibility.getFullAXTree');
  const count = (role: string) => nodes.filter((node) => !node.ignored && node.role?.value === role).length;
  expect(count('columnheader')).toBeGreaterThan(5);
  expect(count('row')).toBeGreaterThan(20);
  expect(count('cell')).toBe((count('row') - 1) * count('columnheader'));

  const link = table.getByRole('link').nth(3);
  const [tab] = await Promise.all([context.waitForEvent('page'), link.click({ modifiers: ['ControlOrMeta'] })]);
  await expect(tab).toHaveURL(/#\/calls\/[^/]+$/);
  await tab.close();
  await expect(page).toHaveURL(/#\/calls$/);
  await link.click();
  await expect(page).toHaveURL(/#\/calls\/[^/]+$/);
  await page.goBack();
  await expect(table.getByRole('link').first()).toBeVisible();
});
