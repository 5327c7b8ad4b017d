import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileInside, serveConsole } from './static-files.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunkline-console-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>console</title>');
  await writeFile(join(folder, 'assets', 'a-1.js'), 'export {};');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('paths', () => {
  test('stay inside the folder, whatever they are made of', () => {
    const piece = fc.constantFrom('..', '.', '%2e%2e', '%2f', '/', '\\', '%5c', '%00', 'a', 'assets', '%', '~');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const file = fileInside('/srv/console', `/${pieces.join('/')}`);
        return file === undefined || file.startsWith('/srv/console/');
      }),
    );
  });

  test('that leave it are none', () => {
    expect(fileInside('/srv/console', '/../secret')).toBeUndefined();
    expect(fileInside('/srv/console', '/%2e%2e/console-other/a')).toBeUndefined();
  });
});

describe('the console', () => {
  test('is served with its policy', async () => {
    const page = await serveConsole(folder, '/');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('console');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.headers.get('cache-control')).toBe('no-cache');
  });

  test('keeps hashed assets, and says what is not there', async () => {
    const asset = await serveConsole(folder, '/assets/a-1.js');
    expect(asset.headers.get('content-type')).toContain('javascript');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect((await serveConsole(folder, '/assets/none.js')).status).toBe(404);
    expect((await serveConsole(folder, '/nowhere')).status).toBe(404);
    expect((await serveConsole(folder, '/../index.html')).status).toBe(404);
  });
});
