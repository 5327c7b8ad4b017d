/** The table of rehearsals. See `schema.ts` for the forms of values. */
export type RehearsalsTable = {
  id: string;
  /** Rehearsals that were asked for together. */
  batch_id: string;
  org_id: string;
  user_id: string;
  scenario_id: string;
  /** 0 for a draft that was not saved. */
  scenario_version: number;
  persona: string;
  persona_name: string;
  seed: number;
  speed: number;
  state: string;
  reason: string;
  duration_ms: number;
  /** JSON lists, in the form of the contract. */
  goals: string;
  utterances: string;
  created_at: number;
  finished_at: number | null;
};

export type RehearsalsSchema = { rehearsals: RehearsalsTable };
