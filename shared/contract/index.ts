/** Every route of `/api/v1`, for the server, the client and the authorisation matrix. */
import { callRoutes } from './calls.ts';
import { scenarioRoutes } from './scenarios.ts';
import { systemRoutes } from './system.ts';

export const routes = { calls: callRoutes, scenarios: scenarioRoutes, system: systemRoutes };
