/** Starts the built desktop in a real Electron, on a data folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type Desktop = { app: ElectronApplication; window: Page; dataDir: string; close(): Promise<void> };

export async function launchDesktop({ dataDir, env = {} }: { dataDir?: string; env?: Record<string, string> } = {}): Promise<Desktop> {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!dist) throw new Error('ELECTRON_OVERRIDE_DIST_PATH names no Electron runtime.');
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'trunkline-desktop-')));
  const inherited = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const app = await _electron.launch({
    executablePath: join(dist, 'electron'),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required'],
      ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', root],
    ],
    cwd: root,
    env: { ...inherited, ...env, TRUNKLINE_DATA_DIR: folder },
    timeout: 60_000,
  });
  const said: string[] = [];
  for (const stream of [app.process().stdout, app.process().stderr]) stream?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const ended = app.waitForEvent('close', { timeout: 0 }).then(() => Promise.reject(new Error('it ended')));
  const window = await Promise.race([app.firstWindow({ timeout: 60_000 }), ended]).catch(async (error: Error) => {
    await app.close();
    throw new Error(`The desktop opened no window: ${error.message}\n${said.join('').slice(-4000)}`);
  });
  return {
    app,
    window,
    dataDir: folder,
    async close() {
      await app.close();
      if (!dataDir) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
