import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { createTestFolder } from '#store/test-store.ts';
import { openZipFile } from './zip-file.ts';

const TEXT = 'words '.repeat(2000);

test('a file that is given up while it is being written leaves nothing behind, however much was pending', async () => {
  const folder = await createTestFolder();
  for (let entries = 0; entries < 20; entries++) {
    const zip = await openZipFile(join(folder.path, 'all.zip'));
    for (let entry = 0; entry < entries; entry++) await zip.add(`${entry}.txt`, TEXT + Math.random(), new Date());
    await zip.abandon();
    expect(await readdir(folder.path)).toEqual([]);
  }
  await folder.remove();
});

test('a finished one holds every entry under its name', async () => {
  const folder = await createTestFolder();
  const path = join(folder.path, 'all.zip');
  const zip = await openZipFile(path);
  for (let entry = 0; entry < 50; entry++) await zip.add(`${entry}.txt`, TEXT, new Date());
  const bytes = await zip.finish();
  const file = await readFile(path);
  expect(file.length).toBe(bytes);
  expect(Object.keys(unzipSync(file))).toHaveLength(50);
  await folder.remove();
});
