/** Versions of scenarios, and rehearsals: sandbox calls that prove a scenario before it rings a real phone. */
import { z } from 'zod';
import { idParams, instant, listQuery, pageOf, sortedQuery } from './common.ts';
import { CALLERS, defineRoute, EVERYONE } from './route.ts';
import { scenario, scenarioInput } from './scenarios.ts';

export const scenarioVersion = z.object({
  version: z.number().int(),
  author: z.object({ user_id: z.string(), name: z.string() }),
  created_at: instant,
  content: scenarioInput,
});
export type ScenarioVersion = z.infer<typeof scenarioVersion>;

/** One piece of a text that stayed, was added or was removed. */
const change = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() });

export const scenarioDiff = z.object({
  from: z.number().int(),
  to: z.number().int(),
  /** Only the fields that differ; texts by lines, other values as JSON. */
  fields: z.array(z.object({ field: z.string(), changes: z.array(change) })),
});
export type ScenarioDiff = z.infer<typeof scenarioDiff>;

/** The form in which scenarios travel between installations. */
export const scenarioFile = z.object({
  format: z.literal('trunkline-scenario'),
  format_version: z.literal(1),
  scenario: scenarioInput,
});

export const rehearsalGoal = z.object({
  id: z.string(),
  description: z.string(),
  met: z.boolean(),
  /** The sentence that met it. */
  evidence: z.object({ speaker: z.enum(['customer', 'agent']), text: z.string(), start_ms: z.number() }).nullable(),
});

export const rehearsal = z.object({
  rehearsal_id: z.string(),
  batch_id: z.string(),
  scenario_id: z.string(),
  scenario_version: z.number().int(),
  persona: z.string(),
  persona_name: z.string(),
  seed: z.number().int(),
  speed: z.number(),
  state: z.enum(['waiting', 'running', 'passed', 'failed', 'error', 'canceled']),
  /** How the call ended, or what went wrong. */
  reason: z.string(),
  /** Seconds of the call's own time. */
  duration_seconds: z.number(),
  goals: z.array(rehearsalGoal),
  utterances: z.array(
    z.object({
      speaker: z.enum(['customer', 'agent']),
      text: z.string(),
      start_ms: z.number(),
      end_ms: z.number().nullable(),
      interrupted: z.boolean(),
      unintelligible: z.boolean(),
    }),
  ),
  created_at: instant,
  finished_at: instant.nullable(),
});
export type Rehearsal = z.infer<typeof rehearsal>;

export const scenarioUsage = z.object({ used: z.number().int(), limit: z.number().int() });

const scenarioParams = idParams('scenario_id');
const versionNumber = z.coerce.number().int().min(1);

export const rehearsalRoutes = {
  usage: defineRoute({
    method: 'GET',
    path: '/api/v1/scenario-usage',
    access: EVERYONE,
    tag: 'Scenarios',
    summary: 'How many scenarios of your own you have, of how many',
    status: 200,
    response: scenarioUsage,
  }),
  versions: defineRoute({
    method: 'GET',
    path: '/api/v1/scenarios/{scenario_id}/versions',
    access: EVERYONE,
    tag: 'Scenarios',
    summary: 'Versions of a scenario, newest first',
    params: scenarioParams,
    query: listQuery,
    status: 200,
    response: pageOf(scenarioVersion),
  }),
  diff: defineRoute({
    method: 'GET',
    path: '/api/v1/scenarios/{scenario_id}/diff',
    access: EVERYONE,
    tag: 'Scenarios',
    summary: 'What differs between two versions',
    params: scenarioParams,
    query: z.object({ from: versionNumber, to: versionNumber }),
    status: 200,
    response: scenarioDiff,
  }),
  restore: defineRoute({
    method: 'POST',
    path: '/api/v1/scenarios/{scenario_id}/restore',
    access: CALLERS,
    tag: 'Scenarios',
    summary: 'Make an old version the newest again',
    params: scenarioParams,
    body: z.object({ version: versionNumber }),
    status: 200,
    response: scenario,
  }),
  duplicate: defineRoute({
    method: 'POST',
    path: '/api/v1/scenarios/{scenario_id}/duplicate',
    access: CALLERS,
    tag: 'Scenarios',
    summary: 'Copy a scenario, a built-in one too, to change the copy',
    params: scenarioParams,
    body: z.object({ name: z.string().trim().min(1).max(80).optional() }),
    status: 201,
    response: scenario,
    limit: 'scenario_creation',
  }),
  export: defineRoute({
    method: 'GET',
    path: '/api/v1/scenarios/{scenario_id}/export',
    access: EVERYONE,
    tag: 'Scenarios',
    summary: 'A scenario as a file',
    params: scenarioParams,
    status: 200,
    response: scenarioFile,
  }),
  import: defineRoute({
    method: 'POST',
    path: '/api/v1/scenarios/import',
    access: CALLERS,
    tag: 'Scenarios',
    summary: 'Make a scenario from a file',
    body: scenarioFile,
    status: 201,
    response: scenario,
    idempotent: true,
    limit: 'scenario_creation',
  }),
  rehearse: defineRoute({
    method: 'POST',
    path: '/api/v1/scenarios/{scenario_id}/rehearsals',
    access: CALLERS,
    tag: 'Rehearsals',
    summary: 'Rehearse a scenario with one or more sandbox people, faster than life',
    params: scenarioParams,
    body: z.object({
      personas: z.array(z.string().min(1).max(40)).min(1).max(20),
      seed: z.number().int().min(0).max(2_147_483_647).default(1),
      speed: z.number().min(1).max(20).default(20),
      variables: z.record(z.string(), z.string().max(500)).default({}),
      /** What is in the editor and not saved yet. */
      draft: scenarioInput.optional(),
    }),
    status: 202,
    response: z.object({ batch_id: z.string(), items: z.array(rehearsal) }),
  }),
  rehearsals: defineRoute({
    method: 'GET',
    path: '/api/v1/rehearsals',
    access: EVERYONE,
    tag: 'Rehearsals',
    summary: 'Rehearsals of yours, newest first',
    query: sortedQuery('created_at', 'scenario_id', 'persona_name', 'state', 'duration_seconds').extend({
      scenario_id: z.string().max(80).optional(),
      batch_id: z.string().max(80).optional(),
    }),
    status: 200,
    response: pageOf(rehearsal),
  }),
  rehearsal: defineRoute({
    method: 'GET',
    path: '/api/v1/rehearsals/{rehearsal_id}',
    access: EVERYONE,
    tag: 'Rehearsals',
    summary: 'One rehearsal',
    params: idParams('rehearsal_id'),
    status: 200,
    response: rehearsal,
  }),
  cancel: defineRoute({
    method: 'DELETE',
    path: '/api/v1/rehearsal-batches/{batch_id}',
    access: CALLERS,
    tag: 'Rehearsals',
    summary: 'Stop what still waits or runs of a batch',
    params: idParams('batch_id'),
    status: 204,
  }),
};
