/** Every screen, in both themes, as it stands with real calls: nothing that a checker of accessibility would change. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { axeFaults } from '../../helpers/axe.ts';
import { launchBrowser } from '../../helpers/browser.ts';
import { type Hub, startHub } from '../../helpers/hub.ts';
import { callCard, firstStart, lookAround, open, RINGS_MS, tile, welcome } from '../../helpers/screens.ts';

test.describe.configure({ mode: 'serial', timeout: 240_000 });

let hub: Hub;
let browser: Browser;
let page: Page;
/** Told together at the end: one screen's fault keeps no other from being looked at. */
const found: string[] = [];

test.beforeAll(async () => {
  hub = await startHub();
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1366, height: 820 }, reducedMotion: 'reduce' })).newPage();
});
test.afterAll(async () => {
  await browser?.close();
  await hub?.dispose();
});

async function check(where: string): Promise<void> {
  found.push(...(await axeFaults(page)).map((fault) => `${where}, ${fault}`));
}

test('the ways in', async () => {
  for (const [hash, title] of [
    ['#/', 'Sign in'],
    ['#/sign-up', 'Make an organization'],
    ['#/join/abc', 'Join by invitation'],
  ]) {
    await page.goto(`${hub.url}/${hash}`);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await check(title ?? '');
  }
  await page.getByRole('button', { name: 'Join and sign in' }).click();
  await check('a form with mistakes');
});

test('the first start and its welcome', async () => {
  await page.goto(hub.console);
  await expect(page.getByLabel('Your name')).toBeVisible();
  await check('the first start');
  await firstStart(page);
  await expect(welcome(page)).toBeVisible();
  await check('the welcome');
  await lookAround(page);
});

test('screens without any call', async () => {
  for (const screen of ['Softphone', 'Wall', 'Calls', 'Transcripts', 'Scenarios', 'Admin', 'API access', 'Settings'] as const) {
    await open(page, screen);
    await check(`${screen}, empty`);
  }
});

test('the softphone and the wall during a call', async () => {
  await open(page, 'Softphone');
  await page.getByRole('radio', { name: /^Chatty/ }).check();
  await page.getByRole('radio', { name: /^Customer survey/ }).check();
  await page.getByRole('button', { name: 'Place practice call' }).click();
  await expect(callCard(page)).toContainText('Talking', { timeout: RINGS_MS });
  await page.keyboard.press('w');
  await check('a call on the desk');
  await page.keyboard.press('Escape');
  await open(page, 'Wall');
  await expect(tile(page)).toContainText(/AI (listening|thinking|speaking)/);
  await page.keyboard.press('w');
  await check('the wall');
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await expect(page.getByRole('dialog')).toBeVisible();
  await check('asking before a call is ended');
  await page.getByRole('dialog').getByRole('button', { name: 'End the call' }).click();
  await expect(tile(page)).toContainText('Completed');
  await open(page, 'Softphone');
  await expect(callCard(page).getByRole('group', { name: 'How did it end?' })).toBeVisible();
  await check('the wrap-up');
});

test('the list, one call, search, people and settings', async () => {
  await open(page, 'Calls');
  await page.getByRole('searchbox').fill('hello');
  await check('calls found');
  await page.getByRole('table', { name: 'Calls' }).getByRole('link').first().click();
  for (const tab of ['Transcript', 'Analysis', 'Latency', 'Ledger']) {
    await page.getByRole('tab', { name: tab }).click();
    await check(`a call, ${tab}`);
  }
  await page.getByRole('button', { name: 'Export' }).click();
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await check('the export menu');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type('call');
  await check('the palette');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await check('the keys');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('the administration, panel by panel', async () => {
  await open(page, 'Admin');
  for (const tab of ['People', 'Invitations', 'Teams', 'Audit', 'Retention', 'Erase a person', 'Roles']) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
    await check(`Admin, ${tab}`);
  }
  await page.getByRole('tab', { name: 'Invitations' }).click();
  await page.getByLabel('E-mail address').fill('kim@example.com');
  await page.getByRole('button', { name: 'Invite' }).click();
  await expect(page.getByText('The invitation for kim@example.com is ready')).toBeVisible();
  await check('an invitation that was made');
  await page.getByRole('tab', { name: 'Teams' }).click();
  await page.getByLabel('Name of a new team').fill('Night desk');
  await page.getByRole('button', { name: 'Make the team' }).click();
  await expect(page.getByRole('button', { name: /Night desk/ })).toBeVisible();
  await check('a team');
  await page.getByRole('tab', { name: 'People' }).click();
  await page
    .getByRole('button', { name: /Robin Ward/ })
    .last()
    .click();
  await expect(page.getByRole('menu')).toBeVisible();
  await check('what can be done to a person');
  await page.getByRole('menuitem', { name: 'Sessions …' }).click();
  await expect(page.getByRole('dialog').getByRole('cell', { name: /This one/ })).toBeVisible();
  await check('where a person is signed in');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.getByRole('tab', { name: 'Erase a person' }).click();
  await page.getByLabel('Telephone number').fill('+15005550114');
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page.getByRole('definition').first()).toBeVisible();
  await check('what an erasure would remove');
});

test('tokens, exports, own state, keys', async () => {
  await open(page, 'API access');
  await page.getByLabel('Name').fill('Nightly report');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await expect(page.getByText('It is shown once.')).toBeVisible();
  await check('a token that was made');
  await page.getByRole('button', { name: /^Revoke/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await check('asking before a token is revoked');
  await page.keyboard.press('Escape');
  await open(page, 'Transcripts');
  await page.getByRole('searchbox').fill('hello');
  await expect(page.getByText(/sentences?, newest first/)).toBeVisible();
  await check('sentences found');
  await page.getByRole('button', { name: 'How to search' }).click();
  await check('how to search');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Export …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make the file' }).click();
  await expect(page.getByRole('dialog').getByText(/^Ready/)).toBeVisible();
  await check('exports');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await open(page, 'Settings');
  await page.keyboard.press('s');
  await expect(page.getByRole('menu')).toBeVisible();
  await check('saying what one does');
  await page.getByRole('menuitem', { name: /another reason/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await check('an own reason');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Hang up: e\./i }).click();
  await page.keyboard.press('Control+t');
  await expect(page.getByRole('alert')).toBeVisible();
  await check('a key that cannot be had');
});

test('a scenario, the account, a page that does not exist', async () => {
  for (const [hash, where] of [
    ['#/scenarios/survey', 'a scenario'],
    ['#/scenarios/new', 'a new scenario'],
    ['#/account', 'the account'],
    ['#/calls/call_nobody', 'a call that is not here'],
    ['#/nowhere', 'no such screen'],
  ]) {
    await page.goto(`${hub.url}/${hash}`);
    await expect(page.getByRole('main')).toBeVisible();
    await check(where ?? '');
  }
});

test('without a connection', async () => {
  await open(page, 'Wall');
  await hub.kill();
  await expect(page.getByRole('region', { name: 'Connection' })).toContainText('was lost');
  await check('a lost connection');
});

test('nothing was found', () => {
  expect(found).toEqual([]);
});
