/** Analyses of finished calls: made by whichever engine is there, kept with its name, and made again on request. */
import type { Insertable } from 'kysely';
import type { Log } from '#core/ports/host.ts';
import type { Analysis, TextModel } from '#core/ports/text-model.ts';
import { AppError, notFound } from '#shared/domain/errors.ts';
import { isTerminal, type CallState } from '#shared/domain/call-state.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { redactAnalysis } from '#shared/domain/redacted-call.ts';
import type { Connections } from '#store/schema.ts';
import type { AnalysesTable } from '#store/transcripts-schema.ts';
import { mustRedact } from './must-redact.ts';

export type StoredAnalysis = Analysis & { call_id: string; engine: string; created_at: string };

export type Goal = { id: string; description: string; said: readonly string[] };

export type Analyses = {
  /** Analyses one finished call. An engine that fails gives way to the offline one, so that no call stays without. */
  run(callId: string): Promise<StoredAnalysis>;
  /** The analysis of a call; made now when there is none yet. @throws AppError NOT_FOUND, INVALID_CALL_STATE while the call lives */
  get(actor: Actor, callId: string): Promise<StoredAnalysis>;
  /** Makes it again. */
  rerun(actor: Actor, callId: string): Promise<StoredAnalysis>;
};

type Deps = Connections & {
  now: () => number;
  log: Log;
  engine: TextModel;
  offline: TextModel;
  /** Goals of the scenario as it was for this call. */
  goalsOf: (orgId: string, scenarioId: string) => Promise<readonly Goal[]>;
};

function toStoredAnalysis(row: Omit<Insertable<AnalysesTable>, 'seq'>): StoredAnalysis {
  const list = (text: string) => JSON.parse(text) as string[];
  return {
    call_id: row.call_id,
    engine: row.engine,
    summary: row.summary,
    sentiment: row.sentiment as Analysis['sentiment'],
    key_topics: list(row.key_topics),
    customer_intent: row.customer_intent,
    resolution: row.resolution as Analysis['resolution'],
    resolution_quality: row.resolution_quality,
    tags: list(row.tags),
    goals_met: list(row.goals_met),
    created_at: new Date(row.created_at).toISOString(),
  };
}

export function createAnalyses({ read, write, now, log, engine, offline, goalsOf }: Deps): Analyses {
  const run: Analyses['run'] = async (callId) => {
    const call = await write.selectFrom('calls').selectAll().where('id', '=', callId).executeTakeFirst();
    if (!call) throw notFound('call');
    const rows = await write.selectFrom('utterances').selectAll().where('call_id', '=', callId).where('final', '=', 1).orderBy('sequence').execute();
    const request = {
      lines: rows
        .filter((row) => row.unintelligible === 0)
        .map((row) => ({
          speaker: row.channel === 0 ? ('customer' as const) : ('agent' as const),
          text: row.text,
          start_ms: row.start_ms,
          end_ms: row.end_ms ?? row.start_ms,
        })),
      scenario: { name: call.scenario_name, goals: await goalsOf(call.org_id, call.scenario_id) },
      state: call.state,
    };
    let written = engine.name;
    const analysis = await engine.analyse(request).catch((error: unknown) => {
      log.warn({ err: error, call_id: callId, engine: engine.name }, 'the analysis engine failed; the offline rules are used');
      written = offline.name;
      return offline.analyse(request);
    });
    const row = {
      call_id: callId,
      org_id: call.org_id,
      engine: written,
      summary: analysis.summary,
      sentiment: analysis.sentiment,
      key_topics: JSON.stringify(analysis.key_topics),
      customer_intent: analysis.customer_intent,
      resolution: analysis.resolution,
      resolution_quality: analysis.resolution_quality,
      tags: JSON.stringify(analysis.tags),
      goals_met: JSON.stringify(analysis.goals_met),
      created_at: now(),
    };
    await write
      .insertInto('analyses')
      .values(row)
      .onConflict((conflict) => conflict.column('call_id').doUpdateSet(row))
      .execute();
    return toStoredAnalysis(row);
  };

  const finishedCall = async (actor: Actor, callId: string) => {
    const call = await read.selectFrom('calls').select('state').where('id', '=', callId).where('org_id', '=', actor.org_id).executeTakeFirst();
    if (!call) throw notFound('call');
    if (!isTerminal(call.state as CallState)) {
      throw new AppError('INVALID_CALL_STATE', 'The call is not over yet.', { details: 'It is analysed when it ends.' });
    }
  };

  const shown = (actor: Actor, analysis: StoredAnalysis) => (mustRedact(actor) ? redactAnalysis(analysis) : analysis);

  return {
    run,
    async get(actor, callId) {
      await finishedCall(actor, callId);
      const row = await read.selectFrom('analyses').selectAll().where('call_id', '=', callId).executeTakeFirst();
      return shown(actor, row ? toStoredAnalysis(row) : await run(callId));
    },
    async rerun(actor, callId) {
      await finishedCall(actor, callId);
      return run(callId);
    },
  };
}
