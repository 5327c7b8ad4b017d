/** The table of exports. See `schema.ts` for the forms of values. */
import type { Generated } from 'kysely';
import type { Flag } from './schema.ts';

export type ExportsTable = {
  id: string;
  org_id: string;
  user_id: string;
  state: string;
  reason: Generated<string>;
  format: string;
  redacted: Flag;
  /** JSON of what was asked for. */
  request: string;
  done: Generated<number>;
  total: Generated<number>;
  bytes: Generated<number>;
  created_at: number;
  /** When the oldest call in the file was placed that no legal hold keeps; null before it is known. */
  oldest_call_at: Generated<number | null>;
  finished_at: number | null;
};

export type ExportsSchema = { exports: ExportsTable };
