/** Scenarios: goal, persona and voice of one kind of call. */
import { z } from 'zod';
import { asWritten, undeclaredNames } from '#shared/domain/scenario-instructions.ts';
import { instant, pageOf, sortedQuery } from './common.ts';
import { CALLERS, defineRoute, EVERYONE } from './route.ts';

/** How soon the AI takes its turn and how easily it is interrupted. `protected_opening`: the first sentence cannot be interrupted. */
export const TURN_TAKING = ['patient', 'balanced', 'eager', 'protected_opening'] as const;
export const turnTaking = z.enum(TURN_TAKING);
export type TurnTaking = z.infer<typeof turnTaking>;

/** Voices of the realtime protocol. */
export const VOICES = ['alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse', 'marin', 'cedar'] as const;
export const voiceId = z.enum(VOICES);

export const scenarioVariable = z.object({
  /** Written in texts as `{{name}}`. */
  name: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  label: z.string().min(1).max(80),
  example: z.string().max(200),
});

export const scenarioGoal = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/),
  description: z.string().min(1).max(200),
  /** Words or phrases of which one must be said by either side for the goal to count as met. */
  said: z.array(z.string().min(1).max(120)).max(30),
});

/** No two of a list go by the same name. */
const distinct =
  <T>(nameOf: (one: T) => string, part: string, what: string) =>
  (list: T[], context: z.RefinementCtx): void => {
    const seen = new Set<string>();
    for (const [index, name] of list.map(nameOf).entries()) {
      if (seen.has(name)) context.addIssue({ code: 'custom', message: `there are two ${what} called ${name}`, path: [index, part] });
      seen.add(name);
    }
  };

/** What an author writes. */
export const scenarioInput = z.object({
  name: z.string().trim().min(1).max(80),
  description: z.string().trim().max(400).default(''),
  persona: z.string().trim().min(1).max(8000),
  prompt: z.string().trim().min(1).max(16000),
  voice: voiceId.default('marin'),
  voice_type: z.string().max(40).optional(),
  temperature: z.number().min(0).max(1.2).default(0.7),
  language: z.string().min(2).max(12).default('en'),
  greeting: z.string().trim().max(600).default(''),
  turn_taking: turnTaking.default('balanced'),
  variables: z
    .array(scenarioVariable)
    .max(30)
    .superRefine(distinct((one) => one.name, 'name', 'variables'))
    .default([]),
  goals: z
    .array(scenarioGoal)
    .max(20)
    .superRefine(distinct((one) => one.id, 'id', 'goals'))
    .default([]),
  max_duration_seconds: z.number().int().min(30).max(14400).default(900),
});
export type ScenarioInput = z.infer<typeof scenarioInput>;

/** What an author saves where variables can be declared: each name that the texts use is. */
const savedScenario = scenarioInput.superRefine((input, context) => {
  for (const { text, names } of undeclaredNames(input)) {
    context.addIssue({ code: 'custom', message: `it uses ${asWritten(names)}, which “variables” does not declare`, path: [text] });
  }
});

export const scenario = scenarioInput.extend({
  /** A built-in's own name such as `sales`, or `custom_…`. */
  scenario_id: z.string(),
  built_in: z.boolean(),
  version: z.number().int(),
  created_at: instant,
  updated_at: instant,
});
export type Scenario = z.infer<typeof scenario>;

const scenarioParams = z.object({ scenario_id: z.string().min(1).max(80) });

export const scenarioRoutes = {
  list: defineRoute({
    method: 'GET',
    path: '/api/v1/scenarios',
    access: EVERYONE,
    tag: 'Scenarios',
    summary: 'Scenarios, the built-in ones first',
    query: sortedQuery('name', 'created_at', 'updated_at'),
    status: 200,
    response: pageOf(scenario),
  }),
  get: defineRoute({
    method: 'GET',
    path: '/api/v1/scenarios/{scenario_id}',
    access: EVERYONE,
    tag: 'Scenarios',
    summary: 'One scenario',
    params: scenarioParams,
    status: 200,
    response: scenario,
  }),
  create: defineRoute({
    method: 'POST',
    path: '/api/v1/scenarios',
    access: CALLERS,
    tag: 'Scenarios',
    summary: 'Write a scenario',
    body: savedScenario,
    status: 201,
    response: scenario,
    limit: 'scenario_creation',
  }),
  update: defineRoute({
    method: 'PUT',
    path: '/api/v1/scenarios/{scenario_id}',
    access: CALLERS,
    tag: 'Scenarios',
    summary: 'Change a scenario of your own',
    params: scenarioParams,
    body: savedScenario,
    status: 200,
    response: scenario,
  }),
  remove: defineRoute({
    method: 'DELETE',
    path: '/api/v1/scenarios/{scenario_id}',
    access: CALLERS,
    tag: 'Scenarios',
    summary: 'Delete a scenario of your own',
    params: scenarioParams,
    status: 204,
  }),
};
