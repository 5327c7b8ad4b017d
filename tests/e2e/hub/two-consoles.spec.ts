/** Two people at one hub: each sees the other's call and who listens to it. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { ask } from '../../helpers/ask.ts';
import { launchBrowser } from '../../helpers/browser.ts';
import { type Hub, startHub } from '../../helpers/hub.ts';
import { callCard, firstStart, hearSound, lookAround, open, RINGS_MS, samplesPlayed, sayWho, tile } from '../../helpers/screens.ts';

test.describe.configure({ mode: 'serial' });

let hub: Hub;
let browser: Browser;
let first: Page;
let second: Page;

test.beforeAll(async () => {
  hub = await startHub();
  browser = await launchBrowser();
  first = await (await browser.newContext()).newPage();
  second = await (await browser.newContext()).newPage();
});
test.afterAll(async () => {
  await browser?.close();
  await hub?.dispose();
});

test('a supervisor joins by invitation', async () => {
  await first.goto(hub.console);
  await firstStart(first);
  await lookAround(first);
  const { body } = await ask<{ code: string }>(first, 'POST', '/api/v1/invitations', { email: 'ada@example.com', role: 'supervisor' });
  await second.goto(`${hub.url}/#/join/${body.code}`);
  await sayWho(second, 'Ada King', 'ada@example.com');
  await second.getByRole('button', { name: 'Join and sign in' }).click();
  await lookAround(second);
});

test('the second console sees the call of the first, its words, and who listens', async () => {
  await open(second, 'Wall');
  await expect(second.getByText('No call is live')).toBeVisible();
  await first.getByRole('radio', { name: /^Chatty/ }).check();
  await first.getByRole('radio', { name: /^Customer survey/ }).check();
  await first.getByRole('button', { name: 'Place practice call' }).click();
  await expect(tile(second)).toContainText('+1 500 555 0114');
  await expect(tile(second)).toContainText('Talking', { timeout: RINGS_MS });
  await expect(tile(second).getByRole('list', { name: 'Transcript' })).toContainText('Hello', { timeout: RINGS_MS });

  await open(first, 'Wall');
  await first.keyboard.press('l');
  await expect(tile(first)).toContainText('You are listening');
  await expect(tile(second)).toContainText('Robin Ward listening');
  await second.keyboard.press('l');
  await expect(tile(first)).toContainText('You are listening · Ada King listening');
  await Promise.all([hearSound(first), hearSound(second)]);
  await first.keyboard.press('l');
  await expect(tile(second)).not.toContainText('Robin Ward listening');
  const before = await samplesPlayed(second);
  await expect.poll(() => samplesPlayed(second)).toBeGreaterThan(before + 8000);
});

test('what one console ends is over on the other', async () => {
  await second.keyboard.press('e');
  await second.getByRole('dialog').getByRole('button', { name: 'End the call' }).click();
  await expect(tile(first)).toContainText('Completed');
  await open(first, 'Softphone');
  await expect(callCard(first)).toContainText('Completed');
  await expect(first.getByRole('contentinfo', { name: 'System status' })).toContainText('0 live calls');
});

test('the console takes requests from its own address alone', async ({ request }) => {
  const { cookie } = { cookie: (await first.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ') };
  const status = async (headers: Record<string, string>, path = '/api/v1/me') =>
    (await request.get(hub.url + path, { headers, maxRedirects: 0 })).status();
  expect(await status({ cookie })).toBe(200);
  expect(await status({ cookie, origin: 'https://evil.example' })).toBe(403);
  expect(await status({ cookie, host: 'rebound.example' })).toBe(403);
  expect(await status({}, new URL(hub.console).pathname + new URL(hub.console).search)).toBe(401);
  expect(await status({}, '/?token=wrong')).toBe(401);
});
