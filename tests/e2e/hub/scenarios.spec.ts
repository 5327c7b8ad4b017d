/** Scenarios from the first word to the twentieth: written, kept from being lost, compared, carried, rehearsed; looked at by a checker of accessibility. */
import { readFile } from 'node:fs/promises';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { openStore } from '#store/database.ts';
import { createTestLog } from '#store/test-store.ts';
import { ask } from '../../helpers/ask.ts';
import { axeFaults } from '../../helpers/axe.ts';
import { launchBrowser } from '../../helpers/browser.ts';
import { type Hub, startHub } from '../../helpers/hub.ts';
import { firstStart, lookAround, open } from '../../helpers/screens.ts';

test.describe.configure({ mode: 'serial', timeout: 240_000 });

/** Long enough for a few rehearsals on a machine that does other things too. */
const REHEARSED_MS = 120_000;

let hub: Hub;
let browser: Browser;
let page: Page;
let file: string;

test.beforeAll(async () => {
  hub = await startHub();
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', acceptDownloads: true })).newPage();
  await page.goto(hub.console);
  await firstStart(page);
  await lookAround(page);
});
test.afterAll(async () => {
  await browser?.close();
  await hub?.dispose();
});

const looksRight = async () => expect(await axeFaults(page)).toEqual([]);

const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const heading = (name: string) => page.getByRole('heading', { level: 1, name });
const asked = () => page.getByRole('dialog', { name: 'Leave without saving?' });
const rehearsal = () => page.getByRole('region', { name: 'Rehearse' });
const result = (person: string) => rehearsal().locator('details').filter({ hasText: person });
const told = (text: string | RegExp) => expect(page.getByRole('alert').filter({ hasText: text }).first()).toBeVisible();

test('one is written with the keyboard alone, and says what is missing', async () => {
  await open(page, 'Scenarios');
  await expect(page.getByText('0 of 20')).toBeVisible();
  await looksRight();
  await page.keyboard.press('/');
  await page.keyboard.type('survey');
  await expect(page.getByRole('searchbox', { name: 'Search scenarios' })).toHaveValue('survey');
  await expect(page.getByRole('link', { name: /^Customer survey/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Home energy check/ })).toBeHidden();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('n');
  await expect(heading('New scenario')).toBeVisible();
  await field('Description').fill('Asks whether they stay.');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('3 fields need you')).toBeVisible();
  await expect(field('Name')).toBeFocused();
  await looksRight();
  await page.keyboard.type('Renewal');
  await field('Opening words').fill('Hello {{name}}, this is Kim, an AI assistant of Northwind. May I ask you one question?');
  await field('Who the AI is').fill('You are Kim, the AI assistant of Northwind.');
  await field('What it does').fill(
    '# Goal\nAsk {{name}} about the year.\n\n# Questions\n1. Will you stay for another year?\n\n# Closing\n- Done: "Thank you. Goodbye."',
  );
  await page.keyboard.press('Control+s');
  await expect(page.getByText('2 fields need you')).toBeVisible();
  await expect(field('Opening words')).toBeFocused();
  await looksRight();
  await page.getByRole('button', { name: 'Declare it' }).first().click();
  await page.keyboard.press('Control+s');
  await told('Renewal is saved.');
  await expect(page.getByText('Version 1', { exact: true })).toBeVisible();
});

test('its settings are kept: voice by another name, manner, a variable and a goal', async () => {
  await page.getByRole('combobox', { name: 'Voice' }).fill('concerned');
  await page.getByRole('option', { name: /^Concerned female/ }).click();
  await page.getByRole('radio', { name: /^Patient/ }).check();
  await expect(page.getByRole('textbox', { name: 'Name in the text' })).toHaveValue('name');
  await page.getByRole('textbox', { name: 'Label' }).fill('Their name');
  await page.getByRole('button', { name: 'Add a goal' }).click();
  await page.getByRole('textbox', { name: 'What is to be reached' }).fill('It says that it is an AI');
  await page.getByRole('combobox', { name: 'Phrases of which one must be said' }).fill('AI assistant');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Version 2', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Voice' })).toHaveValue(/^Concerned female/);
  await expect(page.getByRole('radio', { name: /^Patient/ })).toBeChecked();
  await looksRight();
});

