/** Everything that was said, over a past of some thousand calls: search, hear, hide, export one and many, keep. */
import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { ask } from '../../helpers/ask.ts';
import type { Hub } from '../../helpers/hub.ts';
import { openPast, type Past } from '../../helpers/past.ts';
import { open, playerSecond, RINGS_MS } from '../../helpers/screens.ts';

test.describe.configure({ mode: 'serial' });

const NUMBER = 'five five five zero one zero one two three four';

let past: Past;
let hub: Hub;
let page: Page;
/** The one call with sound. */
let callId: string;
type Line = { speaker: string; text: string; start_ms: number };
/** The last sentence of the AI in it. */
let last: Line;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  past = await openPast({ calls: 6000, utterances: 60_000 });
  ({ hub, page } = past);
});
test.afterAll(() => past?.close());

async function save(deed: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), deed()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

const box = () => page.getByRole('searchbox');
const hits = () => page.getByRole('list', { name: 'What was found, newest first' }).getByRole('link');
const drawer = () => page.getByRole('dialog', { name: 'Export transcripts' });
const jobs = () => drawer().getByRole('list', { name: 'Exports' }).getByRole('listitem');
const transcript = () => page.getByRole('region', { name: 'Transcript' });

test('a practice call in which a number is spoken', async () => {
  const { body: scenario } = await ask<{ scenario_id: string }>(page, 'POST', '/api/v1/scenarios', {
    name: 'Umbrella service',
    persona: 'You are Kim.',
    prompt: 'Say that the umbrella is ready.',
    greeting: `Hello, your umbrella is ready. Call us on ${NUMBER}. Thank you very much indeed.`,
    turn_taking: 'protected_opening',
  });
  const { body: placed } = await ask<{ call_id: string }>(page, 'POST', '/api/v1/calls', {
    to: '+15005550114',
    scenario_id: scenario.scenario_id,
    practice: { persona: 'chatty', seed: 1 },
  });
  callId = placed.call_id;
  const call = async () => (await ask<{ state: string; utterances: Line[] }>(page, 'GET', `/api/v1/calls/${callId}`)).body;
  await expect.poll(async () => (await call()).state, { timeout: 2 * RINGS_MS }).toBe('completed');
  const later = (await call()).utterances.findLast((one) => one.speaker === 'agent' && one.start_ms > 3000);
  expect(later).toBeDefined();
  if (later) last = later;
});

