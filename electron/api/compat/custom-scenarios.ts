/** A person's own scenarios in the four fields of the Speech Assistant document. */
import { z } from 'zod';
import type { App } from '#core/app-types.ts';
import { instant } from '#shared/contract/common.ts';
import { CALLERS, defineRoute, EVERYONE } from '#shared/contract/route.ts';
import { type Scenario, scenarioInput } from '#shared/contract/scenarios.ts';
import { findVoice, VOICE_TYPES } from '#shared/domain/voice-catalogue.ts';
import { notFound } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Handlers } from '../handler.ts';
import { SPEECH_ASSISTANT } from './tags.ts';

const voiceType = z
  .string()
  .trim()
  .max(40)
  .refine((name) => findVoice(name) !== undefined, { error: `no such voice; one of ${VOICE_TYPES.join(', ')}` });

const scenarioBody = z.object({
  name: scenarioInput.shape.name.optional(),
  persona: scenarioInput.shape.persona,
  prompt: scenarioInput.shape.prompt,
  voice_type: voiceType,
  temperature: scenarioInput.shape.temperature,
});

const row = z.object({
  id: z.number().int(),
  scenario_id: z.string(),
  name: z.string(),
  persona: z.string(),
  prompt: z.string(),
  voice_type: z.string(),
  temperature: z.number(),
  version: z.number().int(),
  created_at: instant,
  updated_at: instant,
});
const rowWithMessage = row.extend({ message: z.string() });

const params = z.object({ scenario_id: z.string().min(1).max(80) });

export const customScenarioRoutes = {
  create: defineRoute({
    method: 'POST',
    path: '/realtime/custom-scenario',
    access: CALLERS,
    tag: SPEECH_ASSISTANT,
    summary: 'Write a scenario',
    body: scenarioBody,
    status: 200,
    response: rowWithMessage,
    limit: 'scenario_creation',
  }),
  list: defineRoute({
    method: 'GET',
    path: '/custom-scenarios',
    access: EVERYONE,
    tag: SPEECH_ASSISTANT,
    summary: 'Your scenarios, newest first',
    status: 200,
    response: z.array(row),
  }),
  get: defineRoute({
    method: 'GET',
    path: '/custom-scenarios/{scenario_id}',
    access: EVERYONE,
    tag: SPEECH_ASSISTANT,
    summary: 'One of your scenarios',
    params,
    status: 200,
    response: row,
  }),
  update: defineRoute({
    method: 'PUT',
    path: '/custom-scenarios/{scenario_id}',
    access: CALLERS,
    tag: SPEECH_ASSISTANT,
    summary: 'Change a scenario; what is left out stays',
    params,
    body: scenarioBody.extend({ temperature: scenarioInput.shape.temperature.unwrap() }).partial(),
    status: 200,
    response: rowWithMessage,
  }),
  remove: defineRoute({
    method: 'DELETE',
    path: '/custom-scenarios/{scenario_id}',
    access: CALLERS,
    tag: SPEECH_ASSISTANT,
    summary: 'Delete a scenario',
    params,
    status: 200,
    response: z.object({ message: z.literal('Custom scenario deleted successfully') }),
  }),
};

/** More than anybody may have. */
const ALL = { page: 1, limit: 200 };
const NAME_LENGTH = 80;

export function customScenarioHandlers({ scenarios, scenarioNumbers }: App): Handlers<typeof customScenarioRoutes> {
  const numbered = async (actor: Actor, scenario: Scenario): Promise<z.infer<typeof row>> => {
    const id = (await scenarioNumbers(actor)).get(scenario.scenario_id);
    if (id === undefined) throw notFound('custom scenario');
    return toRow(scenario, id);
  };

  return {
    async create({ actor, body }) {
      const { name = nameFrom(body.persona), ...rest } = body;
      const scenario = await scenarios.create(actor, scenarioInput.parse({ name, ...rest, ...voiceOf(body.voice_type) }));
      return { ...(await numbered(actor, scenario)), message: 'Custom scenario created successfully' };
    },
    async list({ actor }) {
      const [{ items }, numbers] = await Promise.all([scenarios.list(actor, ALL), scenarioNumbers(actor)]);
      return items.flatMap((one) => {
        const id = numbers.get(one.scenario_id);
        return id === undefined ? [] : [toRow(one, id)];
      });
    },
    get: async ({ actor, params: { scenario_id } }) => numbered(actor, await scenarios.get(actor, scenario_id)),
    async update({ actor, params: { scenario_id }, body }) {
      const before = await scenarios.get(actor, scenario_id);
      const changed = scenarioInput.parse({ ...before, ...body, ...(body.voice_type === undefined ? {} : voiceOf(body.voice_type)) });
      const scenario = await scenarios.update(actor, scenario_id, changed);
      return { ...(await numbered(actor, scenario)), message: 'Custom scenario updated successfully' };
    },
    async remove({ actor, params: { scenario_id } }) {
      await scenarios.remove(actor, scenario_id);
      return { message: 'Custom scenario deleted successfully' };
    },
  };
}

function toRow(scenario: Scenario, id: number): z.infer<typeof row> {
  const { scenario_id, name, persona, prompt, temperature, version, created_at, updated_at } = scenario;
  return { id, scenario_id, name, persona, prompt, voice_type: scenario.voice_type ?? scenario.voice, temperature, version, created_at, updated_at };
}

/** The voice that a documented name stands for, and the name itself. */
function voiceOf(name: string): { voice?: string; voice_type: string } {
  const voice = findVoice(name);
  return { ...(voice ? { voice: voice.id } : {}), voice_type: name };
}

/** What a scenario is called that came without a name: the beginning of its persona. */
function nameFrom(persona: string): string {
  const sentence = persona.split(/(?<=[.!?])\s|\n/)[0] ?? persona;
  return sentence.length <= NAME_LENGTH ? sentence : `${sentence.slice(0, NAME_LENGTH - 1).trimEnd()}…`;
}
