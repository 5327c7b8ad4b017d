/** Which carrier and voice model calls go through: the real ones where their accounts are known, else the sandbox. */
import { join } from 'node:path';
import type { Log, PracticeLine, Vault } from '#core/ports/host.ts';
import type { ModelConnection } from '#core/ports/voice-edge.ts';
import { startSandboxWorker } from '#sandbox/start-in-worker.ts';
import { createPracticeLine } from './practice-line.ts';
import { readProviderSettings } from './provider-settings.ts';

export type ProvidersInUse = {
  carrier: { accountSid: string; authToken: string; baseUrl?: string };
  model: ModelConnection;
  /** Present in practice mode alone. */
  practice: PracticeLine | undefined;
  /** Where the carrier reaches the edge; absent: on loopback. */
  publicUrl?: string;
  /** Caller id, E.164. */
  from: string;
  close(): Promise<void>;
};

const MODEL = { model: 'gpt-realtime-2.1', transcriptionModel: 'gpt-transcribe' };
const OPENAI_URL = 'wss://api.openai.com/v1';
/** A number of the sandbox's account that nobody is likely to call: not the test number that callers know. */
const PRACTICE_FROM = '+15005550100';

export type ConnectOptions = { vault: Vault; dataDir: string; speed: number; log: Log };

export async function connectProviders({ vault, dataDir, speed, log }: ConnectOptions): Promise<ProvidersInUse> {
  const found = await readProviderSettings(vault);
  if ('settings' in found) {
    const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_PHONE_NUMBER, OPENAI_API_KEY, PUBLIC_URL } = found.settings;
    return {
      carrier: { accountSid: TWILIO_ACCOUNT_SID, authToken: TWILIO_AUTH_TOKEN },
      model: { url: OPENAI_URL, apiKey: OPENAI_API_KEY, ...MODEL },
      practice: undefined,
      publicUrl: PUBLIC_URL,
      from: TWILIO_PHONE_NUMBER,
      close: async () => {},
    };
  }
  log.info({ missing: found.missing }, 'practice mode: calls go to the sandbox');
  const sandbox = await startSandboxWorker({ dataDir: join(dataDir, 'sandbox'), speed });
  void sandbox.exit.then(({ error }) => {
    if (error) log.error({ err: error }, 'the practice line ended by itself; start the program again to practise');
  });
  return {
    carrier: { accountSid: sandbox.accountSid, authToken: sandbox.authToken, baseUrl: sandbox.carrierUrl },
    model: { url: sandbox.modelUrl, apiKey: sandbox.apiKey, ...MODEL },
    practice: createPracticeLine(sandbox.carrierUrl, sandbox.controlToken),
    from: PRACTICE_FROM,
    close: () => sandbox.close(),
  };
}
