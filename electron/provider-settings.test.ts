import { expect, test } from 'vitest';
import { readProviderSettings } from './provider-settings.ts';

const ALL = {
  ...{ TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'secret', TWILIO_PHONE_NUMBER: '+15005550006' },
  ...{ OPENAI_API_KEY: 'sk-1', PUBLIC_URL: 'https://edge.example.com' },
};
const vaultOf = (values: Record<string, string>) => ({ get: async (name: string) => values[name] });

test('everything in the environment, or in the vault, or shared between them', async () => {
  expect(await readProviderSettings(vaultOf({}), ALL)).toEqual({ settings: ALL });
  expect(await readProviderSettings(vaultOf(ALL), {})).toEqual({ settings: ALL });
  const { OPENAI_API_KEY, ...rest } = ALL;
  expect(await readProviderSettings(vaultOf({ OPENAI_API_KEY }), { ...rest, PUBLIC_URL: 'https://edge.example.com/' })).toEqual({ settings: ALL });
});

test('what is missing is named; an empty value is none', async () => {
  expect(await readProviderSettings(vaultOf({}), { ...ALL, OPENAI_API_KEY: ' ' })).toEqual({ missing: ['OPENAI_API_KEY'] });
});
