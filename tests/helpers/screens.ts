/** The console as a person meets it: by names and roles alone, the same in a browser and on the desktop. */
import { expect, type Locator, type Page } from '@playwright/test';

/** Long enough for a phone to ring and the first words to be said. */
export const RINGS_MS = 45_000;

export type Screen = 'Softphone' | 'Wall' | 'Calls' | 'Transcripts' | 'Scenarios' | 'Admin' | 'API access' | 'Settings';

/** Says who owns this machine, as the first start asks. */
export async function firstStart(page: Page): Promise<void> {
  await page.getByLabel('Your name').fill('Robin Ward');
  await page.getByLabel('Company').fill('Northwind');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
}

/** Who makes an account says who they are. */
export async function sayWho(page: Page, name: string, email: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Choose a password').fill('a long enough secret');
}

export const welcome = (page: Page): Locator => page.getByRole('dialog', { name: 'Welcome to Trunkline' });

/** Leaves the welcome without a call. */
export async function lookAround(page: Page): Promise<void> {
  await welcome(page).getByText('Look around first').click();
  await expect(welcome(page)).toBeHidden();
}

export async function open(page: Page, screen: Screen): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click();
  await expect(page).toHaveTitle(new RegExp(`^${screen} ·`));
}

export const callCard = (page: Page): Locator => page.getByRole('region', { name: /^Call with / });

export const liveTranscript = (page: Page): Locator => page.getByRole('log', { name: 'Transcript' });

/** The first wall tile. */
export const tile = (page: Page): Locator =>
  page
    .getByRole('list', { name: 'Live calls' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('link') })
    .first();

/** Sees words of both sides arrive: while they are spoken, then whole. @returns what the AI said first */
export async function seeWordsArrive(page: Page): Promise<string> {
  const lines = liveTranscript(page);
  await expect(lines.locator('[data-partial] p').filter({ hasText: /\w/ }).first()).toBeVisible({ timeout: RINGS_MS });
  const said = (speaker: string) => lines.locator(`[data-speaker=${speaker}]:not([data-partial]) p`).filter({ hasText: /\w/ }).first();
  await expect(said('agent')).toBeVisible({ timeout: RINGS_MS });
  await expect(said('customer')).toBeVisible({ timeout: RINGS_MS });
  return said('agent').innerText();
}

/** Samples of call audio that the worklet has played in this window so far. */
export function samplesPlayed(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as { __trunkline?: { audio: { samplesPlayed: number } } }).__trunkline?.audio.samplesPlayed ?? -1);
}

/** More than a second of sound goes by. */
export async function hearSound(page: Page): Promise<void> {
  await expect.poll(() => samplesPlayed(page)).toBeGreaterThan(0);
  const before = await samplesPlayed(page);
  await expect.poll(() => samplesPlayed(page)).toBeGreaterThan(before + 8000);
}

/** Seconds at which the recording stands. */
export async function playerSecond(page: Page): Promise<number> {
  return Number(await page.getByRole('slider', { name: 'Position in the recording' }).getAttribute('aria-valuenow'));
}
