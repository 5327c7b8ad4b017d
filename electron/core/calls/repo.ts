/** Reads of calls and what hangs on them. Another organization's rows do not exist here. */
import type { CallDetail, CallEvent, Turn, Utterance } from '#shared/contract/calls.ts';
import type { QueryProblem } from '#shared/domain/call-query.ts';
import { LIVE_CALL_STATES } from '#shared/domain/call-state.ts';
import type { Db } from '#store/schema.ts';
import type { CallFilter } from '../app-types.ts';
import { type CallsWanted, pageOfCalls } from '../search/call-pages.ts';
import type { CallConditions } from '../search/conditions.ts';
import { scenariosCalled, understand } from '../search/understand.ts';
import { saidIn } from '../transcripts/transcript-lines.ts';
import { type CallRecord, type RecordingRow, toCall, toCallEvent, toTurn, toUtterance } from './model.ts';

function selectRecords(db: Db) {
  return db
    .selectFrom('calls')
    .innerJoin('users', 'users.id', 'calls.user_id')
    .leftJoin('recordings', 'recordings.call_id', 'calls.id')
    .selectAll('calls')
    .select([
      'users.name as placed_by_name',
      'recordings.state as r_state',
      'recordings.path as r_path',
      'recordings.peaks_path as r_peaks_path',
      'recordings.channels as r_channels',
      'recordings.duration_ms as r_duration_ms',
      'recordings.bytes as r_bytes',
      'recordings.sha256 as r_sha256',
      'recordings.alarms as r_alarms',
      'recordings.created_at as r_created_at',
      'recordings.updated_at as r_updated_at',
    ]);
}

type Joined = Awaited<ReturnType<ReturnType<typeof selectRecords>['executeTakeFirstOrThrow']>>;

function toRecord(joined: Joined): CallRecord {
  const {
    placed_by_name: placedBy,
    r_state,
    r_path,
    r_peaks_path,
    r_channels,
    r_duration_ms,
    r_bytes,
    r_sha256,
    r_alarms,
    r_created_at,
    r_updated_at,
    ...row
  } = joined;
  if (r_state === null || r_path === null) return { row, placedBy, recording: undefined };
  const recording: RecordingRow = {
    call_id: row.id,
    org_id: row.org_id,
    state: r_state,
    path: r_path,
    peaks_path: r_peaks_path,
    channels: r_channels ?? 2,
    duration_ms: r_duration_ms ?? 0,
    bytes: r_bytes ?? 0,
    sha256: r_sha256,
    alarms: r_alarms ?? '[]',
    created_at: r_created_at ?? row.created_at,
    updated_at: r_updated_at ?? row.created_at,
  };
  return { row, placedBy, recording };
}

/** One call with what is shown beside it; `orgId` undefined is for the program itself. */
export async function findCall(db: Db, callId: string, orgId?: string): Promise<CallRecord | undefined> {
  let query = selectRecords(db).where('calls.id', '=', callId);
  if (orgId !== undefined) query = query.where('calls.org_id', '=', orgId);
  const joined = await query.executeTakeFirst();
  return joined && toRecord(joined);
}

/** For whom: `redacted` finds words only where somebody who must not see what is hidden may read them. */
type Reader = { redacted?: boolean };

/** What a list is narrowed by, in fields and in what was typed. */
type Narrowing = Omit<CallFilter, 'page' | 'limit' | 'sort'> & Reader;

async function wantedCalls(db: Db, orgId: string, filter: Narrowing): Promise<CallsWanted & { problems: QueryProblem[] }> {
  const typed = await understand(db, orgId, filter.q?.trim() ?? '');
  const digits = typed.plain?.replace(/[\s().-]/g, '') ?? '';
  return {
    conditions: { ...typed.conditions, ...given(fieldConditions(filter)) },
    said: typed.terms.length > 0 ? { terms: typed.terms, typing: typed.typing, speaker: typed.speaker, redacted: filter.redacted } : undefined,
    or: typed.plain
      ? { scenarioIds: await scenariosCalled(db, orgId, typed.plain), digits: /^\+?\d+$/.test(digits) ? digits : undefined }
      : undefined,
    problems: typed.problems,
  };
}

