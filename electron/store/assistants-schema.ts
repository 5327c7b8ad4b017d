/** The tables of assistants and paused AI agents. See `schema.ts` for the forms of values. */

export type AssistantsTable = {
  id: string;
  org_id: string;
  user_id: string;
  /** JSON of the configuration. */
  config: string;
  created_at: number;
  updated_at: number;
};

/** A row for each AI agent, which is a scenario, that an organization lets place no calls. */
export type PausedAgentsTable = { org_id: string; scenario_id: string; user_id: string; paused_at: number };

export type AssistantsSchema = { assistants: AssistantsTable; paused_agents: PausedAgentsTable };
