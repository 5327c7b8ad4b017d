/** Puts the program together for whatever hosts it: the desktop, the hub, the command line. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Api, createApi } from '#api/build.ts';
import { configuredOrigins } from '#api/compat/cors.ts';
import { type ConsoleDoor, createConsoleDoor } from '#api/console-session.ts';
import { createIdentify, type Identify } from '#api/identity.ts';
import { createOriginGuard, type OriginGuard } from '#api/origin-guard.ts';
import { createTickets } from '#api/tickets.ts';
import { isEnded } from '#core/accounts/model.ts';
import { createAccounts } from '#core/accounts/service.ts';
import { createApp } from '#core/app.ts';
import type { App } from '#core/app-types.ts';
import type { Log, Vault } from '#core/ports/host.ts';
import { recoverRecording, startEdge } from '#edge/voice-edge.ts';
import { CLOSE } from '#live/console-connection.ts';
import { createLiveBus, type LiveBus } from '#live/event-bus.ts';
import { closeExpired } from '#live/expired-sessions.ts';
import { announcePresence, type PresenceEvents } from '#live/presence-events.ts';
import { createTwilioCarrier } from '#providers/twilio/carrier.ts';
import { lockDataFolder } from '#store/data-lock.ts';
import { openStore } from '#store/database.ts';
import { openVault } from '#vault/vault.ts';
import manifest from '../package.json' with { type: 'json' };
import { Closing } from './closing.ts';
import { connectProviders } from './providers-in-use.ts';
import { createRehearsalLab } from './rehearsal-lab.ts';

export type BootOptions = {
  dataDir: string;
  log: Log;
  /** What this process is called where another one finds the folder in use. */
  program: string;
  /** How fast practice calls' time passes; 1 outside of rehearsals. */
  speed?: number;
  /** Port of the edge; 0 is any free one. */
  edgePort?: number;
  /** Shows a folder to the person at the machine, where there is one. */
  openFolder?: (path: string) => Promise<boolean>;
};

/** The program while it runs. */
export type Running = {
  app: App;
  api: Api;
  bus: LiveBus;
  identify: Identify;
  /** Whether a request's Host and Origin are of this program, or configured. */
  allow: OriginGuard;
  consoleDoor: ConsoleDoor;
  vault: Vault;
  mode: 'practice' | 'live';
  /** Where the carrier reaches this program. */
  edgeUrl: string;
  /** Ends calls, closes recordings, the store and the folder's lock. Safe to call twice; takes less than five seconds. */
  close(): Promise<void>;
};

const CLOSE_DEADLINE_MS = 4500;

/** @throws AppError DATA_FOLDER_BUSY, DATABASE_TOO_NEW, INTERNAL; whatever was started before is closed again. */
export async function boot(options: BootOptions): Promise<Running> {
  // What is written is for this person alone, also in a data folder that was there before and that others may look into.
  process.umask(0o077);
  const closing = new Closing(options.log);
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.run(CLOSE_DEADLINE_MS);
    throw error;
  }
}

async function start({ dataDir, log, program, speed = 1, edgePort = 0, openFolder }: BootOptions, closing: Closing): Promise<Running> {
  const origins = configuredOrigins(process.env);
  const allow = createOriginGuard(origins);
  const lock = await lockDataFolder(dataDir, program);
  closing.add('the folder', () => lock.release());
  const vault = await openVault({ dataDir, log });
  // Side by side, because each waits for threads of its own; a failure of one is told once the other is known, and so closed.
  const opening = [
    openStore({ dataDir, log }).then((store) => ({ store, closeStore: closing.add('the store', () => store.close()) })),
    connectProviders({ vault, dataDir, speed, log }).then((providers) => {
      closing.add('the practice line', () => providers.close());
      return providers;
    }),
  ] as const;
  await Promise.allSettled(opening);
  const [{ store, closeStore }, providers] = await Promise.all(opening);

  const edge = await startEdge({
    host: '127.0.0.1',
    port: edgePort,
    ...(providers.publicUrl ? { publicUrl: providers.publicUrl } : {}),
    webhookAuthToken: providers.carrier.authToken,
    speed,
    ticketKey: randomBytes(32).toString('base64url'),
  });
  const closeEdge = closing.add('the voice edge', () => edge.close());
  edge.onEvent((event) => {
    if (event.type === 'refused') log.warn({ what: event.what, detail: event.detail }, 'the voice edge refused something');
  });

  const bus = createLiveBus({ log });
  let presenceEvents: PresenceEvents | undefined;
  const accounts = await createAccounts({
    store,
    vault,
    log,
    connected: bus.consoles.isConnected,
    onEnded: (ended) => bus.consoles.closeWhere((actor) => isEnded(ended, actor), CLOSE.signedOut, 'signed out'),
    onPresenceSaid: (orgId) => presenceEvents?.nudge(orgId),
    onPersonChanged({ id, org_id, role }) {
      bus.consoles.changeRole(id, role);
      presenceEvents?.nudge(org_id);
    },
    env: process.env,
  });
  closing.add('the look at expired sessions', closeExpired({ consoles: bus.consoles, living: accounts.living, log }));
  presenceEvents = announcePresence({ bus, presence: accounts.presence, log });
  const core = await createApp({
    version: manifest.version,
    dataDir,
    store: { ...store, close: closeStore },
    edge: { ...edge, close: closeEdge },
    carrier: createTwilioCarrier(providers.carrier),
    practice: providers.practice,
    publish: bus.publish,
    vault,
    log,
    model: providers.model,
    from: providers.from,
    rehearsalLine: createRehearsalLab(join(dataDir, 'rehearsals'), log),
    recoverRecording,
  });
  closing.add('the calls', () => core.close());
  closing.add('presence', async () => presenceEvents?.close());
  const app: App = { ...core, accounts };

  const tickets = createTickets();
  const identify = createIdentify(accounts, tickets);
  const api = createApi({ app, identify, tickets, attempts: accounts.attempts, log, allow, origins, ...(openFolder ? { openFolder } : {}) });
  return {
    app,
    api,
    bus,
    identify,
    allow,
    consoleDoor: createConsoleDoor({ accounts, owner: () => app.localOwner() }),
    vault,
    mode: providers.practice ? 'practice' : 'live',
    edgeUrl: `http://127.0.0.1:${edge.address().port}`,
    close: () => closing.run(CLOSE_DEADLINE_MS),
  };
}