test('the query language finds it, says what it did not understand, and a hit leads to its second in the sound', async () => {
  await open(page, 'Transcripts');
  await page.keyboard.press('/');
  await expect(box()).toBeFocused();
  await page.keyboard.type('umbrella speaker:agent direction:outbound dur>1 colour:red');
  await expect(page.getByText('There is no field colour.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.type(`said:"${last.text.replaceAll(/[^\p{L}\s]/gu, ' ')}" speaker:agent scenario:umbrella`);
  await expect(page).toHaveURL(/scenario(:|%3A)umbrella$/);
  await expect(hits()).toHaveCount(1);
  await hits().first().click();
  await expect(page).toHaveURL(new RegExp(callId));
  await expect.poll(() => playerSecond(page)).toBeGreaterThanOrEqual(Math.floor(last.start_ms / 1000));
  await expect(page.locator('[data-current]')).toContainText(last.text.slice(0, 12));
});

test('numbers are hidden in the words and by a tone in the sound, or shown', async () => {
  await expect(transcript()).toContainText('[phone number]');
  await expect(transcript()).not.toContainText('five five five');
  await page.getByRole('button', { name: 'Hide private numbers' }).click();
  await expect(transcript()).toContainText('five five five');
  await page.getByRole('button', { name: 'Hide private numbers' }).click();
  const sound = async (redacted: boolean) =>
    wav(await (await page.request.get(`${hub.url}/api/v1/calls/${callId}/recording?redacted=${redacted}`)).body());
  const [plain, covered] = [await sound(false), await sound(true)];
  expect(covered.agent.length).toBe(plain.agent.length);
  expect(Buffer.compare(Buffer.from(covered.customer.buffer), Buffer.from(plain.customer.buffer))).toBe(0);
  const changed = [...plain.agent.keys()].filter((frame) => plain.agent[frame] !== covered.agent[frame]);
  const [begin = 0, end = 0] = [changed[0], changed.at(-1)];
  // The span is one stretch of a 440 Hz tone, and nothing around it is touched.
  expect((end - begin) / 8000).toBeGreaterThan(2);
  let crossings = 0;
  for (let frame = begin + 1; frame <= end; frame++) if ((covered.agent[frame - 1] ?? 0) < 0 && (covered.agent[frame] ?? 0) >= 0) crossings++;
  expect(crossings / ((end - begin) / 8000)).toBeCloseTo(440, -1);
});

test('one transcript is exported in every format, with numbers hidden', async () => {
  const items = {
    'Transcript as text': /^\[0:0\d\] AI agent: /m,
    'Subtitles (SubRip)': /^1\n\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\n/m,
    'Subtitles (WebVTT)': /^WEBVTT\n/,
    'Transcript as a table (CSV)': /speaker/,
    'Transcript and turns (JSON)': /^\{/,
  };
  for (const [item, shape] of Object.entries(items)) {
    const { bytes } = await save(async () => {
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      await page.getByRole('menuitem', { name: item }).click();
    });
    const text = bytes.toString('utf8');
    expect(text).toMatch(shape);
    expect(text).toContain('[phone number]');
    expect(text).not.toContain('five five five');
  }
});

test('a legal hold is set with its reason, and released', async () => {
  await page.getByLabel('Reason to keep it').fill('A dispute');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect(page.getByText(/Kept since/)).toBeVisible();
  const held = await ask<{ items: { call_id: string; reason: string }[] }>(page, 'GET', '/api/v1/retention/holds');
  expect(held.body.items).toMatchObject([{ call_id: callId, reason: 'A dispute' }]);
  // With the keyboard: messages about the files before may lie over it.
  await page.getByRole('button', { name: 'Release' }).press('Enter');
  await expect(page.getByLabel('Reason to keep it')).toBeVisible();
});

test('the transcripts of a search become one file, which shows how far it is, is fetched and deleted', async () => {
  await open(page, 'Transcripts');
  await box().fill('scenario:Umbrella');
  await expect(hits().first()).toBeVisible();
  await page.getByRole('button', { name: 'Export …' }).click();
  await expect(drawer()).toContainText('No export yet.');
  await drawer().getByRole('combobox', { name: 'Format' }).click();
  await page.getByRole('option', { name: 'JSON' }).click();
  await drawer().getByRole('button', { name: 'Make the file' }).click();
  await expect(jobs().first()).toContainText(/Ready: 1 call/);
  await expect(jobs().first()).toContainText('scenario:Umbrella');
  const { name, bytes } = await save(() => jobs().first().getByRole('button', { name: 'Download' }).click());
  expect(name).toMatch(/^transcripts-.*-json\.zip$/);
  const [[file, content] = ['', new Uint8Array()], ...others] = Object.entries(unzipSync(bytes));
  expect(others).toEqual([]);
  expect(file).toMatch(/\.json$/);
  expect(strFromU8(content)).toContain('[phone number]');
  await removeFirst(drawer(), 'Delete');
  await expect(drawer()).toContainText('No export yet.');
});

test('an export of everything shows its progress and can be cancelled', async () => {
  await page.keyboard.press('Escape');
  await expect(drawer()).toBeHidden();
  await box().fill('');
  await page.getByRole('button', { name: 'Export …' }).click();
  await expect(drawer()).toContainText('every call, in one ZIP file');
  for (let i = 0; i < 2; i++) await drawer().getByRole('button', { name: 'Make the file' }).click();
  await expect(jobs()).toHaveCount(2);
  const underWay = jobs().filter({ has: page.getByRole('progressbar'), hasText: /\d of [\d,]+ calls/ });
  await expect(underWay.first()).toBeVisible({ timeout: 60_000 });
  // The newer one waits for the other, so that it is surely under way.
  await removeFirst(drawer(), 'Cancel');
  await expect(jobs().first()).toContainText('Cancelled.');
  await expect(jobs().first()).toContainText('canceled it.');
  await expect(jobs().last()).toContainText(/Ready: [\d,]+ calls/, { timeout: 60_000 });
});

function removeFirst(within: Locator, button: 'Delete' | 'Cancel'): Promise<void> {
  return within.getByRole('listitem').first().getByRole('button', { name: button }).click();
}

/** Both channels of a 16-bit stereo file. */
function wav(file: Buffer): { customer: Int16Array; agent: Int16Array } {
  const samples = new Int16Array(Uint8Array.from(file).buffer, 44);
  const channel = (which: 0 | 1) => samples.filter((_, index) => index % 2 === which);
  return { customer: channel(0), agent: channel(1) };
}
