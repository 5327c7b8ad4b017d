/** The composition root of the core: everything that a call centre does, over whatever carrier, edge and store it is given. */
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Connections, Db } from '#store/schema.ts';
import { auditCalls, auditDeletions } from './accounts/audit-calls.ts';
import { createAudit } from './accounts/audit.ts';
import { localOwner } from './accounts/local-owner.ts';
import { createAgentsApp } from './agents/service.ts';
import { createAnalyticsApp } from './analytics/service.ts';
import type { Core } from './app-types.ts';
import { createAssistantsApp } from './assistants/service.ts';
import { createCalls } from './calls/calls.ts';
import type { RecoverRecording } from './calls/context.ts';
import type { Carrier } from './ports/carrier.ts';
import type { Log, PracticeLine, Publish, Vault } from './ports/host.ts';
import type { RehearsalLine } from './ports/rehearsal-line.ts';
import type { TextModel } from './ports/text-model.ts';
import type { ModelConnection, VoiceEdge } from './ports/voice-edge.ts';
import { createScenariosApp } from './scenarios/service.ts';
import { scenarioGoals } from './scenarios/goals.ts';
import { scenarioNumbers } from './scenarios/numbers.ts';
import { createRehearsals } from './scenarios/rehearsals.ts';
import { createScenarioVersions } from './scenarios/versions.ts';
import { createSettingsApp } from './settings/service.ts';
import { readHealth } from './system/health.ts';
import { createTranscriptsApp } from './transcripts/service.ts';

/** So long a phone rings before the call is given up. */
const RING_SECONDS = 30;

export type AppOptions = {
  version: string;
  dataDir: string;
  store: Connections & {
    check?: () => Promise<{ ok: boolean; detail: string }>;
    /** Called last when the app closes. */
    close?: () => Promise<void>;
  };
  /** Closed by the app, after the calls. */
  edge: VoiceEdge;
  carrier: Carrier;
  /** The practice line's control plane; absent with a real carrier. */
  practice?: PracticeLine | undefined;
  publish: Publish;
  vault: Vault;
  log: Log;
  model: ModelConnection;
  /** Analyses finished calls; the offline rules do when absent. */
  textModel?: TextModel | undefined;
  /** Where scenarios are rehearsed; absent: nowhere. */
  rehearsalLine?: RehearsalLine | undefined;
  /** Caller id when a request names none, E.164. */
  from: string;
  /** How long a call that has lost its line waits for the end of its recording and the carrier's last word. Default 5000. */
  wrapUpMs?: number;
  /** How often calls that are due for a check are looked for. Default 1000. */
  checkEveryMs?: number;
  recoverRecording: RecoverRecording;
  /** Milliseconds since the epoch. */
  now?: () => number;
};

/** Within the five seconds that a closing program has. */
const CLOSE_PATIENCE_MS = 3000;

/** Puts the core together and takes over what an earlier process left. Calls of a dead process are looked after in the background. */
export async function createApp(options: AppOptions): Promise<Core> {
  const { version, dataDir, store, edge, log, practice, vault } = options;
  const now = options.now ?? Date.now;
  const startedAt = now();
  const { read, write } = store;

  const audit = createAudit({ read, write }, now);
  const scenarios = createScenariosApp({ read, write, now });
  const agents = createAgentsApp({ read, write, scenarios, from: options.from, publish: options.publish, now });
  const transcripts = createTranscriptsApp({
    read,
    write,
    dataDir,
    backupsDir: join(dataDir, 'backups'),
    audit,
    log,
    publish: options.publish,
    now,
    textModel: options.textModel,
    goalsOf: (orgId, scenarioId) => scenarioGoals(read, orgId, scenarioId),
    forgetRehearsals: async () => options.rehearsalLine?.forget(),
  });
  const publish: Publish = (type, data, scope) => {
    options.publish(type, data, scope);
    if (type === 'call.summary' && scope.call_id) void transcripts.callFinished(scope.call_id);
  };
  const calls = createCalls({
    read,
    write,
    edge,
    carrier: options.carrier,
    practice,
    publish,
    log,
    now,
    dataDir,
    model: options.model,
    from: options.from,
    ringSeconds: RING_SECONDS,
    wrapUpMs: options.wrapUpMs ?? 5000,
    checkEveryMs: options.checkEveryMs ?? 1000,
    recoverRecording: options.recoverRecording,
    findScenario: agents.forCall,
  });

  const personas = async () => (await practice?.personas()) ?? [];
  const rehearsals =
    options.rehearsalLine &&
    createRehearsals({
      read,
      write,
      now,
      log,
      publish: options.publish,
      line: options.rehearsalLine,
      findScenario: (actor, id) => scenarios.get(actor, id),
      personas: options.rehearsalLine.personas,
    });

  await rehearsals?.recover();
  await localOwner(write, now);
  const recovered = calls.reconciler.recover().catch((error: unknown) => {
    log.error({ err: error }, 'calls of an earlier run could not be taken over yet; they are tried again');
  });
  void recovered.then(() => transcripts.catchUp());
  calls.reconciler.start();

  const storeOk = store.check ?? (() => answers(read));
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    await recovered;
    await calls.close(CLOSE_PATIENCE_MS);
    await rehearsals?.close();
    await transcripts.close();
    await edge.close();
    await store.close?.();
  }

  return {
    version,
    dataDir,
    calls: auditCalls(calls.app, { audit, log }),
    scenarios: auditDeletions('scenario', scenarios, { audit, log }),
    versions: createScenarioVersions({ read, scenarios }),
    rehearsals,
    transcripts,
    settings: createSettingsApp({ read, write, now }),
    assistants: auditDeletions('assistant', createAssistantsApp({ read, write, now }), { audit, log }),
    agents,
    analytics: createAnalyticsApp({ read, agents, now }),
    scenarioNumbers: (actor) => scenarioNumbers(read, actor),
    personas,
    health: () =>
      readHealth({
        version,
        dataDir,
        mode: practice ? 'practice' : 'live',
        vaultKind: vault.kind,
        startedAt,
        now,
        edge,
        liveCalls: calls.liveCount,
        storeOk,
        modelReady: options.model.apiKey !== '',
        practiceAnswers: practice && (() => practice.personas()),
      }),
    localOwner: () => localOwner(write, now),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

async function answers(db: Db): Promise<{ ok: boolean; detail: string }> {
  try {
    await sql`select 1`.execute(db);
    return { ok: true, detail: 'Answers.' };
  } catch (error) {
    return { ok: false, detail: `The database does not answer: ${error instanceof Error ? error.message : String(error)}. Start the program again.` };
  }
}
