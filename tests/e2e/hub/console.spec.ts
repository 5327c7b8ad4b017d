import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { type Hub, startHub } from '../../helpers/hub.ts';
import { firstStart, lookAround, open, tile } from '../../helpers/screens.ts';

let hub: Hub;

test.beforeAll(async () => {
  hub = await startHub();
});
test.afterAll(() => hub.dispose());

test('the one-time address opens the console, once', async ({ page, browser }) => {
  await page.goto(hub.console);
  await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/(?!.*token)/);
  await expect(page.getByRole('main')).toBeVisible();
  const stranger = await browser.newPage();
  const answer = await stranger.goto(hub.console);
  expect([401, 403]).toContain(answer?.status());
  await stranger.close();
});

test('no screen breaks the policy of its page', async ({ page }) => {
  const broken: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) broken.push(message.text());
  });
  const again = await startHub();
  await page.goto(again.console);
  await expect(page.getByRole('main')).toBeVisible();
  for (const path of ['wall', 'calls', 'settings']) {
    await page.goto(`${again.url}/#/${path}`);
    await page.reload();
    await expect(page.getByRole('main')).toBeVisible();
  }
  await again.dispose();
  expect(broken).toEqual([]);
});

test('a token is shown once, and the example with it does what it says in a shell', async ({ browser }) => {
  const again = await startHub();
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.goto(again.console);
  await firstStart(page);
  await lookAround(page);
  await open(page, 'API access');
  await page.getByLabel('Name').fill('Nightly report');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await expect(page.getByText('It is shown once.')).toBeVisible();
  await page.getByRole('button', { name: 'Copy: In a terminal' }).click();
  const program = await page.evaluate(() => navigator.clipboard.readText());
  const { stdout } = await promisify(execFile)('sh', ['-ec', program]);
  expect(JSON.parse(stdout)).toMatchObject({ to: '+15005550110', scenario_id: 'appointment-reminder', practice: true });
  await open(page, 'Wall');
  await expect(tile(page)).toContainText('+1 500 555 0110');
  await open(page, 'API access');
  await expect(page.getByRole('cell', { name: /^Nightly report/ })).toBeVisible();
  await expect(page.getByText(/trp_/)).toBeHidden();
  await context.close();
  await again.dispose();
});

test('a hub that goes away takes no screen with it', async ({ browser }) => {
  const again = await startHub();
  const page = await browser.newPage();
  await page.goto(again.console);
  await firstStart(page);
  await lookAround(page);
  const fetched = () => page.evaluate(() => performance.getEntriesByType('resource').map((one) => one.name));
  await expect.poll(fetched).toContainEqual(expect.stringMatching(/\/settings-page-.*\.css$/));
  await expect.poll(fetched).toContainEqual(expect.stringMatching(/\/admin-page-.*\.js$/));
  await again.kill();
  await expect(page.getByText('Reconnecting', { exact: true })).toBeVisible();
  await open(page, 'Settings');
  await expect(page.getByRole('radiogroup', { name: 'Theme' })).toBeVisible();
  await open(page, 'Admin');
  await expect(page.getByRole('tab', { name: 'Invitations' })).toBeVisible();
  expect(await page.evaluate(() => [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].filter((one) => !one.sheet).length)).toBe(
    0,
  );
  await page.close();
  await again.dispose();
});

test('the focus stays where the work is when what had it goes away', async ({ browser }) => {
  const again = await startHub();
  const page = await browser.newPage();
  await page.goto(again.console);
  await firstStart(page);
  await lookAround(page);
  await open(page, 'Admin');
  const more = page.getByRole('button', { name: 'More for Robin Ward' });
  await more.click();
  await page.getByRole('menuitem', { name: /^Sessions/ }).click();
  await expect(page.getByRole('dialog', { name: /signed in$/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(more).toBeFocused();
  await page.getByRole('tab', { name: 'Teams' }).click();
  await page.getByLabel('Name of a new team').fill('Mornings');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Delete the team Mornings' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the team' }).click();
  await expect(page.getByLabel('Name of a new team')).toBeFocused();
  await page.close();
  await again.dispose();
});

test('without it, the API asks to sign in', async ({ request }) => {
  expect((await request.get(`${hub.url}/api/v1/calls`)).status()).toBe(401);
});

test('the pages carry their policy', async ({ request }) => {
  const answer = await request.get(`${hub.url}/`);
  expect(answer.headers()['content-security-policy']).toContain("default-src 'self'");
});

test('it stops in order when asked', async () => {
  const began = Date.now();
  expect(await hub.stop()).toBe(0);
  expect(Date.now() - began).toBeLessThan(5000);
});
