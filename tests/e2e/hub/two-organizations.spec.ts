/** Two organizations at one hub at the same time: each has its own calls, words, scenarios and people, and nothing of the other's. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { ask } from '../../helpers/ask.ts';
import { launchBrowser } from '../../helpers/browser.ts';
import { type Hub, startHub } from '../../helpers/hub.ts';
import { callCard, firstStart, lookAround, open, RINGS_MS, sayWho, tile } from '../../helpers/screens.ts';

test.describe.configure({ mode: 'serial' });

let hub: Hub;
let browser: Browser;
/** Robin owns Northwind and this machine, Ada works for him; Eve owns Umbra. */
let robin: Page;
let ada: Page;
let eve: Page;
/** All that the live plane told Eve's console. */
const toldEve: string[] = [];

test.beforeAll(async () => {
  hub = await startHub();
  browser = await launchBrowser();
  [robin, ada, eve] = await Promise.all(
    Array.from({ length: 3 }, async () => (await browser.newContext()).newPage()) as [Promise<Page>, Promise<Page>, Promise<Page>],
  );
  eve.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => toldEve.push(payload.toString())));
});
test.afterAll(async () => {
  await browser?.close();
  await hub?.dispose();
});

const here = (page: Page) => page.getByRole('list', { name: 'People who are here' });
const person = (page: Page, name: string) => here(page).getByRole('listitem').filter({ hasText: name });
const status = (page: Page) => page.getByRole('contentinfo', { name: 'System status' });
const ownState = (page: Page) => page.getByRole('button', { name: 'Say what you are doing' });
const callIds = async (page: Page) =>
  (await ask<{ items: { call_id: string }[] }>(page, 'GET', '/api/v1/calls')).body.items.map((one) => one.call_id);

test('an owner, somebody invited and another organization come in', async () => {
  const northwind = async () => {
    await robin.goto(hub.console);
    await firstStart(robin);
    await lookAround(robin);
    const { body } = await ask<{ code: string }>(robin, 'POST', '/api/v1/invitations', { email: 'ada@example.com', role: 'agent' });
    await ada.goto(`${hub.url}/#/join/${body.code}`);
    await sayWho(ada, 'Ada King', 'ada@example.com');
    await ada.getByRole('button', { name: 'Join and sign in' }).click();
    await lookAround(ada);
  };
  const umbra = async () => {
    await eve.goto(`${hub.url}/#/sign-up`);
    await sayWho(eve, 'Eve Stone', 'eve@example.com');
    await eve.getByLabel('Company').fill('Umbra');
    await eve.getByRole('button', { name: 'Make it and sign in' }).click();
    await lookAround(eve);
  };
  await Promise.all([northwind(), umbra()]);
  for (const page of [ada, eve]) await open(page, 'Wall');
  await expect(here(ada).getByRole('listitem')).toHaveCount(2);
  await expect(here(eve).getByRole('listitem')).toHaveCount(1);
  await expect(person(eve, 'Eve Stone')).toContainText('Available');
});

test('both call at the same time: each wall has the calls and people of its own organization', async () => {
  const onWall = async (page: Page, number: string, people: number) => {
    await expect(tile(page)).toContainText(number);
    await expect(page.getByRole('list', { name: 'Live calls' }).getByRole('link')).toHaveCount(1);
    await expect(status(page)).toContainText('1 live call');
    await expect(here(page).getByRole('listitem')).toHaveCount(people);
    const said = tile(page).getByRole('list', { name: 'Transcript' }).getByRole('listitem');
    const agent = page.getByRole('img', { name: 'AI agent' });
    await expect(said.filter({ has: agent, hasText: /\w/ }).first()).toBeVisible({ timeout: RINGS_MS });
  };
  const northwind = async () => {
    await open(robin, 'Softphone');
    await robin.getByRole('radio', { name: /^Chatty/ }).check();
    await robin.getByRole('radio', { name: /^Customer survey/ }).check();
    await robin.getByRole('button', { name: 'Place practice call' }).click();
    await expect(callCard(robin)).toContainText('Talking', { timeout: RINGS_MS });
    await expect(ownState(robin)).toContainText('On a call');
    await expect(person(ada, 'Robin Ward')).toContainText('On a call');
    await expect(person(ada, 'Ada King')).toContainText('Available');
    await onWall(ada, '+1 500 555 0114', 2);
  };
  const umbra = async () => {
    await ask(eve, 'POST', '/api/v1/calls', { to: '+15005550119', scenario_id: 'survey', practice: { persona: 'chatty' } });
    await onWall(eve, '+1 500 555 0119', 1);
  };
  await Promise.all([northwind(), umbra()]);
});

