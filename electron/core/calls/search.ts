/** Search in everything that was said. The dialect of full-text search stays in this file and in `fts.ts`. */
import { sql } from 'kysely';
import type { SearchHit } from '#shared/contract/calls.ts';
import { type Page, toPage } from '#shared/contract/common.ts';
import { matchExpression } from './fts.ts';
import type { Db } from './repo.ts';

/** Hits beyond this many are not counted: `total` says at most so much. */
export const COUNTED_HITS = 1000;

type HitRow = {
  call_id: string;
  utterance_id: string;
  channel: number;
  snippet: string;
  start_ms: number;
  created_at: number;
  scenario_id: string;
  scenario_name: string;
  to_number: string;
};

export type SearchQuery = { q: string; speaker?: 'customer' | 'agent'; page: number; limit: number };

/**
 * Hits in the organization's calls, newest first; what matched stands between \u0002 and \u0003. The last word is taken as it stands, and as
 * the beginning of a word when nobody said it so: beginnings of long words cost the index far more.
 */
export async function searchUtterances(db: Db, orgId: string, query: SearchQuery): Promise<Page<SearchHit>> {
  const whole = await searchFor(db, orgId, query, matchExpression(query.q, false));
  return whole.total > 0 ? whole : searchFor(db, orgId, query, matchExpression(query.q));
}

async function searchFor(db: Db, orgId: string, query: SearchQuery, match: string | undefined): Promise<Page<SearchHit>> {
  if (!match) return toPage([], 0, query.page, query.limit);
  const speaker = query.speaker ? sql`and u.channel = ${query.speaker === 'customer' ? 0 : 1}` : sql``;
  const hits = sql`from utterances_fts f join utterances u on u.row_id = f.rowid
    where utterances_fts match ${match} and u.org_id = ${orgId} ${speaker}`;
  const offset = (query.page - 1) * query.limit;
  const [rows, counted] = await Promise.all([
    sql<HitRow>`
      select u.call_id, u.id as utterance_id, u.channel, u.start_ms, f.snippet, c.created_at, c.scenario_id, c.scenario_name, c.to_number
      from (select f.rowid as row_id, snippet(utterances_fts, 0, char(2), char(3), '…', 24) as snippet ${hits}
        order by f.rowid desc limit ${query.limit} offset ${offset}) f
      join utterances u on u.row_id = f.row_id join calls c on c.id = u.call_id
      order by f.row_id desc`.execute(db),
    sql<{ total: number }>`select count(*) as total from (select 1 ${hits} limit ${COUNTED_HITS})`.execute(db),
  ]);
  return toPage(
    rows.rows.map((row) => ({
      call_id: row.call_id,
      utterance_id: row.utterance_id,
      speaker: row.channel === 0 ? ('customer' as const) : ('agent' as const),
      snippet: row.snippet,
      start_ms: row.start_ms,
      created_at: new Date(row.created_at).toISOString(),
      scenario_id: row.scenario_id,
      scenario_name: row.scenario_name,
      to: row.to_number,
    })),
    Number(counted.rows[0]?.total ?? 0),
    query.page,
    query.limit,
  );
}
