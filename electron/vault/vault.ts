/** Chooses where secrets are kept: the keychain where one works, else an encrypted file in the data folder. */
import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log, Vault } from '#core/ports/host.ts';
import { openEncryptedFile, VAULT_FILE } from './encrypted-file.ts';
import { type Keytar, openKeychain } from './keychain.ts';

const ID_FILE = 'vault-id';

export type VaultOptions = {
  dataDir: string;
  /** The name that the keychain shows. */
  service?: string;
  log: Log;
  env?: { TRUNKLINE_VAULT_KEY?: string | undefined };
  loadKeytar?: () => Promise<Keytar>;
  deadlineMs?: number;
};

/**
 * A folder stays with the file once it has one, so that a keychain which comes and goes never hides secrets.
 * @throws AppError INTERNAL when the file that holds the secrets cannot be opened
 */
export async function openVault({ dataDir, service = 'Trunkline', log, env = process.env, loadKeytar, deadlineMs }: VaultOptions): Promise<Vault> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const passphrase = env.TRUNKLINE_VAULT_KEY;
  if (passphrase) return openEncryptedFile({ dataDir, passphrase });
  if (await exists(join(dataDir, VAULT_FILE))) return openEncryptedFile({ dataDir });
  try {
    const prefix = `${await folderId(dataDir)}/`;
    return await openKeychain({ service, prefix, ...(loadKeytar ? { load: loadKeytar } : {}), ...(deadlineMs ? { deadlineMs } : {}) });
  } catch (error) {
    log.info({ reason: error instanceof Error ? error.message : String(error) }, 'no keychain here: secrets go to an encrypted file');
    return openEncryptedFile({ dataDir });
  }
}

async function folderId(dataDir: string): Promise<string> {
  const path = join(dataDir, ID_FILE);
  if (!(await exists(path))) await writeFile(path, randomBytes(8).toString('hex'), { mode: 0o600 });
  return (await readFile(path, 'utf8')).trim();
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
