/** Keys under which answers of the API are kept. */
export const keys = {
  me: ['me'],
  health: ['health'],
  preferences: ['preferences'],
  personas: ['personas'],
  scenarios: ['scenarios'],
  callLists: ['calls'],
  callList: (query: object) => ['calls', query],
  call: (call_id: string) => ['call', call_id],
  callEvents: (call_id: string) => ['call', call_id, 'events'],
  scenario: (scenario_id: string) => ['scenario', scenario_id],
  scenarioVersions: (scenario_id: string) => ['scenario', scenario_id, 'versions'],
  scenarioUsage: ['scenario-usage'],
  rehearsalLists: ['rehearsals'],
  rehearsals: (scenario_id: string) => ['rehearsals', scenario_id],
  presence: ['presence'],
  exports: ['exports'],
  /** Begins every key of the administration. */
  admin: ['admin'],
} as const;
