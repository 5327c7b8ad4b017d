import type { ScenariosApp } from '#core/app-types.ts';
import type { scenarioRoutes } from '#shared/contract/scenarios.ts';
import type { Handlers } from './handler.ts';

export function scenarioHandlers(scenarios: ScenariosApp): Handlers<typeof scenarioRoutes> {
  return {
    list: ({ actor, query }) => scenarios.list(actor, query),
    get: ({ actor, params }) => scenarios.get(actor, params.scenario_id),
    async create({ actor, body, header }) {
      const scenario = await scenarios.create(actor, body);
      header('Location', `/api/v1/scenarios/${encodeURIComponent(scenario.scenario_id)}`);
      return scenario;
    },
    update: ({ actor, params, body }) => scenarios.update(actor, params.scenario_id, body),
    remove: ({ actor, params }) => scenarios.remove(actor, params.scenario_id),
  };
}
