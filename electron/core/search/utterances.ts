/** Search in everything that was said. */
import { sql } from 'kysely';
import type { SearchHit } from '#shared/contract/calls.ts';
import { type Page, toPage } from '#shared/contract/common.ts';
import type { QueryProblem } from '#shared/domain/call-query.ts';
import { findRedactionsAlone } from '#shared/domain/redaction.ts';
import { snippetOf } from '#shared/domain/snippet.ts';
import type { Db } from '#store/schema.ts';
import { needsCalls, whereCalls } from './conditions.ts';
import { type Narrowed, narrow, saidHits, widening } from './hits.ts';
import type { Term } from './match.ts';
import { understand } from './understand.ts';

/** Hits beyond this many are not counted, as long as no page beyond them is asked for. */
const COUNTED_HITS = 1000;
/** Each of theirs has to be read before it counts. */
const COUNTED_FOR_VIEWERS = 250;

type HitRow = {
  counted: number;
  looked_at: number;
  call_id: string | null;
  utterance_id: string;
  channel: number;
  text: string;
  start_ms: number;
  created_at: number;
  scenario_id: string;
  scenario_name: string;
  to_number: string;
};

export type SearchAsked = {
  q: string;
  speaker?: 'customer' | 'agent' | undefined;
  page: number;
  limit: number;
  /** For somebody who must not read what is hidden: snippets hide it, and nothing is found in it. */
  redacted?: boolean | undefined;
  /** For somebody who may, but does not want to: snippets hide it, and it is found all the same. */
  hidden?: boolean | undefined;
};

export type SearchedPage<T> = Page<T> & { total_capped?: boolean; problems?: QueryProblem[] };

type Found = { rows: HitRow[]; total: number; capped: boolean; full: boolean };

/**
 * Hits in the organization's calls, what was said last first; what matched stands between \u0002 and \u0003. The last word is taken as it stands,
 * and as the beginning of a word when nobody said it so: beginnings of long words cost the index far more.
 */
export async function searchUtterances(db: Db, orgId: string, asked: SearchAsked): Promise<SearchedPage<SearchHit>> {
  const { conditions, terms, typing, speaker, problems } = await understand(db, orgId, asked.q);
  const nothing = { ...toPage<SearchHit>([], 0, asked.page, asked.limit), total_capped: false, problems };
  const isNarrowed = speaker !== undefined || conditions.scenarioIds !== undefined || conditions.direction !== undefined || needsCalls(conditions);
  if (terms.length === 0 && !isNarrowed) return nothing;
  const narrowed = await narrow(db, orgId, conditions, asked.speaker ?? speaker);
  if (!narrowed) return nothing;

  let sought = terms;
  let found = await searchFor(db, orgId, terms, narrowed, asked);
  if (found.total === 0 && typing) {
    sought = typing;
    found = await searchFor(db, orgId, typing, narrowed, asked);
  }
  const items = found.rows.map((row) => toHit(row, sought, asked.redacted || asked.hidden || false));
  return { ...toPage(items, found.total, asked.page, asked.limit), total_capped: found.capped, problems };
}

function searchFor(db: Db, orgId: string, terms: readonly Term[], narrowed: Narrowed, asked: SearchAsked): Promise<Found> {
  const offset = (asked.page - 1) * asked.limit;
  const counted = Math.max(asked.redacted ? COUNTED_FOR_VIEWERS : COUNTED_HITS, offset + asked.limit) + 1;
  const look = async (budget: number): Promise<Found> => {
    const many = narrowed.calls ? budget : counted;
    const hits = await saidHits(db, orgId, terms, narrowed, many, asked.redacted ?? false);
    const fitting = narrowed.calls
      ? sql`select h.row_id from hits h cross join utterances u on u.row_id = h.row_id cross join calls on calls.id = u.call_id
          where ${whereCalls(orgId, narrowed.calls)} limit ${counted}`
      : sql`select row_id from hits`;
    const { rows } = await sql<HitRow>`
      with hits as materialized (${hits.rows}), fitting as materialized (${fitting})
      select n.counted, n.looked_at, u.call_id, u.id as utterance_id, u.channel, u.text, u.start_ms, c.created_at, c.scenario_id, c.scenario_name, c.to_number
      from (select (select count(*) from fitting) as counted, (select count(*) from hits) as looked_at) n
      left join (select row_id from fitting order by row_id desc limit ${asked.limit} offset ${offset}) p
      left join utterances u on u.row_id = p.row_id left join calls c on c.id = u.call_id
      order by p.row_id desc`.execute(db);
    const { counted: count = 0, looked_at = 0 } = rows[0] ?? {};
    const lookedAt = hits.lookedAt ?? looked_at;
    const more = count >= counted;
    return {
      rows: rows.filter((row) => row.call_id !== null),
      total: more ? counted - 1 : count,
      capped: more || ((narrowed.calls !== undefined || hits.lookedAt !== undefined) && lookedAt >= many),
      full: count >= offset + asked.limit,
    };
  };
  return narrowed.calls ? widening(look) : look(counted);
}

function toHit(row: HitRow, sought: readonly Term[], hidden: boolean): SearchHit {
  return {
    call_id: row.call_id ?? '',
    utterance_id: row.utterance_id,
    speaker: row.channel === 0 ? 'customer' : 'agent',
    snippet: snippetOf(row.text, sought, hidden ? findRedactionsAlone(row.text) : []),
    start_ms: row.start_ms,
    created_at: new Date(row.created_at).toISOString(),
    scenario_id: row.scenario_id,
    scenario_name: row.scenario_name,
    to: row.to_number,
  };
}
