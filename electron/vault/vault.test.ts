import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Keytar } from './keychain.ts';
import { openVault } from './vault.ts';

let dataDir: string;
const log = { debug() {}, info() {}, warn() {}, error() {} };
const none = () => Promise.reject(new Error('no bus'));

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'trunkline-vault-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

function memoryKeytar(): Keytar & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getPassword: async (service, account) => kept.get(`${service} ${account}`) ?? null,
    setPassword: async (service, account, value) => void kept.set(`${service} ${account}`, value),
    deletePassword: async (service, account) => kept.delete(`${service} ${account}`),
  };
}

const open = (options: Partial<Parameters<typeof openVault>[0]> = {}) => openVault({ dataDir, log, env: {}, loadKeytar: none, ...options });

test('without a keychain secrets are in a file, sealed, and are there again after a restart', async () => {
  const vault = await open();
  expect(vault.kind).toMatch(/encrypted file/);
  await Promise.all([vault.set('twilio', 'AC-very-secret'), vault.set('openai', 'sk-very-secret'), vault.set('gone', 'x')]);
  await vault.delete('gone');
  for (const name of await readdir(dataDir)) {
    expect(await readFile(join(dataDir, name), 'utf8')).not.toContain('very-secret');
    if (process.platform !== 'win32') expect((await stat(join(dataDir, name))).mode & 0o077).toBe(0);
  }
  const again = await open({ loadKeytar: async () => memoryKeytar() });
  expect([await again.get('twilio'), await again.get('openai'), await again.get('gone'), await again.get('constructor')]).toEqual([
    'AC-very-secret',
    'sk-very-secret',
    undefined,
    undefined,
  ]);
});

test('any text comes back as it was', async () => {
  const vault = await open();
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ unit: 'grapheme' }), async (name, value) => {
      await vault.set(name, value);
      expect(await vault.get(name)).toBe(value);
    }),
    { numRuns: 30 },
  );
});

test('a passphrase opens what it closed, another one does not, and nothing is lost by trying', async () => {
  const vault = await open({ env: { TRUNKLINE_VAULT_KEY: 'correct horse' } });
  await vault.set('a', 'b');
  await expect(open({ env: { TRUNKLINE_VAULT_KEY: 'battery staple' } })).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('key'),
  });
  expect(await (await open({ env: { TRUNKLINE_VAULT_KEY: 'correct horse' } })).get('a')).toBe('b');
});

test('a secret moved under another name, or a file of nonsense, is refused', async () => {
  const vault = await open();
  await vault.set('low', 'value');
  const path = join(dataDir, 'vault.json');
  const file = JSON.parse(await readFile(path, 'utf8')) as { secrets: Record<string, unknown> };
  await writeFile(path, JSON.stringify({ ...file, secrets: { high: file.secrets.low } }));
  await expect(open()).rejects.toMatchObject({ code: 'INTERNAL' });
  await writeFile(path, 'nonsense');
  await expect(open()).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('cannot be read') });
});

test('a keychain that works is used, leaves no canary behind, and is not shared between folders', async () => {
  const keytar = memoryKeytar();
  const vault = await open({ loadKeytar: async () => keytar });
  expect(vault.kind).not.toMatch(/file/);
  expect(keytar.kept.size).toBe(0);
  await vault.set('a', '1');
  const other = await mkdtemp(join(tmpdir(), 'trunkline-vault-'));
  expect(await (await open({ dataDir: other, loadKeytar: async () => keytar })).get('a')).toBeUndefined();
  await rm(other, { recursive: true });
  const again = await open({ loadKeytar: async () => keytar });
  expect(await again.get('a')).toBe('1');
  await again.delete('a');
  expect(keytar.kept.size).toBe(0);
});

test('a keychain that hangs, forgets or fails is left for the file', async () => {
  const hang = () => new Promise<never>(() => {});
  const bad: Keytar[] = [
    { ...memoryKeytar(), setPassword: hang },
    { ...memoryKeytar(), getPassword: async () => null },
    { ...memoryKeytar(), setPassword: none },
  ];
  for (const keytar of bad) {
    await rm(join(dataDir, 'vault.json'), { force: true });
    const vault = await open({ loadKeytar: async () => keytar, deadlineMs: 50 });
    expect(vault.kind).toMatch(/encrypted file/);
  }
});
