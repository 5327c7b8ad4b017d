/** Rehearsals: a scenario against sandbox people, a few at a time, judged by its goals. */
import { type Selectable, sql } from 'kysely';
import type { z } from 'zod';
import { type Page, toPage } from '#shared/contract/common.ts';
import type { Rehearsal, rehearsalRoutes } from '#shared/contract/rehearsals.ts';
import type { Scenario, ScenarioInput } from '#shared/contract/scenarios.ts';
import type { PracticePersona } from '#shared/contract/system.ts';
import { AppError, notFound } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import { checkVariables } from '#shared/domain/scenario-instructions.ts';
import type { RehearsalsTable } from '#store/rehearsals-schema.ts';
import type { Connections } from '#store/schema.ts';
import type { Log, Publish } from '../ports/host.ts';
import { holds, inOrder } from '../lists/order.ts';
import type { RehearsalLine, RehearsalResult } from '../ports/rehearsal-line.ts';
import { mentions } from '../transcripts/offline-text-model.ts';
import { inputOf } from './versions.ts';

export type RehearseInput = z.output<typeof rehearsalRoutes.rehearse.body>;

const ORDERS = {
  created_at: sql.ref('created_at'),
  scenario_id: sql.ref('scenario_id'),
  persona_name: sql`persona_name collate nocase`,
  state: sql.ref('state'),
  duration_seconds: sql.ref('duration_ms'),
};

export type Rehearsals = {
  /** @throws AppError VALIDATION_ERROR for a persona or a variable that does not exist, CONFLICT when too many of the person's wait already */
  start(actor: Actor, scenarioId: string, input: RehearseInput): Promise<{ batch_id: string; items: Rehearsal[] }>;
  /** Newest first, unless it is to be sorted. */
  list(actor: Actor, filter: z.output<typeof rehearsalRoutes.rehearsals.query>): Promise<Page<Rehearsal>>;
  get(actor: Actor, rehearsalId: string): Promise<Rehearsal>;
  /** What waits is canceled at once, what runs hangs up. */
  cancel(actor: Actor, batchId: string): Promise<void>;
  /** Says so of rehearsals that an earlier process left open. */
  recover(): Promise<void>;
  close(): Promise<void>;
};

type Job = {
  id: string;
  batchId: string;
  userId: string;
  scenario: ScenarioInput;
  persona: string;
  input: RehearseInput;
  signal: AbortSignal;
};

type Deps = Connections & {
  now: () => number;
  log: Log;
  publish: Publish;
  line: RehearsalLine;
  findScenario: (actor: Actor, id: string) => Promise<Scenario>;
  personas: () => Promise<PracticePersona[]>;
};

/** Calls at once. A call at twenty times its speed takes a third of a core, and its line some 150 MB. */
const AT_ONCE = 3;

/** Rehearsals of one person that may wait or run. */
const MOST_OPEN = 100;

const STOPPED = 'It was stopped.';
const INTERRUPTED = 'The program was closed before the rehearsal was over.';

/** Which goals the conversation met, each with the first sentence that did. */
export function judgeGoals(goals: ScenarioInput['goals'], utterances: RehearsalResult['utterances']): Rehearsal['goals'] {
  return goals.map(({ id, description, said }) => {
    const evidence = utterances.find((one) => said.some((phrase) => mentions(one.text, phrase)));
    return {
      id,
      description,
      met: evidence !== undefined,
      evidence: evidence ? { speaker: evidence.speaker, text: evidence.text, start_ms: evidence.start_ms } : null,
    };
  });
}

function toRehearsal(row: Selectable<RehearsalsTable>): Rehearsal {
  return {
    rehearsal_id: row.id,
    batch_id: row.batch_id,
    scenario_id: row.scenario_id,
    scenario_version: row.scenario_version,
    persona: row.persona,
    persona_name: row.persona_name,
    seed: row.seed,
    speed: row.speed,
    state: row.state as Rehearsal['state'],
    reason: row.reason,
    duration_seconds: row.duration_ms / 1000,
    goals: JSON.parse(row.goals) as Rehearsal['goals'],
    utterances: JSON.parse(row.utterances) as Rehearsal['utterances'],
    created_at: new Date(row.created_at).toISOString(),
    finished_at: row.finished_at === null ? null : new Date(row.finished_at).toISOString(),
  };
}

