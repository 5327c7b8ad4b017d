/** The accounts at real providers: from the environment, else from the vault. All of them are there, or practice mode runs. */
import type { Vault } from '#core/ports/host.ts';

const NAMES = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_PHONE_NUMBER', 'OPENAI_API_KEY', 'PUBLIC_URL'] as const;

export type ProviderSettings = Record<(typeof NAMES)[number], string>;

export type FoundSettings = { settings: ProviderSettings } | { missing: string[] };

export async function readProviderSettings(vault: Pick<Vault, 'get'>, env: NodeJS.ProcessEnv = process.env): Promise<FoundSettings> {
  const values: Partial<ProviderSettings> = {};
  for (const name of NAMES) {
    const value = env[name]?.trim() || (await vault.get(name))?.trim();
    if (value) values[name] = value;
  }
  const missing = NAMES.filter((name) => values[name] === undefined);
  return missing.length > 0
    ? { missing }
    : { settings: { ...(values as ProviderSettings), PUBLIC_URL: (values.PUBLIC_URL ?? '').replace(/\/+$/, '') } };
}
