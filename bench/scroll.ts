/**
 * Scrolls the list of calls with the wheel, as a person does, and a bare table of the same length in the same browser right after.
 * `--calls 100000 --utterances 1000000 --steps 120 --rounds 3`; `--dir PATH` keeps the data for the next run. Needs a build and Chromium.
 *
 * Without a graphics card Chromium draws with the processor, on the same cores: late frames are its as much as ours, and what the main thread does for
 * one frame is ours alone.
 */
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import playwrightConfig from '../playwright.config.ts';
import { startHub } from '../tests/helpers/hub.ts';
import { firstStart, lookAround, open } from '../tests/helpers/screens.ts';
import { bareTable } from './frames/bare-table.ts';
import { traced, type Work } from './frames/trace.ts';
import { type Seen, watched } from './frames/watch.ts';
import { inPast, PAST_OPTIONS } from './past.ts';

/** Turns of a wheel: a notch now and then, fast, and fast in the middle of the list. */
const WAYS = [
  { name: 'slow', px: 100, every_ms: 50, from: 0 },
  { name: 'fast', px: 300, every_ms: 33, from: 0 },
  { name: 'deep', px: 300, every_ms: 33, from: 0.5 },
  { name: 'up', px: -300, every_ms: 33, from: 0.7 },
];
type Way = (typeof WAYS)[number];

/** What scrolls, and what stands in it for a row that is not read yet. */
type List = { table: string; unread: string };
const CALLS: List = { table: 'table[aria-rowcount]', unread: 'tr[aria-rowindex] > td[colspan]' };
const BARE: List = { table: '#viewport tbody', unread: 'nothing' };

async function turn(page: Page, { px, every_ms }: Way, steps: number): Promise<void> {
  let at = performance.now();
  for (let step = 0; step < steps; step++) {
    await page.mouse.wheel(0, px);
    at += every_ms;
    await sleep(Math.max(0, at - performance.now()));
  }
}

async function goTo(page: Page, list: List, place: number): Promise<void> {
  await page.evaluate(`(() => {
    const box = document.querySelector(${JSON.stringify(list.table)}).closest('div');
    box.scrollTop = ${place} * box.scrollHeight;
  })()`);
  await page.mouse.move(700, 500);
  await sleep(1500);
}

/** Frames are counted without the tracer, which takes time of its own; what was done for them is traced once. */
async function each(browser: Browser, page: Page, list: List, steps: number, rounds: number) {
  const all: Record<string, { seen: Seen[]; work: Work }> = {};
  for (const way of WAYS) {
    const scroll = () => watched(page, list.unread, () => turn(page, way, steps));
    const seen: Seen[] = [];
    for (let round = 0; round < rounds; round++) {
      await goTo(page, list, way.from);
      seen.push(await scroll());
    }
    await goTo(page, list, way.from);
    const work = await traced(browser, page, ['scroll'], async () => void (await scroll()));
    all[way.name] = { seen, work };
    const late = seen.map((one) => `${one.late} of ${one.frames}`).join(', ');
    console.error(`${way.name}: late ${late}; own work of a frame ${work.own.p50_ms} ms, at most ${work.own.max_ms} ms`);
  }
  return all;
}

export async function run(args: string[]): Promise<unknown> {
  const { values } = parseArgs({
    args,
    options: { ...PAST_OPTIONS, steps: { type: 'string', default: '120' }, rounds: { type: 'string', default: '3' } },
  });
  return inPast(values, (dir, { calls }) => scrollBoth(dir, calls, Number(values.steps), Number(values.rounds)));
}

async function scrollBoth(dir: string, calls: number, steps: number, rounds: number): Promise<unknown> {
  const { launchOptions } = playwrightConfig.projects?.[0]?.use ?? {};
  const hub = await startHub({ dataDir: dir });
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 820 } });
    await page.goto(hub.console);
    const screens = page.getByRole('navigation', { name: 'Screens' });
    await screens.or(page.getByLabel('Your name')).waitFor();
    // A folder that was kept has its owner already.
    if (await screens.isHidden()) {
      await firstStart(page);
      await lookAround(page);
    }
    await open(page, 'Calls');
    await page.locator('tr[aria-rowindex] a').first().waitFor();
    const ours = await each(browser, page, CALLS, steps, rounds);
    await page.goto('about:blank');
    await page.setContent(bareTable(calls));
    const bare = await each(browser, page, BARE, steps, rounds);
    return { bench: 'scroll', calls, steps, machine: { cores: cpus().length, cpu: cpus()[0]?.model }, ours, bare };
  } finally {
    await browser.close();
    await hub.dispose();
  }
}