/** One page of calls and how many there are in all. */
export async function listCalls(
  db: Db,
  orgId: string,
  filter: CallFilter & Reader,
): Promise<{ records: CallRecord[]; total: number; total_capped: boolean; problems: QueryProblem[] }> {
  const { problems, ...wanted } = await wantedCalls(db, orgId, filter);
  const page = await pageOfCalls(db, orgId, wanted, {
    by: filter.sort.endsWith('duration') ? 'duration_ms' : 'created_at',
    descending: filter.sort.startsWith('-'),
    page: filter.page,
    limit: filter.limit,
  });
  return { records: await findCalls(db, page.ids), total: page.total, total_capped: page.total_capped, problems };
}

/** Every call that is over, in which something was said and which fits, oldest first; at most `limit` of them. */
export async function idsOfCalls(db: Db, orgId: string, filter: Narrowing, limit: number): Promise<string[]> {
  const { conditions, said, or } = await wantedCalls(db, orgId, filter);
  const over = { ...conditions, notStates: LIVE_CALL_STATES, spoken: true as const };
  const { ids } = await pageOfCalls(db, orgId, { conditions: over, said, or }, { by: 'created_at', descending: false, page: 1, limit });
  return ids;
}

/** Whole calls by their ids, in the order of the ids, as files tell of them. */
export async function findDetails(db: Db, orgId: string, ids: readonly string[]): Promise<CallDetail[]> {
  const [records, said, turns] = await Promise.all([
    findCalls(db, ids),
    saidIn(db, ids),
    db.selectFrom('turns').selectAll().where('call_id', 'in', ids).orderBy('turn').execute(),
  ]);
  return records
    .filter(({ row }) => row.org_id === orgId)
    .map((record) => ({
      ...toCall(record),
      utterances: (said.get(record.row.id) ?? []).map(toUtterance),
      turn_metrics: turns.filter((one) => one.call_id === record.row.id).map(toTurn),
      monitors: [],
      redacted: false,
    }));
}

/** Calls by their ids, in the order of the ids. */
async function findCalls(db: Db, ids: readonly string[]): Promise<CallRecord[]> {
  const rows = ids.length === 0 ? [] : await selectRecords(db).where('calls.id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, toRecord(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function fieldConditions(filter: Narrowing): CallConditions {
  return {
    states: filter.state ? [filter.state] : filter.live === 'true' ? LIVE_CALL_STATES : undefined,
    notStates: filter.live === 'false' ? LIVE_CALL_STATES : undefined,
    scenarioIds: filter.scenario_id ? [filter.scenario_id] : undefined,
    disposition: filter.disposition,
    direction: filter.direction,
    createdFrom: filter.from_date ? Date.parse(filter.from_date) : undefined,
    createdBefore: filter.to_date ? Date.parse(filter.to_date) + 1 : undefined,
    durations: filter.min_duration === undefined ? undefined : [{ op: '>=', seconds: filter.min_duration }],
  };
}

/** Without what is not said, so that a field that stands open does not cover one that was typed. */
function given(conditions: CallConditions): CallConditions {
  return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined));
}

export async function listUtterances(db: Db, callId: string): Promise<(Utterance & { previous_id: string | null })[]> {
  const rows = await db.selectFrom('utterances').selectAll().where('call_id', '=', callId).orderBy('sequence').execute();
  return rows.map((row) => ({ ...toUtterance(row), previous_id: row.previous_id }));
}

export async function listTurns(db: Db, callId: string): Promise<Turn[]> {
  const rows = await db.selectFrom('turns').selectAll().where('call_id', '=', callId).orderBy('turn').execute();
  return rows.map(toTurn);
}

export async function listEvents(db: Db, callId: string): Promise<CallEvent[]> {
  const rows = await db.selectFrom('call_events').selectAll().where('call_id', '=', callId).orderBy('sequence').execute();
  return rows.map(toCallEvent);
}
