/** The one window. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import type { Log } from '#core/ports/host.ts';
import { resourcePath } from '../worker-entry.ts';
import { ORIGIN } from './rules.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

/** What shows before the console draws itself, in its own colours. */
const BACKGROUND = { dark: '#101214', light: '#ffffff' };

const CRASH_PAUSE_MS = 10_000;

export function openWindow({ dataDir, log }: { dataDir: string; log: Log }): BrowserWindow {
  const state = readWindowState(
    dataDir,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...state,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'Trunkline',
    icon: fileURLToPath(resourcePath('icons', 'icon.png')),
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: join(app.getAppPath(), 'out', 'preload', 'index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      // A wall in the background keeps its meters and its sound.
      backgroundThrottling: false,
      spellcheck: false,
    },
  });
  if (state.maximized) window.maximize();
  const keep = () => writeWindowState(window, dataDir);
  // Quitting ends the program without closing its window first.
  app.on('before-quit', keep);
  window.on('close', keep);
  window.on('closed', () => app.off('before-quit', keep));
  window.once('ready-to-show', () => window.show());
  let lastCrash = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.error({ reason, exitCode }, 'the console’s process ended');
    const again = performance.now() - lastCrash > CRASH_PAUSE_MS;
    lastCrash = performance.now();
    // Calls go on in the main process; only their picture is drawn anew. A console that crashes at once would do so for ever.
    if (!again || reason === 'clean-exit') return;
    // Not from within the event: Electron is still taking the old page down.
    setImmediate(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    });
  });
  window.loadURL(`${ORIGIN}/`).catch((err: unknown) => log.error({ err }, 'the console did not load'));
  return window;
}
