// A Chromium for the tests: the machine's own, installed from Debian's packages where that is possible.
import { existsSync } from 'node:fs';
import { run, say } from './project.mjs';

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const hasCommand = (name) => (process.env.PATH ?? '').split(':').some((folder) => existsSync(`${folder}/${name}`));

export function findChromium() {
  return [process.env.TRUNKLINE_CHROMIUM, ...CANDIDATES].find((file) => file && existsSync(file));
}

/** Installs Debian packages without questions; resolves to whether it worked. */
async function aptInstall(...packages) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !hasCommand('apt-get')) return false;
  say(`Installing ${packages.join(', ')} …`);
  const stdio = ['ignore', 'ignore', process.stderr.fd];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { stdio, env });
  return (await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio, env })) === 0;
}

/** The path of a Chromium, or undefined where there is none and none can be installed. */
export async function ensureChromium() {
  return findChromium() ?? ((await aptInstall('chromium', 'fonts-dejavu-core')) ? findChromium() : undefined);
}
