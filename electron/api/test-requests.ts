/** A valid request of every declared route that needs more than its path, for the tests that walk them all. */
import { routes } from '#shared/contract/index.ts';
import type { Route } from '#shared/contract/route.ts';

export const scenarioBody = { name: 'Test', persona: 'You are Kim.', prompt: 'Say hello.' };

/** `domain.name` and the route. */
export const allRoutes: [string, Route][] = Object.entries(routes).flatMap(([domain, group]) =>
  Object.entries(group).map(([name, route]): [string, Route] => [`${domain}.${name}`, route]),
);

export const BODIES: Record<string, unknown> = {
  'auth.register': { email: 'sue@example.com', password: 'a long enough secret' },
  'auth.login': { email: 'sue@example.com', password: 'a long enough secret' },
  'auth.refresh': { refresh_token: 'trr_1' },
  'auth.changePassword': { current_password: 'a long enough secret', new_password: 'a long enough secret' },
  'auth.createToken': { name: 'reports', scopes: ['read'] },
  'auth.completeSetup': { name: 'Sue', company_name: 'Acme' },
  'people.renameOrganization': { name: 'Acme' },
  'people.updateUser': { name: 'Bob' },
  'people.resetPassword': { new_password: 'a long enough secret' },
  'people.invite': { email: 'bob@example.com' },
  'people.createTeam': { name: 'Sales' },
  'people.updateTeam': { name: 'Sales' },
  'people.setPresence': { state: 'not_ready', reason: 'lunch' },
  'calls.place': { to: '+15005550006', scenario_id: 'sales' },
  'calls.act': { action: 'whisper', text: 'Offer a discount' },
  'calls.wrapUp': { disposition: 'goal_met', notes: 'n' },
  'scenarios.create': scenarioBody,
  'scenarios.update': scenarioBody,
  'rehearsals.restore': { version: 1 },
  'rehearsals.duplicate': {},
  'rehearsals.import': { format: 'trunkline-scenario', format_version: 1, scenario: scenarioBody },
  'rehearsals.rehearse': { personas: ['friendly'] },
  'assistants.create': { name: 'Kim', model: { provider: 'vapi', model: 'any' } },
  'assistants.update': { name: 'Kim' },
  'system.savePreferences': { theme: 'dark' },
  'exports.create': { query: 'scenario:sales', format: 'csv' },
  'transcripts.hold': { reason: 'A complaint' },
  'transcripts.setRetention': { recordings_days: null, transcripts_days: null },
  'transcripts.findPerson': { phone: '+15005550001' },
  'transcripts.erasePerson': { phone: '+15005550001', confirm: 'erase' },
};

export const QUERIES: Record<string, string> = { 'calls.search': '?q=hello', 'rehearsals.diff': '?from=1&to=1' };

const signIn = { email: 'sue@example.com', password: 'a long enough secret' };
const customScenario = { persona: 'You are Kim.', prompt: 'Say hello.', voice_type: 'marin' };

/** The same for the documents' own mounts, by method and path. */
export const MOUNT_BODIES: Record<string, unknown> = {
  'POST /auth/register': signIn,
  'POST /auth/signup': signIn,
  'POST /auth/login': signIn,
  'POST /auth/refresh': { refresh_token: 'trr_1' },
  'POST /token': { username: signIn.email, password: signIn.password },
  'POST /realtime/custom-scenario': customScenario,
  'POST /realtime/custom-scenarios': customScenario,
  'PUT /custom-scenarios/{scenario_id}': customScenario,
  'PUT /agents/{agent_id}': { name: 'Kim' },
  'PUT /api/v1/agents/{agent_id}': { name: 'Kim' },
  'POST /assistant': { name: 'Kim', model: { provider: 'vapi', model: 'any' } },
  'PATCH /assistant/{assistant_id}': { name: 'Kim' },
  'PATCH /api/v1/settings': { theme: 'dark' },
};
