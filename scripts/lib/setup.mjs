// Makes sure that what is about to run exists: the installed packages, the project's own Node, the build.
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, node24, root, run, say, Stop, tool } from './project.mjs';

const installStamp = inProject('node_modules', '.trunkline-lock');
const buildStamp = inProject('out', '.stamp');

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
// Chatter of a step goes to stderr, so that stdout stays clean for programs that read it.
const quiet = ['ignore', process.stderr.fd, process.stderr.fd];

/** Installs the packages when they are missing or the lockfile changed since. */
export async function ensureDependencies() {
  const wanted = sha256(readFileSync(inProject('package-lock.json')));
  if (isInstalled(wanted) && existsSync(node24)) return;
  const again = existsSync(inProject('node_modules'));
  if (again && lstatSync(inProject('node_modules')).isSymbolicLink()) {
    // Installing would empty the folder it points to, which is somebody else's.
    throw new Stop('node_modules is a link and its packages are not those of package-lock.json: remove the link, or install where it points to.');
  }
  say(again ? 'Installing changed packages …' : 'Installing packages: about a minute the first time …');
  // Windows cannot remove the Node that runs this, so there the present folder is brought up to date instead.
  const command = again && process.platform === 'win32' ? 'install' : 'ci';
  const code = await runNpm([command, '--no-audit', '--no-fund']);
  if (code !== 0) throw new Stop(`npm ${command} failed (see above): check that the npm registry can be reached, then start again.`);
  if (!existsSync(node24)) throw new Stop('The packages are there, but Node 24 is not: run "npm rebuild node", then start again.');
  writeFileSync(installStamp, wanted);
}

/** Right when stamped so, or when npm itself finished after the lockfile was written last. */
function isInstalled(wanted) {
  const stamp = read(installStamp);
  if (stamp !== undefined) return stamp === wanted;
  const npmsOwn = inProject('node_modules', '.package-lock.json');
  if (!existsSync(npmsOwn) || statSync(npmsOwn).mtimeMs < statSync(inProject('package-lock.json')).mtimeMs) return false;
  writeFileSync(installStamp, wanted);
  return true;
}

function runNpm(args) {
  const env = { ...process.env, npm_config_loglevel: 'error' };
  const npm = process.env.npm_execpath;
  if (npm && process.env.npm_node_execpath) return run(process.env.npm_node_execpath, [npm, ...args], { stdio: quiet, env });
  return run('npm', args, { stdio: quiet, env, shell: process.platform === 'win32' });
}

/** Builds when a source is newer, gone or new since the last build. */
export async function ensureBuild({ force = false } = {}) {
  const sources = fingerprint();
  if (!force && read(buildStamp) === sources && existsSync(inProject('out', 'main', 'hub.js'))) return;
  say('Building …');
  rmSync(buildStamp, { force: true });
  const code = await run(node24, [tool('electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'], { stdio: quiet });
  if (code !== 0) throw new Stop('The build failed (see above); nothing was started.');
  mkdirSync(inProject('out'), { recursive: true });
  writeFileSync(buildStamp, sources);
}

/** Names, sizes and times of everything the build reads. */
function fingerprint() {
  const lines = [];
  for (const name of ['electron', 'renderer', 'shared', 'electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    listFiles(name, lines);
  }
  return sha256(lines.sort((a, b) => (a < b ? -1 : 1)).join('\n'));
}

function listFiles(path, lines) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isDirectory()) for (const name of readdirSync(join(root, path))) listFiles(`${path}/${name}`, lines);
  else if (!/\.test\.tsx?$/.test(path)) lines.push(`${path} ${stat.size} ${stat.mtimeMs}`);
}
