import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataFolder } from './data-lock.ts';
import { createTestFolder } from './test-store.ts';

let folder: Awaited<ReturnType<typeof createTestFolder>>;

beforeEach(async () => {
  folder = await createTestFolder();
});
afterEach(() => folder.remove());

/** Another process that holds the folder until it is killed. */
async function holder(dir: string) {
  const module = new URL('./data-lock.ts', import.meta.url).href;
  const code = `const { lockDataFolder } = await import(${JSON.stringify(module)}); await lockDataFolder(${JSON.stringify(dir)}, 'the other hub'); process.stdout.write('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

test('a second process is told who has the folder; a process that was killed frees it', async () => {
  const child = await holder(folder.path);
  await expect(lockDataFolder(folder.path)).rejects.toMatchObject({
    code: 'DATA_FOLDER_BUSY',
    message: expect.stringContaining(`the other hub (process ${child.pid}`),
    params: { pid: child.pid, program: 'the other hub', since: expect.stringMatching(/^\d{4}-/) },
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await lockDataFolder(folder.path);
  await lock.release();
});

test('within one process it is exclusive too, and can be taken again after its release', async () => {
  const first = await lockDataFolder(folder.path, 'first');
  await expect(lockDataFolder(folder.path)).rejects.toMatchObject({ code: 'DATA_FOLDER_BUSY', params: { pid: process.pid, program: 'first' } });
  await first.release();
  await first.release();
  await (await lockDataFolder(folder.path)).release();
});

test('a note of an owner without a lock means nothing, even when its process number lives', async () => {
  await writeFile(join(folder.path, 'owner.json'), JSON.stringify({ pid: process.pid, program: 'ghost', since: 'long ago' }));
  await (await lockDataFolder(folder.path)).release();
});

test.each<[string, string, string]>([
  ['a file', 'file', 'there is a file of that name'],
  ['below a file', 'file/below/it', 'in place of a folder above it'],
  ['where no folder can be made', '/proc/none/such', 'no folder can be made there'],
  ['where nobody may write', '/sys/kernel', 'you may not write to it'],
])('a folder that cannot be one is told in words: %s', async (_where, path, reason) => {
  await writeFile(join(folder.path, 'file'), '');
  const asked = resolve(folder.path, path);
  await expect(lockDataFolder(asked)).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringMatching(new RegExp(`^The data folder ${asked} cannot be used: .*${reason}`)),
    details: expect.stringContaining('--data'),
  });
});

test('a folder is made with those above it', async () => {
  const path = join(folder.path, 'a', 'b');
  await (await lockDataFolder(path)).release();
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});
