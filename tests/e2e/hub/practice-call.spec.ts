import { readFile } from 'node:fs/promises';
import { startHub } from '../../helpers/hub.ts';
import { launchBrowser } from '../../helpers/browser.ts';
import { practiceCallFlow } from '../flows/practice-call.ts';

practiceCallFlow(async () => {
  const hub = await startHub();
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(hub.console);
  return {
    page,
    async save(deed) {
      const [download] = await Promise.all([page.waitForEvent('download'), deed()]);
      return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
    },
    async close() {
      await browser.close();
      await hub.dispose();
    },
  };
});