export function createRehearsals({ read, write, now, log, publish, line, findScenario, personas }: Deps): Rehearsals {
  const waiting: Job[] = [];
  const batches = new Map<string, AbortController>();
  const running = new Map<Job, Promise<void>>();

  const save = async (id: string, patch: Partial<RehearsalsTable>): Promise<void> => {
    const row = await write.updateTable('rehearsals').set(patch).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
    publish('rehearsal.updated', toRehearsal(row), { org_id: row.org_id, user_id: row.user_id });
  };

  const runningOf = (userId: string) => [...running.keys()].filter((job) => job.userId === userId).length;

  /** Takes turns between people: one with a long list lets another in. */
  const nextJob = (): Job | undefined => {
    const next = waiting.reduce<Job | undefined>((best, job) => (best && runningOf(best.userId) <= runningOf(job.userId) ? best : job), undefined);
    if (next) waiting.splice(waiting.indexOf(next), 1);
    return next;
  };

  const pump = () => {
    while (running.size < AT_ONCE) {
      const job = nextJob();
      if (!job) return;
      const work = runOne(job)
        .catch((error: unknown) => log.error({ err: error }, 'a rehearsal could not be recorded'))
        .finally(() => {
          running.delete(job);
          if (![...running.keys(), ...waiting].some((one) => one.batchId === job.batchId)) batches.delete(job.batchId);
          pump();
        });
      running.set(job, work);
    }
  };

  async function runOne({ id, scenario, persona, input, signal }: Job): Promise<void> {
    await save(id, { state: 'running' });
    try {
      const result = await line.rehearse({ scenario, variables: input.variables, persona, seed: input.seed, speed: input.speed, signal });
      const goals = judgeGoals(scenario.goals, result.utterances);
      const passed = goals.length > 0 ? goals.every((goal) => goal.met) : result.state === 'completed';
      await save(id, {
        state: signal.aborted ? 'canceled' : passed ? 'passed' : 'failed',
        reason: signal.aborted ? STOPPED : result.reason,
        duration_ms: Math.round(result.duration_ms),
        goals: JSON.stringify(goals),
        utterances: JSON.stringify(
          result.utterances.map(({ speaker, text, start_ms, end_ms, interrupted, unintelligible }) => ({
            speaker,
            text,
            start_ms,
            end_ms,
            interrupted,
            unintelligible,
          })),
        ),
        finished_at: now(),
      });
    } catch (error) {
      const stopped = signal.aborted;
      if (!stopped) log.warn({ err: error, rehearsal_id: id }, 'a rehearsal failed');
      const reason = stopped ? STOPPED : error instanceof AppError ? error.message : 'The practice line failed. Try again.';
      await save(id, { state: stopped ? 'canceled' : 'error', reason, finished_at: now() });
    }
  }

  const closeOpen = async () => {
    await write
      .updateTable('rehearsals')
      .set({ state: 'canceled', reason: INTERRUPTED, finished_at: now() })
      .where('state', 'in', ['waiting', 'running'])
      .execute();
  };

  const mine = (actor: Actor) => read.selectFrom('rehearsals').where('org_id', '=', actor.org_id).where('user_id', '=', actor.user_id);

  return {
    async start(actor, scenarioId, input) {
      const saved = await findScenario(actor, scenarioId);
      const scenario = input.draft ?? inputOf(saved);
      const known = new Map((await personas()).map((one) => [one.id, one.name]));
      const unknown = input.personas.filter((id) => !known.has(id));
      if (unknown.length > 0) {
        throw new AppError('VALIDATION_ERROR', `Nobody of the practice line is called ${unknown.join(', ')}.`, {
          details: 'Nothing was rehearsed.',
          errors: [{ loc: ['body', 'personas'], msg: `unknown: ${unknown.join(', ')}`, type: 'unknown_persona' }],
        });
      }
      checkVariables(scenario, input.variables);
      const open = [...running.keys(), ...waiting].filter((job) => job.userId === actor.user_id).length;
      if (open + input.personas.length > MOST_OPEN) {
        throw new AppError('CONFLICT', `${open} rehearsals of yours wait or run already; ${MOST_OPEN} may.`, {
          details: 'Nothing more was started. Wait for some to end, or stop them.',
          params: { open, limit: MOST_OPEN },
        });
      }
      const batchId = newId('bat', now());
      const abort = new AbortController();
      batches.set(batchId, abort);
      const at = now();
      const rows = input.personas.map((persona, index): RehearsalsTable => ({
        id: newId('reh', now()),
        batch_id: batchId,
        org_id: actor.org_id,
        user_id: actor.user_id,
        scenario_id: scenarioId,
        scenario_version: input.draft ? 0 : saved.version,
        persona,
        persona_name: known.get(persona) ?? persona,
        seed: input.seed,
        speed: input.speed,
        state: 'waiting',
        reason: '',
        duration_ms: 0,
        goals: JSON.stringify(judgeGoals(scenario.goals, [])),
        utterances: '[]',
        // A millisecond apart, so that they stand in the order in which they were asked for.
        created_at: at + index,
        finished_at: null,
      }));
      await write.insertInto('rehearsals').values(rows).execute();
      for (const { id, persona } of rows) {
        waiting.push({ id, batchId, userId: actor.user_id, scenario, persona, input, signal: abort.signal });
      }
      pump();
      return { batch_id: batchId, items: rows.map(toRehearsal) };
    },

    async list(actor, { page, limit, q, sort = '-created_at', scenario_id, batch_id }) {
      let query = mine(actor).where(holds(q, sql.ref('persona_name'), sql.ref('reason')));
      if (scenario_id) query = query.where('scenario_id', '=', scenario_id);
      if (batch_id) query = query.where('batch_id', '=', batch_id);
      const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      // What is sorted is kept apart from the long texts.
      const order = inOrder(sort, ORDERS, sql.ref('id'));
      const ids = query
        .select('id')
        .orderBy(order)
        .limit(limit)
        .offset((page - 1) * limit);
      const rows = await read.selectFrom('rehearsals').selectAll().where('id', 'in', ids).orderBy(order).execute();
      return toPage(rows.map(toRehearsal), Number(total), page, limit);
    },

    async get(actor, rehearsalId) {
      const row = await mine(actor).selectAll().where('id', '=', rehearsalId).executeTakeFirst();
      if (!row) throw notFound('rehearsal');
      return toRehearsal(row);
    },

    async cancel(actor, batchId) {
      const known = await mine(actor).select('id').where('batch_id', '=', batchId).executeTakeFirst();
      if (!known) throw notFound('batch of rehearsals');
      batches.get(batchId)?.abort();
      const dropped = waiting.filter((job) => job.batchId === batchId);
      for (const job of dropped) waiting.splice(waiting.indexOf(job), 1);
      await Promise.all(dropped.map(({ id }) => save(id, { state: 'canceled', reason: STOPPED, finished_at: now() })));
    },

    recover: closeOpen,

    async close() {
      waiting.length = 0;
      for (const abort of batches.values()) abort.abort();
      await line.close();
      await Promise.all(running.values());
      await closeOpen();
    },
  };
}
