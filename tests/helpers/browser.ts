/** The browser that the running project is set to, for what outlives a single test. */
import { type Browser, chromium, test } from '@playwright/test';

export function launchBrowser(): Promise<Browser> {
  return chromium.launch(test.info().project.use.launchOptions);
}
