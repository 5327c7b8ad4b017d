import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { launchDesktop } from '../../helpers/desktop.ts';
import { practiceCallFlow } from '../flows/practice-call.ts';

practiceCallFlow(async () => {
  const { app, window, close } = await launchDesktop();
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-saved-'));
  // Instead of the system's dialog that asks for a place.
  await app.evaluate(({ session }, into) => {
    const saved: string[] = [];
    Object.assign(globalThis, { saved });
    session.defaultSession.on('will-download', (_event, item) => {
      const path = `${into}/${item.getFilename()}`;
      item.setSavePath(path);
      item.once('done', (_done, state) => saved.push(state === 'completed' ? path : `${state} ${path}`));
    });
  }, folder);
  const saved = () => app.evaluate(() => (globalThis as unknown as { saved: string[] }).saved);
  return {
    page: window,
    async save(deed) {
      const before = (await saved()).length;
      await deed();
      await expect.poll(async () => (await saved()).length).toBe(before + 1);
      const path = (await saved()).at(-1) ?? '';
      return { name: path, text: await readFile(path, 'utf8') };
    },
    async close() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
