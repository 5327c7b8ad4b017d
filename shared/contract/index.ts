/** Every route of `/api/v1`, for the server, the client and the authorisation matrix. */
import { analyticsRoutes } from './analytics.ts';
import { assistantRoutes } from './assistants.ts';
import { authRoutes } from './auth.ts';
import { callRoutes } from './calls.ts';
import { exportRoutes } from './exports.ts';
import { peopleRoutes } from './people.ts';
import { rehearsalRoutes } from './rehearsals.ts';
import { scenarioRoutes } from './scenarios.ts';
import { systemRoutes } from './system.ts';
import { transcriptRoutes } from './transcripts.ts';

export const routes = {
  auth: authRoutes,
  people: peopleRoutes,
  calls: callRoutes,
  scenarios: scenarioRoutes,
  system: systemRoutes,
  rehearsals: rehearsalRoutes,
  transcripts: transcriptRoutes,
  assistants: assistantRoutes,
  analytics: analyticsRoutes,
  exports: exportRoutes,
};
