/** The operating system's keychain. Every call has a deadline: a keychain that waits for a person must not hold up the program. */
import { randomUUID } from 'node:crypto';
import type { Vault } from '#core/ports/host.ts';
import { AppError } from '#shared/domain/errors.ts';

const DEADLINE_MS = 3000;

/** What is used of keytar; `findCredentials` is not, because it would read every secret at once. */
export type Keytar = {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
};

export type KeychainOptions = {
  service: string;
  /** Set before each name, so that two data folders do not share their secrets. */
  prefix: string;
  load?: () => Promise<Keytar>;
  deadlineMs?: number;
};

/**
 * Opens the keychain after it has proved that it keeps, gives back and forgets a secret.
 * @throws Error saying why there is none that works
 */
export async function openKeychain({ service, prefix, load = loadKeytar, deadlineMs = DEADLINE_MS }: KeychainOptions): Promise<Vault> {
  const keytar = await within(load(), deadlineMs);
  const canary = `${prefix}canary-${randomUUID()}`;
  await within(keytar.setPassword(service, canary, canary), deadlineMs);
  const seen = await within(keytar.getPassword(service, canary), deadlineMs);
  await within(keytar.deletePassword(service, canary), deadlineMs);
  if (seen !== canary) throw new Error('the keychain did not give back what it was given');

  const told = <T>(answer: Promise<T>) =>
    within(answer, deadlineMs).catch((cause: unknown) => {
      throw new AppError('INTERNAL', 'The keychain of this computer did not answer.', {
        details: 'No secret was changed. Unlock it and try again.',
        cause,
      });
    });
  return {
    kind: KINDS[process.platform] ?? 'the keychain of this computer',
    get: async (name) => (await told(keytar.getPassword(service, prefix + name))) ?? undefined,
    set: (name, value) => told(keytar.setPassword(service, prefix + name, value)),
    delete: async (name) => void (await told(keytar.deletePassword(service, prefix + name))),
  };
}

const KINDS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'the macOS Keychain',
  win32: 'the Windows Credential Manager',
  linux: 'the desktop keyring',
};

async function loadKeytar(): Promise<Keytar> {
  const module: { default?: Keytar } & Keytar = await import('keytar');
  return module.default ?? module;
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
