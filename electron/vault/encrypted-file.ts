/** Secrets in a file, each sealed with AES-256-GCM under its own name, for machines without a keychain. */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { chmod, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Vault } from '#core/ports/host.ts';
import { AppError } from '#shared/domain/errors.ts';

export const VAULT_FILE = 'vault.json';
export const KEY_FILE = 'vault.key';

const content = z.object({
  version: z.literal(1),
  /** Base64; makes one passphrase another key in each folder. */
  salt: z.string(),
  secrets: z.record(z.string(), z.object({ iv: z.string(), tag: z.string(), data: z.string() })),
});
type Content = z.infer<typeof content>;

export type EncryptedFileOptions = {
  dataDir: string;
  /** Instead of the key file: whoever has the folder alone cannot read the secrets then. */
  passphrase?: string;
};

/** @throws AppError INTERNAL when the file or its key cannot be read */
export async function openEncryptedFile({ dataDir, passphrase }: EncryptedFileOptions): Promise<Vault> {
  const path = join(dataDir, VAULT_FILE);
  let state = await readContent(path);
  const key = passphrase ? scryptSync(passphrase, Buffer.from(state.salt, 'base64'), 32) : await keyFromFile(join(dataDir, KEY_FILE));
  for (const name of Object.keys(state.secrets)) unseal(state, name, key);

  let last: Promise<void> = Promise.resolve();
  function change(edit: (secrets: Content['secrets']) => void): Promise<void> {
    const turn = last.then(async () => {
      const next = structuredClone(state);
      edit(next.secrets);
      await replaceFile(path, JSON.stringify(next, null, 2));
      state = next;
    });
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    kind: passphrase ? 'an encrypted file, its key from TRUNKLINE_VAULT_KEY' : 'an encrypted file, its key beside it in the data folder',
    get: async (name) => (Object.hasOwn(state.secrets, name) ? unseal(state, name, key) : undefined),
    set: (name, value) => change((secrets) => (secrets[name] = seal(name, value, key))),
    delete: (name) => change((secrets) => delete secrets[name]),
  };
}

function seal(name: string, value: string, key: Buffer): Content['secrets'][string] {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name));
  const data = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return { iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') };
}

function unseal(state: Content, name: string, key: Buffer): string {
  const { iv = '', tag = '', data = '' } = state.secrets[name] ?? {};
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(name)).setAuthTag(Buffer.from(tag, 'base64'));
    return Buffer.concat([decipher.update(data, 'base64'), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AppError('INTERNAL', 'The stored secrets cannot be opened with this key.', {
      details: `Nothing was changed. Give back the ${KEY_FILE} or the TRUNKLINE_VAULT_KEY they were stored with, or move ${VAULT_FILE} away to start anew.`,
      cause,
    });
  }
}

async function readContent(path: string): Promise<Content> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw unreadable(path, error);
  });
  if (text === undefined) {
    const fresh: Content = { version: 1, salt: randomBytes(16).toString('base64'), secrets: {} };
    await replaceFile(path, JSON.stringify(fresh, null, 2));
    return fresh;
  }
  try {
    return content.parse(JSON.parse(text));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError('INTERNAL', `The file of secrets, ${path}, cannot be read.`, {
    details: 'Nothing was changed. Put back a copy of it, or move it away and enter the secrets again.',
    cause,
  });
}

async function keyFromFile(path: string): Promise<Buffer> {
  try {
    await writeFile(path, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unreadable(path, error);
    // A copied folder may have got wider permissions on its way.
    await chmod(path, 0o600);
  }
  const key = Buffer.from(await readFile(path, 'utf8'), 'base64');
  if (key.length !== 32) throw unreadable(path, new Error('not a key of 32 bytes'));
  return key;
}

/** The old content or the new one, never half of it. */
async function replaceFile(path: string, text: string): Promise<void> {
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  const file = await open(part, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
}
