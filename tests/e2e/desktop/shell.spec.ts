import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchDesktop, type Desktop } from '../../helpers/desktop.ts';
import { firstStart, lookAround, open } from '../../helpers/screens.ts';

let desktop: Desktop;

test.beforeAll(async () => {
  desktop = await launchDesktop();
});
test.afterAll(() => desktop.close());

test('the window shows the console from its own origin', async () => {
  const { window } = desktop;
  await expect(window).toHaveURL(/^app:\/\/console\//);
  await expect(window.getByRole('main')).toBeVisible();
});

test('the page has no Node and no Electron', async () => {
  const reach = await desktop.window.evaluate(() => ['require', 'process', 'module', 'electron', 'ipcRenderer'].filter((name) => name in globalThis));
  expect(reach).toEqual([]);
});

test('it is a secure context with a policy that refuses foreign scripts', async () => {
  const { window } = desktop;
  expect(await window.evaluate(() => isSecureContext)).toBe(true);
  const refused = await window.evaluate(async () => {
    const blocked = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
    });
    const script = document.createElement('script');
    script.src = 'https://example.com/a.js';
    document.head.append(script);
    return blocked;
  });
  expect(refused).toBe('script-src-elem');
});

test('the data folder opens in the file manager of the system', async () => {
  const { app, window, dataDir } = desktop;
  await app.evaluate(({ shell }) => {
    shell.openPath = async (path) => {
      process.env['OPENED_FOLDER'] = path;
      return '';
    };
  });
  await firstStart(window);
  await lookAround(window);
  await open(window, 'Settings');
  await window.getByRole('button', { name: 'Open the folder' }).click();
  await expect.poll(() => app.evaluate(() => process.env['OPENED_FOLDER'])).toBe(dataDir);
});

test('sound: the speaker plays, and the microphone is heard until its test is stopped', async () => {
  const { window } = desktop;
  await open(window, 'Settings');
  await window.getByRole('button', { name: 'Play a test sound' }).click();
  await expect(window.getByRole('button', { name: 'Play a test sound' })).toBeVisible();
  await window.getByRole('button', { name: 'Test the microphone' }).click();
  await expect(window.getByText('The microphone works: you are heard.')).toBeVisible();
  await window.getByRole('button', { name: 'Stop the test' }).click();
  await expect(window.getByRole('button', { name: 'Test the microphone' })).toBeVisible();
});

test('it does not navigate away and opens no second window', async () => {
  const { app, window } = desktop;
  await window.evaluate(() => void globalThis.open('file:///etc/passwd'));
  for (const address of ['file:///etc/passwd', 'https://example.com/', 'app://other/']) {
    await window.evaluate((target) => {
      location.href = target;
    }, address);
    // Asked of the window itself: the tester waits for a navigation that was refused.
    const shown = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.webContents.getURL()));
    expect(shown).toEqual([expect.stringMatching(/^app:\/\/console\//)]);
  }
});

test('its own protocol reads files of the console and nothing beside them', async () => {
  const answers = await desktop.window.evaluate(async () => {
    const paths = ['/index.html', '/%2e%2e/%2e%2e/package.json', '/api/v1/health'];
    return Promise.all(paths.map(async (path) => (await fetch(path)).status));
  });
  expect(answers).toEqual([200, 404, 200]);
});

test('permissions: the microphone is there, the place of the person is not', async () => {
  const state = await desktop.window.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const tracks = stream.getAudioTracks().length;
    for (const track of stream.getTracks()) track.stop();
    const video = await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'allowed',
      (error: DOMException) => error.name,
    );
    const place = await navigator.permissions.query({ name: 'geolocation' });
    return { tracks, video, place: place.state };
  });
  expect(state).toEqual({ tracks: 1, video: 'NotAllowedError', place: 'denied' });
});

test('a console that crashes is drawn anew, on the same core', async () => {
  const { app } = desktop;
  const drawn = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return new Promise<boolean>((resolve) => {
      contents?.once('did-finish-load', () => resolve(!contents.isCrashed()));
      contents?.forcefullyCrashRenderer();
    });
  });
  expect(drawn).toBe(true);
});

test('the window opens again where it was, at the size it had', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'trunkline-window-'));
  const first = await launchDesktop({ dataDir });
  const bounds = { x: 40, y: 30, width: 1100, height: 700 };
  await first.app.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted), bounds);
  await first.close();
  const second = await launchDesktop({ dataDir });
  const found = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());
  await second.close();
  await rm(dataDir, { recursive: true, force: true });
  expect(found).toEqual(bounds);
});

test('a second start brings the first window forward and ends by itself', async () => {
  const { app, dataDir } = desktop;
  const executable = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? '', 'electron');
  const second = spawn(executable, ['--no-sandbox', '--disable-gpu', process.cwd()], {
    env: { ...process.env, TRUNKLINE_DATA_DIR: dataDir },
    stdio: 'ignore',
  });
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
  expect(app.windows()).toHaveLength(1);
});

test('a data folder that cannot be made is told in words, and ends the start', async () => {
  const executable = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? '', 'electron');
  const started = spawn(executable, ['--no-sandbox', '--disable-gpu', process.cwd()], {
    env: { ...process.env, TRUNKLINE_DATA_DIR: join(process.execPath, 'data') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  started.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const [code] = await once(started, 'exit');
  expect(code).toBe(1);
  expect(said.join('')).toContain('cannot be used: there is a file of that name, or in place of a folder above it. Nothing was started.');
});
