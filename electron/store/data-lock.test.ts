import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

test('a folder that cannot be one is told in words', async () => {
  await writeFile(join(folder.path, 'file'), '');
  await expect(lockDataFolder(join(folder.path, 'file'))).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('cannot be used'),
  });
});
