/** A data folder that was made by hand, or by a package, may be open to everybody on the machine. What the hub writes into it is not. */
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startHub } from '../helpers/hub.ts';

test('nobody else on the machine can read what the hub writes, whatever the folder allows', async () => {
  // Windows keeps rights elsewhere.
  if (process.platform === 'win32') return;
  const dataDir = await mkdtemp(join(tmpdir(), 'trunkline-open-'));
  await chmod(dataDir, 0o755);
  const hub = await startHub({ from: 'sources', dataDir });
  try {
    const names = await readdir(dataDir, { recursive: true });
    expect(names).toContain('trunkline.sqlite');
    const open = await Promise.all(names.map(async (name) => ((await stat(join(dataDir, name))).mode & 0o077) === 0 || name));
    expect(open.filter((one) => one !== true)).toEqual([]);
  } finally {
    await hub.dispose();
    await rm(dataDir, { recursive: true, force: true });
  }
});
