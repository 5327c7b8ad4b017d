/** AI agents: the scenarios that somebody can call with, with what their calls show. An organization can pause one. */
import { callFactsByScenario, type CallFacts, NO_CALLS, responseSeconds, successRate } from '#core/analytics/facts.ts';
import type { ScenariosApp } from '#core/app-types.ts';
import type { Publish } from '#core/ports/host.ts';
import type { Agent, AgentDetail } from '#shared/contract/analytics.ts';
import type { Scenario } from '#shared/contract/scenarios.ts';
import { AppError, notFound } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { formatDashed } from '#shared/domain/phone.ts';
import type { Connections } from '#store/schema.ts';

export type AgentsApp = {
  /** The built-in ones first. */
  list(actor: Actor): Promise<Agent[]>;
  /** @throws AppError NOT_FOUND */
  get(actor: Actor, agentId: string): Promise<AgentDetail>;
  /** A paused one places no calls in its organization. @throws AppError NOT_FOUND */
  setPaused(actor: Actor, agentId: string, paused: boolean): Promise<Agent['status']>;
  /** How many are not paused. */
  activeCount(actor: Actor): Promise<number>;
  /** The scenario that a call is about to use. @throws AppError NOT_FOUND, CALL_BLOCKED while it is paused */
  forCall(actor: Actor, scenarioId: string): Promise<Scenario>;
};

/** Who asks for an agent is told that there is none, and nothing of the scenario that it would be. @throws whatever `found` rejects with, so renamed */
export async function toldOfAgent<T>(found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    throw error instanceof AppError && error.code === 'NOT_FOUND' ? notFound('agent') : error;
  }
}

type Deps = Connections & {
  scenarios: Pick<ScenariosApp, 'list' | 'get'>;
  /** Caller id of this program's calls, E.164. */
  from: string;
  publish: Publish;
  now: () => number;
};

/** More than anybody may have. */
const ALL = { page: 1, limit: 200 };

export function createAgentsApp({ read, write, scenarios, from, publish, now }: Deps): AgentsApp {
  const pausedIds = async (orgId: string): Promise<Set<string>> => {
    const rows = await read.selectFrom('paused_agents').select('scenario_id').where('org_id', '=', orgId).execute();
    return new Set(rows.map((row) => row.scenario_id));
  };

  const describe = (scenario: Scenario, facts: CallFacts, paused: boolean): Agent => {
    const seconds = responseSeconds(facts);
    return {
      id: scenario.scenario_id,
      name: scenario.name,
      role: scenario.description || scenario.name,
      status: paused ? 'paused' : 'active',
      channels: ['phone'],
      phone_number: formatDashed(from),
      total_calls: facts.calls,
      total_chats: 0,
      success_rate: Math.round(successRate(facts)),
      avg_response_time: `${seconds.toFixed(1)}s`,
      avg_response_time_seconds: seconds,
      last_active: facts.last_at === null ? 'never' : timeAgo(now() - facts.last_at),
      last_active_at: facts.last_at === null ? null : new Date(facts.last_at).toISOString(),
      created_at: scenario.created_at.slice(0, 10),
      built_in: scenario.built_in,
    };
  };

  return {
    async list(actor) {
      const [{ items }, facts, paused] = await Promise.all([
        scenarios.list(actor, ALL),
        callFactsByScenario(read, actor.org_id, {}),
        pausedIds(actor.org_id),
      ]);
      return items.map((one) => describe(one, facts.get(one.scenario_id) ?? NO_CALLS, paused.has(one.scenario_id)));
    },

    async get(actor, agentId) {
      const scenario = await toldOfAgent(scenarios.get(actor, agentId));
      const [facts, paused] = await Promise.all([callFactsByScenario(read, actor.org_id, { scenario_id: agentId }), pausedIds(actor.org_id)]);
      const { description, persona, prompt, greeting, voice, temperature, language } = scenario;
      return {
        ...describe(scenario, facts.get(agentId) ?? NO_CALLS, paused.has(agentId)),
        ...{ description, persona, prompt, greeting, voice, temperature, language },
        voice_type: scenario.voice_type ?? null,
      };
    },

    async setPaused(actor, agentId, paused) {
      const { scenario_id, built_in } = await toldOfAgent(scenarios.get(actor, agentId));
      if (paused) {
        await write
          .insertInto('paused_agents')
          .values({ org_id: actor.org_id, scenario_id, user_id: actor.user_id, paused_at: now() })
          .onConflict((conflict) => conflict.columns(['org_id', 'scenario_id']).doNothing())
          .execute();
      } else {
        await write.deleteFrom('paused_agents').where('org_id', '=', actor.org_id).where('scenario_id', '=', scenario_id).execute();
      }
      const status = paused ? 'paused' : 'active';
      const { org_id, user_id } = actor;
      publish('agent.updated', { agent_id: scenario_id, status }, built_in ? { org_id } : { org_id, user_id });
      return status;
    },

    async activeCount(actor) {
      const [{ items }, paused] = await Promise.all([scenarios.list(actor, ALL), pausedIds(actor.org_id)]);
      return items.filter((one) => !paused.has(one.scenario_id)).length;
    },

    async forCall(actor, scenarioId) {
      const scenario = await scenarios.get(actor, scenarioId);
      if (!(await pausedIds(actor.org_id)).has(scenarioId)) return scenario;
      const reasons = [`“${scenario.name}” is paused in your organization.`];
      throw new AppError('CALL_BLOCKED', `This call is not allowed: ${reasons[0]}`, {
        details: 'Nothing was dialled. Activate the AI agent again, or call with another one.',
        params: { reasons },
      });
    },
  };
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Such as `2 minutes ago`. @param ms how long ago */
export function timeAgo(ms: number): string {
  for (const [unit, size] of UNITS) {
    const count = Math.floor(ms / size);
    if (count > 0) return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}
