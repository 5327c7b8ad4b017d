// Whether this machine can open the desktop, and opening it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, node24, root, run, say } from './project.mjs';

const EXECUTABLE = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
/** A desktop that ends with an error this soon never opened a window. */
const START_MS = 15_000;

export const isRoot = () => process.platform === 'linux' && process.getuid?.() === 0;

export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** The Electron executable: the one that ELECTRON_OVERRIDE_DIST_PATH names, else the downloaded one. */
export function findElectron() {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const pathFile = inProject('node_modules', 'electron', 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : EXECUTABLE;
  const file = join(given || inProject('node_modules', 'electron', 'dist'), name);
  return existsSync(file) ? file : undefined;
}

/** Downloads Electron where its server answers. */
async function downloadElectron() {
  const server = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || 'https://github.com';
  const proxied = process.env.HTTPS_PROXY || process.env.https_proxy || process.env.ELECTRON_GET_USE_PROXY;
  const reachable = proxied || (await fetch(server, { method: 'HEAD', signal: AbortSignal.timeout(5000) }).then(Boolean, () => false));
  if (!reachable) return;
  say('Downloading Electron (about 110 MB, once) …');
  await run(node24, [inProject('node_modules', 'electron', 'install.js')], { stdio: 'ignore' });
}

/**
 * Opens the desktop and waits until it is closed.
 * Resolves to its exit code, or to the sentence that says why there is no desktop here.
 */
export async function openDesktop(args) {
  if (!hasDisplay()) return 'There is no display here, so the console opens in a browser instead: its address follows.';
  if (!findElectron() && !process.env.ELECTRON_OVERRIDE_DIST_PATH) await downloadElectron();
  const electron = findElectron();
  if (!electron) {
    return process.env.ELECTRON_OVERRIDE_DIST_PATH
      ? 'ELECTRON_OVERRIDE_DIST_PATH holds no Electron, so the console opens in a browser instead: its address follows.'
      : 'Electron could not be downloaded, so the console opens in a browser instead: its address follows.';
  }
  const flags = isRoot() ? ['--no-sandbox'] : [];
  if (isRoot()) say("You are root, so Chromium's own sandbox is off: use an ordinary account for anything but a trial.");
  const started = Date.now();
  const code = await run(electron, [...flags, root, ...args]).catch(() => 1);
  const neverOpened = code !== 0 && code !== 130 && code !== 143 && Date.now() - started < START_MS;
  return neverOpened ? 'The desktop did not start (see above), so the console opens in a browser instead: its address follows.' : code;
}
