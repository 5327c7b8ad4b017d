/** The whole sandbox in one: studio, people, carrier and voice model on one clock. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, createClock } from '#shared/domain/clock.ts';
import { resourcePath } from '../worker-entry.ts';
import { createCallees } from './callees/callees.ts';
import { startCarrier } from './carrier/carrier.ts';
import { createFaultBoard } from './faults.ts';
import { createStudio } from './voices/studio.ts';
import type { Studio } from './types.ts';
import { startVoiceModel } from './voice-model/voice-model.ts';

export type SandboxOptions = {
  /** How many milliseconds of the sandbox's time pass in one real one. Default 1. */
  speed?: number;
  /** Default: any free ones. */
  carrierPort?: number;
  modelPort?: number;
  /** Credentials; what is not given is made up. */
  accountSid?: string;
  authToken?: string;
  apiKey?: string;
  controlToken?: string;
  /** Calls that the carrier starts in one second of the sandbox's time; the others queue. Default: the carrier's own. */
  callsPerSecond?: number;
  /** Where the carrier keeps its recordings. */
  dataDir: string;
  /** Length of a voice model's session in the sandbox's time. Default 60 minutes. */
  sessionLimitMs?: number;
};

/** Where the sandbox is reached, and with what. Plain data: it crosses a thread. */
export type SandboxAddress = {
  carrierUrl: string;
  /** WebSocket base; `/realtime?model=…` is appended. */
  modelUrl: string;
  carrierPort: number;
  modelPort: number;
  accountSid: string;
  authToken: string;
  apiKey: string;
  controlToken: string;
};

export type Sandbox = SandboxAddress & { close(): Promise<void> };

/** A clock that can stand still while a voice is rendered, which takes the machine's time and none of the line's. */
export type SandboxClock = Clock & { hold?: () => () => void };

/**
 * @param clock left out, the machine's time at the speed of the options.
 * @throws when a port is taken or the clips are damaged; nothing is left running then.
 */
export async function startSandbox(options: SandboxOptions, clock: SandboxClock = createClock(options.speed)): Promise<Sandbox> {
  const { accountSid = `AC${secret(16)}`, authToken = secret(16), apiKey = `sk-sandbox-${secret(20)}`, controlToken = secret(20), dataDir } = options;
  const faults = createFaultBoard();
  const recordingsDir = join(dataDir, 'recordings');
  await mkdir(recordingsDir, { recursive: true });
  const studio = outsideOfTime(await createStudio({ clipsDir: resourcePath('voices') }), clock);
  const model = await startVoiceModel({
    clock,
    studio,
    apiKey,
    faults,
    ...given({ port: options.modelPort, sessionLimitMs: options.sessionLimitMs }),
  });
  try {
    const carrier = await startCarrier({
      clock,
      studio,
      callees: createCallees({ studio, clock }),
      accountSid,
      authToken,
      controlToken,
      recordingsDir,
      faults,
      ...given({ port: options.carrierPort, callsPerSecond: options.callsPerSecond }),
    });
    return {
      carrierUrl: carrier.url,
      modelUrl: model.url,
      carrierPort: carrier.port,
      modelPort: model.port,
      accountSid,
      authToken,
      apiKey,
      controlToken,
      async close() {
        await carrier.close();
        await model.close();
      },
    };
  } catch (error) {
    await model.close();
    throw error;
  }
}

function outsideOfTime(studio: Studio, { hold }: SandboxClock): Studio {
  if (!hold) return studio;
  return {
    ...studio,
    async speak(text, voice) {
      const release = hold();
      try {
        return await studio.speak(text, voice);
      } finally {
        release();
      }
    },
  };
}

function secret(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** Only the options that were given, so that the parts' own defaults hold. */
function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
