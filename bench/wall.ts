/**
 * The wall of a busy room: so many practice calls at once, each with its words, levels and turns, and how evenly the page is drawn meanwhile. Beside it,
 * in the same run with the same calls, a screen on which nothing moves. `--calls 24 --seconds 8`. Needs a build and Chromium.
 *
 * The calls themselves, both their ends, run on the same machine.
 */
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import type { Call } from '#shared/contract/calls.ts';
import playwrightConfig from '../playwright.config.ts';
import { ask } from '../tests/helpers/ask.ts';
import { startHub } from '../tests/helpers/hub.ts';
import { firstStart, lookAround, open, tile } from '../tests/helpers/screens.ts';
import { until } from '../tests/helpers/until.ts';
import { traced } from './frames/trace.ts';
import { watched } from './frames/watch.ts';

/** Those who talk longest: the carrier places one call a second, and the first are to go on until the last has come. */
const PERSONAS = ['chatty', 'hard-of-hearing', 'sceptical', 'friendly'];

async function place(page: Page, calls: number): Promise<void> {
  for (let seed = 0; seed < calls; seed++) {
    const practice = { persona: PERSONAS[seed % PERSONAS.length], seed };
    const { status } = await ask(page, 'POST', '/api/v1/calls', { to: `+1500555${2000 + seed}`, scenario_id: 'survey', practice });
    if (status !== 201) throw new Error(`A call was answered with ${status}.`);
  }
}

async function connected(page: Page): Promise<number> {
  const { body } = await ask<{ items: Call[] }>(page, 'GET', '/api/v1/calls?live=true&limit=200');
  return body.items.filter(({ state }) => state === 'in_progress').length;
}

/** Milliseconds from the key to the first sound in this window: up to 200 too many, since the audio thread tells of it five times a second. */
async function listen(page: Page): Promise<number> {
  await tile(page).getByRole('link').focus();
  const began = performance.now();
  await page.keyboard.press('l');
  await page.evaluate(`new Promise((heard) => {
    const look = () => (globalThis.__trunkline.audio.samplesPlayed > 0 ? heard() : requestAnimationFrame(look));
    look();
  })`);
  return Math.round(performance.now() - began);
}

export async function run(args: string[]): Promise<unknown> {
  const { values } = parseArgs({ args, options: { calls: { type: 'string', default: '24' }, seconds: { type: 'string', default: '8' } } });
  const [calls, ms] = [Number(values.calls), Number(values.seconds) * 1000];
  const { launchOptions } = playwrightConfig.projects?.[0]?.use ?? {};
  const hub = await startHub();
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(hub.console);
    await firstStart(page);
    await lookAround(page);
    await place(page, calls);
    await open(page, 'Wall');
    await until(`${calls} calls are connected`, async () => (await connected(page)) === calls, 120_000);
    const look = () => watched(page, 'nothing', () => sleep(ms));
    const wall = await look();
    const listen_ms = await listen(page);
    const work = await traced(browser, page, [], async () => void (await look()));
    await open(page, 'Settings');
    const still = await look();
    return {
      bench: 'wall',
      calls,
      still_connected: await connected(page),
      machine: { cores: cpus().length, cpu: cpus()[0]?.model },
      wall,
      listen_ms,
      work,
      still,
    };
  } finally {
    await browser.close();
    await hub.dispose();
  }
}