test('what is not saved is not lost by leaving', async () => {
  await field('Name').fill('Renewal, second thoughts');
  await expect(page.getByText('Not saved')).toBeVisible();
  await page.getByRole('link', { name: 'Calls', exact: false }).first().click();
  await expect(asked()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(asked()).toBeHidden();
  await expect(field('Name')).toHaveValue('Renewal, second thoughts');
  await page.getByRole('link', { name: 'Calls', exact: false }).first().click();
  await asked().getByRole('button', { name: 'Leave without saving' }).click();
  await expect(page).toHaveTitle(/^Calls ·/);
  await open(page, 'Scenarios');
  await page.getByRole('link', { name: /^Renewal/ }).click();
  await expect(field('Name')).toHaveValue('Renewal');
});

test('versions are compared and one comes back', async () => {
  await page.getByRole('button', { name: 'More for Renewal' }).press('Enter');
  await page.getByRole('menuitem', { name: /^Versions/ }).click();
  const drawer = page.getByRole('dialog', { name: 'Versions of Renewal' });
  await expect(drawer.getByText('From version 1 to version 2')).toBeVisible();
  await expect(drawer.getByText('Added: ').first()).toBeAttached();
  await drawer.getByRole('button', { name: /^Version 1/ }).press('Enter');
  await looksRight();
  await drawer.getByRole('button', { name: 'Restore version 1' }).press('Enter');
  await told('Version 1 is back as version 3.');
  await page.keyboard.press('Escape');
  await expect(page.getByText('Version 3', { exact: true })).toBeVisible();
  await expect(page.getByRole('radio', { name: /^Balanced/ })).toBeChecked();
  await page.getByRole('button', { name: 'More for Renewal' }).press('Enter');
  await page.getByRole('menuitem', { name: /^Versions/ }).click();
  await drawer.getByRole('button', { name: /^Version 2/ }).press('Enter');
  await drawer.getByRole('button', { name: 'Restore version 2' }).press('Enter');
  await told('Version 2 is back as version 4.');
  await page.keyboard.press('Escape');
});

test('it is copied, saved as a file, and made again from it; another file is refused', async () => {
  await page.getByRole('button', { name: 'More for Renewal' }).press('Enter');
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /file|Export/ }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('renewal.trunkline.json');
  file = await saved.path();
  const carried = JSON.parse(await readFile(file, 'utf8')) as { format: string; scenario: { turn_taking: string; voice_type: string } };
  expect(carried).toMatchObject({
    format: 'trunkline-scenario',
    scenario: { turn_taking: 'patient', voice: 'coral', voice_type: 'concerned_female' },
  });

  await page.getByRole('button', { name: 'More for Renewal' }).press('Enter');
  await page.getByRole('menuitem', { name: /^Duplicate/ }).click();
  await expect(heading('Renewal (copy)')).toBeVisible();
  await open(page, 'Scenarios');
  await page.locator('input[type=file]').setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('{"hello":1}') });
  await told(/other\.json is no scenario file/);
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(heading('Renewal')).toBeVisible();
  await expect(page.getByText('Version 1', { exact: true })).toBeVisible();
  await open(page, 'Scenarios');
  await expect(page.getByText('3 of 20')).toBeVisible();
  await looksRight();
});

test('it is rehearsed with one person: the value it needs is asked for, the goal and its sentence are shown', async () => {
  await page
    .getByRole('link', { name: /^Renewal/ })
    .first()
    .click();
  await expect(rehearsal().getByText('Needs a value or an example: Their name.')).toBeVisible();
  await rehearsal().getByRole('textbox', { name: 'Their name' }).fill('Bo');
  for (const name of ['In a hurry', 'Sceptical']) await rehearsal().getByRole('checkbox', { name }).uncheck();
  // The panes become tabs and panes again; what was chosen stays.
  await page.setViewportSize({ width: 1024, height: 700 });
  await expect(page.getByRole('tab', { name: 'Settings' })).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(rehearsal().getByLabel('Their name')).toHaveValue('Bo');
  await page.keyboard.press('Control+Enter');
  await expect(rehearsal().getByText('1 of 1 passed')).toBeVisible({ timeout: REHEARSED_MS });
  await result('Friendly').locator('summary').press('Enter');
  await expect(result('Friendly')).toContainText('It says that it is an AI');
  await expect(result('Friendly').getByRole('listitem').filter({ hasText: 'Hello Bo, this is Kim' }).first()).toBeVisible();
  await looksRight();
});

