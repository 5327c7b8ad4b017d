import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ArchivedFile, listAsar } from '../helpers/asar.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const resources = 'linux-unpacked/resources';

let folder: string;
let files: ArchivedFile[];
const paths = () => files.map((file) => file.path);

/**
 * Packs the build for Linux without Electron's executable: an empty one stands in for it, so the fuses, which are written into it, are left out.
 * All else is the release's configuration.
 */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunkline-package-'));
  const dist = join(folder, 'electron-dist');
  for (const part of ['resources', 'locales']) await mkdir(join(dist, part), { recursive: true });
  await writeFile(join(dist, 'electron'), '', { mode: 0o755 });
  await writeFile(join(dist, 'version'), '45.4.1');
  await writeFile(join(dist, 'locales', 'en-US.pak'), '');
  const release = await readFile(join(root, 'electron-builder.yml'), 'utf8');
  const withoutFuses = release.replace(/^electronFuses:\n( {2}.*\n)+/m, '');
  expect(withoutFuses).not.toBe(release);
  const config = join(folder, 'electron-builder.yml');
  await writeFile(config, withoutFuses);
  const builder = join(root, 'node_modules/electron-builder/cli.js');
  const args = [builder, '--dir', '--linux', '--x64', '--publish=never', `--config=${config}`];
  const overrides = [`-c.electronDist=${dist}`, `-c.directories.output=${folder}`];
  await promisify(execFile)(process.execPath, [...args, ...overrides], { cwd: root, maxBuffer: 16 << 20 }).catch(
    (error: Error & { stdout: string }) => {
      throw new Error(`electron-builder failed:\n${error.stdout.slice(-4000)}`);
    },
  );
  files = await listAsar(join(folder, resources, 'app.asar'));
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

test('the archive holds every bundle, the console and what they read', () => {
  const programs = ['index', 'store-worker', 'edge-worker', 'sandbox-worker', 'rehearsal-worker'].map((name) => `out/main/${name}.js`);
  expect(paths()).toEqual(expect.arrayContaining([...programs, 'out/preload/index.cjs', 'out/renderer/index.html', 'package.json', 'LICENSE']));
  expect(paths().some((path) => path.startsWith('resources/voices/'))).toBe(true);
  expect(paths().some((path) => path.startsWith('resources/scenarios/'))).toBe(true);
  expect(paths()).toContain('resources/icons/icon.png');
});

test('native code lies beside the archive, for this platform alone', async () => {
  const native = files.filter(({ path }) => path.endsWith('.node'));
  expect(native.every((file) => file.unpacked)).toBe(true);
  expect(native.map(({ path }) => path).sort()).toEqual([
    'node_modules/@node-rs/argon2-linux-x64-gnu/argon2.linux-x64-gnu.node',
    'node_modules/better-sqlite3/prebuilds/linux-x64.node',
    'node_modules/keytar/prebuilds/linux-x64/keytar.node',
  ]);
  for (const { path } of native) await access(join(folder, resources, 'app.asar.unpacked', path));
});

test('no package is in it but the native ones, and nothing under the GPL', () => {
  const packages = new Set(paths().flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  expect([...packages].sort()).toEqual(['@node-rs/argon2', '@node-rs/argon2-linux-x64-gnu', 'better-sqlite3', 'keytar']);
  expect(paths().filter((path) => /espeak.*\.(wasm|data)$/.test(path))).toEqual([]);
});

test('no source, no source map and no test is in it', () => {
  expect(paths().filter((path) => /\.(map|ts|tsx)$/.test(path))).toEqual([]);
  expect(paths().filter((path) => /^(electron|renderer|shared|tests|bench|scripts|docs)\//.test(path))).toEqual([]);
});

test('the packed native code loads from where it lies', async () => {
  const place = join(folder, 'load');
  await cp(join(folder, resources, 'app.asar.unpacked/node_modules'), join(place, 'node_modules'), { recursive: true });
  const addons = files.filter(({ path }) => path.endsWith('.node') && !path.includes('keytar')).map(({ path }) => join(place, path));
  const script = addons.map((file) => `process.dlopen({ exports: {} }, ${JSON.stringify(file)});`).join('');
  await promisify(execFile)(process.execPath, ['-e', script]);
});
