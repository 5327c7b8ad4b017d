import { expect, test } from '@playwright/test';
import { type Hub, startHub } from '../../helpers/hub.ts';

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