test('everybody at once goes on while the screen is left, and can be stopped', async () => {
  await rehearsal()
    .getByRole('button', { name: /^Choose all/ })
    .click();
  await rehearsal()
    .getByRole('button', { name: /^Rehearse with \d+ people/ })
    .click();
  await expect(rehearsal().getByText(/of \d+ done/)).toBeVisible();
  await open(page, 'Wall');
  await page.goBack();
  await expect(rehearsal().getByText(/^[1-9]\d* of \d+ done/)).toBeVisible({ timeout: REHEARSED_MS });
  await rehearsal().getByRole('button', { name: 'Stop' }).click();
  await expect(rehearsal().getByText(/of \d+ passed/)).toBeVisible({ timeout: REHEARSED_MS });
  await expect(rehearsal().getByText('Stopped').first()).toBeVisible();
});

test('a value that no variable takes is refused by name, and so is one that is missing', async () => {
  const { body } = await ask<{ items: { scenario_id: string }[] }>(page, 'GET', '/api/v1/scenarios?q=Renewal');
  const call = { to: '+15005550110', scenario_id: body.items[0]?.scenario_id };
  const unknown = await ask(page, 'POST', '/api/v1/calls', { ...call, variables: { nmae: 'Bo', name: 'Bo' } });
  expect(unknown).toMatchObject({ status: 422, body: { code: 'VALIDATION_ERROR', message: 'This scenario has no variable “nmae”.' } });
  const missing = await ask(page, 'POST', '/api/v1/calls', { ...call, variables: { name: ' \n ' } });
  expect(missing).toMatchObject({ status: 422, body: { message: 'It needs a value for “name”.' } });
  const voice = await ask(page, 'POST', '/api/v1/scenarios', { name: 'x', persona: 'x', prompt: 'x', voice_type: 'robot' });
  expect(voice).toMatchObject({ status: 422, body: { code: 'VALIDATION_ERROR' } });
});

test('the meter counts to twenty, and then says what to do', async () => {
  await hub.stop();
  const { dataDir } = hub;
  const store = await openStore({ dataDir, log: createTestLog() });
  const { seq: _, ...row } = await store.read.selectFrom('scenarios').selectAll().where('deleted_at', 'is', null).executeTakeFirstOrThrow();
  const fill = (from: number, to: number) =>
    store.write
      .insertInto('scenarios')
      .values(Array.from({ length: to - from }, (_one, index) => ({ ...row, id: `custom_1_${from + index}`, name: `Filler ${from + index}` })))
      .execute();
  await fill(3, 14);
  hub = await startHub({ dataDir });
  await page.goto(hub.console);
  await open(page, 'Scenarios');
  await expect(page.getByText('14 of 20')).toBeVisible();
  await fill(14, 20);
  await store.close();
  await page.reload();
  await expect(page.getByText('20 of 20')).toBeVisible();
  const create = page.getByRole('button', { name: /^New scenario/ });
  await expect(create).toHaveAttribute('aria-disabled', 'true');
  await expect(create).toHaveAccessibleDescription(/You have 20 of 20 scenarios. Delete one first./);
  await looksRight();
  const refused = await ask(page, 'POST', '/api/v1/scenarios', { name: 'x', persona: 'x', prompt: 'x' });
  expect(refused).toMatchObject({ status: 400, body: { code: 'SCENARIO_LIMIT_REACHED' } });
  await page.getByRole('button', { name: 'More for Filler 19' }).press('Enter');
  await page.getByRole('menuitem', { name: /^Delete/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the scenario' }).press('Enter');
  await told('Filler 19 is deleted.');
  await expect(page.getByText('19 of 20')).toBeVisible();
});
