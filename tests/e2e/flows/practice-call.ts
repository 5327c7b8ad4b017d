/** The main job, whole, on a fresh data folder: the same flow for every host of the console. */
import { expect, type Page, test } from '@playwright/test';
import {
  callCard,
  firstStart,
  hearSound,
  liveTranscript,
  open,
  playerSecond,
  RINGS_MS,
  seeWordsArrive,
  tile,
  welcome,
} from '../../helpers/screens.ts';

export type Opened = {
  page: Page;
  /** A file that the page hands to the person when this is done. */
  save(deed: () => Promise<void>): Promise<{ name: string; text: string }>;
  close(): Promise<void>;
};

/** Registers the tests of the flow. @param start opens the console on a data folder that is new */
export function practiceCallFlow(start: () => Promise<Opened>): void {
  test.describe.configure({ mode: 'serial' });
  let opened: Opened;
  let page: Page;
  /** A word that the AI said in the first call. */
  let word = '';

  test.beforeAll(async () => {
    opened = await start();
    page = opened.page;
  });
  test.afterAll(() => opened?.close());

  test('the first start asks who one is, and its welcome places a practice call', async () => {
    await firstStart(page);
    await welcome(page).getByRole('button', { name: 'Place a practice call' }).click();
    await expect(welcome(page)).toBeHidden();
    await expect(callCard(page)).toContainText('Talking', { timeout: RINGS_MS });
    const said = await seeWordsArrive(page);
    word = said.match(/[A-Za-z]{7,}/)?.[0] ?? '';
    expect(word).not.toBe('');
  });

  test('on the wall, with the mouse and single keys: listen, instruct, end', async () => {
    await open(page, 'Wall');
    await expect(tile(page)).toContainText(/AI (listening|thinking|speaking)/);
    await page.keyboard.press('l');
    await expect(tile(page)).toContainText('You are listening');
    await hearSound(page);
    await page.keyboard.press('w');
    await tile(page).getByRole('textbox').fill('Offer a 10% discount.');
    await page.keyboard.press('Enter');
    await expect(page.getByText('The AI has the instruction.')).toBeVisible();
    await expect(tile(page)).toContainText('10% discount', { timeout: 30_000 });
    await tile(page).getByRole('link').focus();
    await page.keyboard.press('e');
    await page.getByRole('dialog').getByRole('button', { name: 'End the call' }).click();
    await expect(tile(page)).toContainText('Completed');
  });

  test('the call is wrapped up with a digit and a note', async () => {
    await open(page, 'Softphone');
    await expect(callCard(page).getByRole('group', { name: 'How did it end?' })).toBeVisible();
    await page.keyboard.press('1');
    await expect(page.getByRole('button', { name: 'Goal met' })).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('n');
    await page.keyboard.type('Liked the discount.');
    await expect(callCard(page).getByText('Saved', { exact: true })).toBeVisible();
    await callCard(page).getByRole('button', { name: 'Next call' }).click();
    await expect(callCard(page)).toBeHidden();
  });

  test('the call is found by a word that was said, and its recording plays', async () => {
    await open(page, 'Calls');
    await page.getByRole('searchbox').fill(word);
    const row = page
      .getByRole('table', { name: 'Calls' })
      .getByRole('row')
      .filter({ hasText: new RegExp(word, 'i') });
    await row.getByRole('link').first().click();
    await expect(page.getByRole('combobox', { name: 'Outcome' })).toHaveValue('Goal met');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect.poll(() => playerSecond(page)).toBeGreaterThan(1);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();

    const last = page.getByRole('region', { name: 'Transcript' }).locator('[data-speaker] button').last();
    const [minutes, seconds] = (await last.innerText()).split(':').map(Number);
    await last.click();
    const moment = (minutes ?? 0) * 60 + (seconds ?? 0);
    await expect.poll(() => playerSecond(page)).toBeGreaterThanOrEqual(moment);
    await expect(page.locator('[data-current]')).toBeVisible();
  });

  test('the transcript is exported as text, subtitles and JSON', async () => {
    const files = new Map<string, string>();
    for (const item of ['Transcript as text', 'Subtitles (WebVTT)', 'Transcript and turns (JSON)']) {
      const { name, text } = await opened.save(async () => {
        await page.getByRole('button', { name: 'Export' }).click();
        await page.getByRole('menuitem', { name: item }).click();
      });
      expect(text).toContain(word);
      files.set(name.split('.').at(-1) ?? '', text);
    }
    expect(files.get('txt')).toMatch(/^\[0:0\d\] AI agent: /m);
    expect(files.get('vtt')).toMatch(/^WEBVTT\n/);
    expect(files.get('vtt')).toMatch(/^\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}/m);
    expect(JSON.parse(files.get('json') ?? '')).toMatchObject({
      call: { state: 'completed', disposition: 'goal_met', notes: 'Liked the discount.' },
    });
  });

  test('a second call with the keyboard alone', async () => {
    const keys = page.keyboard;
    await keys.press('Control+k');
    await keys.type('customer survey');
    await expect(page.getByRole('dialog').getByText('Call with this scenario')).toBeVisible();
    await keys.press('Enter');
    await expect(page).toHaveTitle(/^Softphone ·/);
    await expect(page.getByRole('radio', { name: /^Customer survey/ })).toBeChecked();
    await keys.type('+15005550114');
    await expect(page.getByText('Chatty answers')).toBeVisible();
    await keys.press('Control+Enter');
    await expect(callCard(page)).toContainText('Talking', { timeout: RINGS_MS });
    await seeWordsArrive(page);
    await keys.press('l');
    await expect(page.getByRole('button', { name: 'Stop listening' })).toBeVisible();
    await hearSound(page);
    await keys.press('w');
    await expect(page.getByLabel('Instruction that only the AI reads')).toBeFocused();
    await keys.type('Offer a 20% discount.');
    await keys.press('Enter');
    await expect(liveTranscript(page).getByText('20% discount')).toBeVisible({ timeout: 30_000 });
    await keys.press('e');
    await expect(callCard(page).getByRole('group', { name: 'How did it end?' })).toBeVisible();
    await keys.press('3');
    await expect(page.getByRole('button', { name: 'Not interested' })).toHaveAttribute('aria-pressed', 'true');
    await keys.press('n');
    await keys.type('No time.');
    await expect(callCard(page).getByText('Saved', { exact: true })).toBeVisible();
    await keys.press('Tab');
    await expect(page.getByRole('button', { name: 'Next call' })).toBeFocused();
    await keys.press('Enter');
    await expect(callCard(page)).toBeHidden();
    // The number has the focus now, so that the next one can be typed: letters alone would land there.
    await keys.press('Control+k');
    await keys.type('go to the calls');
    await expect(page.getByRole('dialog').getByText('Go to the calls')).toBeVisible();
    await keys.press('Enter');
    await expect(page.getByRole('table', { name: 'Calls' }).getByRole('row')).toHaveCount(3);
    await keys.press('j');
    await keys.press('Enter');
    await expect(page.getByRole('combobox', { name: 'Outcome' })).toHaveValue('Not interested');
    await keys.press('Space');
    await expect.poll(() => playerSecond(page)).toBeGreaterThan(1);
    await keys.press('Space');
  });

  test('settings count at once and survive a reload', async () => {
    await open(page, 'Settings');
    const pick = (group: string, choice: string) => page.getByRole('radiogroup', { name: group }).getByText(choice, { exact: true }).click();
    await pick('Theme', 'Dark');
    await pick('Density', 'Comfortable');
    const html = page.locator('html');
    await expect(html).toHaveAttribute('data-mantine-color-scheme', 'dark');
    await expect(html).toHaveAttribute('data-density', 'comfortable');
    await page.getByRole('button', { name: /^Hang up: e\./i }).click();
    await page.keyboard.press('x');
    await expect(page.getByRole('button', { name: /^Hang up: x\./i })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('button', { name: /^Hang up: x\./i })).toBeVisible();
    await expect(html).toHaveAttribute('data-mantine-color-scheme', 'dark');
    await expect(html).toHaveAttribute('data-density', 'comfortable');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await page.keyboard.press('Escape');
  });
}
