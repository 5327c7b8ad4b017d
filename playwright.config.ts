import { defineConfig } from '@playwright/test';

/** Debian's Chromium unless another is named; Playwright's own browsers are not downloaded. */
const executablePath = process.env.TRUNKLINE_CHROMIUM ?? '/usr/bin/chromium';

/** Keep it quiet and offline, and give it a microphone. */
const args = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
  ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
];

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Each file has a hub of its own, and most of its time is that of calls.
  workers: 2,
  forbidOnly: true,
  // A trace of every test costs a fifth of the time: `--trace retain-on-failure` makes them when one is looked for.
  use: { screenshot: 'only-on-failure', viewport: { width: 1366, height: 820 } },
  projects: [
    { name: 'hub', testMatch: /hub\/.*\.spec\.ts$/, use: { browserName: 'chromium', launchOptions: { executablePath, args } } },
    { name: 'desktop', testMatch: /desktop\/.*\.spec\.ts$/ },
  ],
});
