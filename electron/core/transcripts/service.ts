/** Transcripts as the doors see them, and what happens to a conversation when it is over. */
import type { Audit } from '#core/accounts/audit.ts';
import { createExports, type Exports } from '#core/exports/service.ts';
import type { Log, Publish } from '#core/ports/host.ts';
import type { TextModel } from '#core/ports/text-model.ts';
import { TERMINAL_CALL_STATES } from '#shared/domain/call-state.ts';
import type { Connections } from '#store/schema.ts';
import { type Analyses, createAnalyses, type Goal } from './analyses.ts';
import { type CallLog, createCallLog } from './call-log.ts';
import { createTranscriptDocuments, type TranscriptDocuments } from './documents.ts';
import { auditViews } from './audited-views.ts';
import { createErasure, type Erasure } from './erasure.ts';
import { createOfflineTextModel } from './offline-text-model.ts';
import { createRetention, type Retention } from './retention.ts';

export type TranscriptsApp = {
  documents: TranscriptDocuments;
  analyses: Analyses;
  log: CallLog;
  erasure: Erasure;
  retention: Retention;
  exports: Exports;
  /** Gives a finished call its transcript and its analysis. Never throws: what failed is logged and made up for at the next start. */
  callFinished(callId: string): Promise<void>;
  /** Makes up for calls that ended while nobody could look after them, and deletes what the retention says, from then on every few hours. */
  catchUp(): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
};

export type TranscriptsDeps = Connections & {
  dataDir: string;
  backupsDir: string;
  audit: Audit;
  log: Log;
  publish: Publish;
  now: () => number;
  /** The engine to prefer; the offline rules when absent. */
  textModel?: TextModel | undefined;
  goalsOf: (orgId: string, scenarioId: string) => Promise<readonly Goal[]>;
  /** Lets go of what rehearsals left until they are needed again. */
  forgetRehearsals: () => Promise<void>;
};

const CATCH_UP_BATCH = 200;
const RETENTION_EVERY_MS = 6 * 3_600_000;

export function createTranscriptsApp(deps: TranscriptsDeps): TranscriptsApp {
  const { read, log } = deps;
  const offline = createOfflineTextModel();
  const { documents, log: callLog } = auditViews({ documents: createTranscriptDocuments(deps), log: createCallLog(deps) }, deps);
  const analyses = createAnalyses({ ...deps, engine: deps.textModel ?? offline, offline });
  const exports = createExports(deps);
  const retention = createRetention({ ...deps, exports });
  const underWay = new Set<Promise<void>>();
  let closing = false;
  let timer: NodeJS.Timeout | undefined;

  async function lookAfter(callId: string): Promise<void> {
    try {
      await documents.register(callId);
      await analyses.run(callId);
    } catch (error) {
      log.error({ err: error, call_id: callId }, 'a finished call has no analysis yet; it is made at the next start');
    }
  }

  const callFinished: TranscriptsApp['callFinished'] = (callId) => {
    const work = lookAfter(callId).finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  };

  return {
    documents,
    analyses,
    log: callLog,
    erasure: createErasure({ ...deps, exports, analyses }),
    retention,
    exports,
    callFinished,
    catchUp() {
      timer ??= setInterval(() => void inTheBackground(deleteWhatIsDue), RETENTION_EVERY_MS).unref();
      return inTheBackground(bringUpToDate);
    },
    async close() {
      closing = true;
      clearInterval(timer);
      await exports.close();
      await Promise.all(underWay);
    },
  };

  async function bringUpToDate(): Promise<void> {
    try {
      await exports.recover();
      await makeUp();
    } catch (error) {
      log.error({ err: error }, 'transcripts could not be brought up to date; it is tried again at the next start');
    }
    await deleteWhatIsDue();
  }

  async function deleteWhatIsDue(): Promise<void> {
    if (closing) return;
    try {
      await retention.run();
    } catch (error) {
      log.error({ err: error }, 'what is too old could not be deleted; it is tried again in some hours');
    }
  }

  function inTheBackground(job: () => Promise<void>): Promise<void> {
    const work = job().finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  }

  async function makeUp(): Promise<void> {
    if (closing) return;
    const missed = await read
      .selectFrom('calls')
      .leftJoin('analyses', 'analyses.call_id', 'calls.id')
      .select('calls.id')
      .where('analyses.call_id', 'is', null)
      .where('calls.state', 'in', [...TERMINAL_CALL_STATES])
      .orderBy('calls.created_at', 'desc')
      .limit(CATCH_UP_BATCH)
      .execute();
    for (const call of missed) {
      if (closing) return;
      await callFinished(call.id);
    }
  }
}