test('what a colleague does is seen until they leave: wrap-up, a reason, available, gone', async () => {
  await callCard(robin).getByRole('button', { name: 'Hang up' }).click();
  await expect(person(ada, 'Robin Ward')).toContainText('Wrap-up');
  await expect(ownState(robin)).toContainText('Wrap-up');
  await callCard(robin).getByRole('button', { name: 'Goal met' }).click();
  await expect(person(ada, 'Robin Ward')).toContainText('Available');
  await ownState(robin).click();
  await robin.getByRole('menuitem', { name: 'Not ready: Lunch' }).click();
  await expect(person(ada, 'Robin Ward')).toContainText('Not ready: Lunch');
  await expect(ownState(robin)).toContainText('Not ready: Lunch');
  await ownState(robin).click();
  await robin.getByRole('menuitem', { name: 'Available', exact: true }).click();
  await expect(person(ada, 'Robin Ward')).toContainText('Available');
  await robin.goto('about:blank');
  await expect(person(ada, 'Robin Ward')).toBeHidden();
  await robin.goto(hub.url);
  await expect(person(ada, 'Robin Ward')).toContainText('Available');
});

test('calls, words and scenarios of the other are not there, by list, search or address', async () => {
  const [[ours], [theirs]] = await Promise.all([callIds(robin), callIds(eve)]);
  await ask(eve, 'POST', `/api/v1/calls/${theirs}/actions`, { action: 'hangup' });
  await expect(status(eve)).toContainText('0 live calls');
  expect(ours).not.toBe(theirs);
  const scenario = { name: 'Northwind plan', persona: 'You are Kim.', prompt: 'Say hello.' };
  const { body } = await ask<{ scenario_id: string }>(robin, 'POST', '/api/v1/scenarios', scenario);

  for (const [page, number] of [
    [ada, '+1 500 555 0114'],
    [eve, '+1 500 555 0119'],
  ] as const) {
    await open(page, 'Calls');
    const rows = page.getByRole('table', { name: 'Calls' }).getByRole('row');
    await expect(rows).toHaveCount(2);
    await expect(rows.last()).toContainText(number);
    await open(page, 'Transcripts');
    await page.getByRole('searchbox').fill('hello');
    await expect(page.getByText(number).first()).toBeVisible();
  }
  await expect(eve.getByText('+1 500 555 0114')).toHaveCount(0);

  await eve.goto(`${hub.url}/#/calls/${ours}`);
  await expect(eve.getByRole('alert')).toContainText('There is no such call');
  await ada.goto(`${hub.url}/#/calls/${ours}`);
  await expect(ada.getByRole('heading', { name: /0114/ })).toBeVisible();
  // A scenario is its person's: nobody else's address opens it.
  for (const page of [ada, eve]) {
    await page.goto(`${hub.url}/#/scenarios/${body.scenario_id}`);
    await expect(page.getByText('This scenario does not exist')).toBeVisible();
  }
  await robin.goto(`${hub.url}/#/scenarios/${body.scenario_id}`);
  await expect(robin.getByLabel('Name', { exact: true })).toHaveValue('Northwind plan');
});

test('the live plane told the other organization nothing of it', async () => {
  const { body } = await ask<{ org_id: string }>(robin, 'GET', '/api/v1/auth/me');
  const ours = [...(await callIds(robin)), body.org_id, '5550114', 'Robin Ward', 'Ada King', 'Northwind'];
  expect(toldEve.some((text) => text.includes('call.updated'))).toBe(true);
  for (const word of ours) expect(toldEve.filter((text) => text.includes(word))).toEqual([]);
});
