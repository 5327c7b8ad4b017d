/** Reads of calls and what hangs on them. Another organization's rows do not exist here. */
import { sql, type ExpressionBuilder, type Kysely } from 'kysely';
import type { CallEvent, Turn, Utterance } from '#shared/contract/calls.ts';
import { LIVE_CALL_STATES } from '#shared/domain/call-state.ts';
import type { Schema } from '#store/schema.ts';
import type { CallFilter } from '../app-types.ts';
import { type CallRecord, type RecordingRow, toCallEvent, toTurn, toUtterance } from './model.ts';
import { matchExpression } from './fts.ts';

export type Db = Kysely<Schema>;

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

/** One page of calls and how many there are in all. Rows are read for the page alone: what stands before it is skipped in the index. */
export async function listCalls(db: Db, orgId: string, filter: CallFilter): Promise<{ records: CallRecord[]; total: number }> {
  const column = filter.sort.endsWith('duration') ? 'calls.duration_ms' : 'calls.created_at';
  const direction = filter.sort.startsWith('-') ? 'desc' : 'asc';
  const matching = db.selectFrom('calls').where((eb) => eb.and([eb('calls.org_id', '=', orgId), ...conditions(eb, orgId, filter)]));
  const [page, counted] = await Promise.all([
    matching
      .select('calls.id')
      .orderBy(column, direction)
      .orderBy('calls.id', direction)
      .limit(filter.limit)
      .offset((filter.page - 1) * filter.limit)
      .execute(),
    matching.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  const ids = page.map((one) => one.id);
  const rows = ids.length === 0 ? [] : await selectRecords(db).where('calls.id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, toRecord(row)]));
  return { records: ids.flatMap((id) => byId.get(id) ?? []), total: Number(counted.total) };
}

function conditions(eb: ExpressionBuilder<Schema, 'calls'>, orgId: string, filter: CallFilter) {
  const all = [];
  if (filter.state) all.push(eb('calls.state', '=', filter.state));
  if (filter.live === 'true') all.push(eb('calls.state', 'in', [...LIVE_CALL_STATES]));
  if (filter.live === 'false') all.push(eb('calls.state', 'not in', [...LIVE_CALL_STATES]));
  if (filter.scenario_id) all.push(eb('calls.scenario_id', '=', filter.scenario_id));
  if (filter.disposition) all.push(eb('calls.disposition', '=', filter.disposition));
  if (filter.direction) all.push(eb('calls.direction', '=', filter.direction));
  if (filter.from_date) all.push(eb('calls.created_at', '>=', Date.parse(filter.from_date)));
  if (filter.to_date) all.push(eb('calls.created_at', '<=', Date.parse(filter.to_date)));
  if (filter.min_duration !== undefined) all.push(eb('calls.duration_ms', '>=', Math.round(filter.min_duration * 1000)));
  if (filter.q?.trim()) all.push(mentions(eb, orgId, filter.q.trim()));
  return all;
}

/** A part of a number or a scenario's name, or words that were said. Each way uses its own index, so they are united instead of or-ed. */
function mentions(eb: ExpressionBuilder<Schema, 'calls'>, orgId: string, q: string) {
  const like = (text: string) => `%${text.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;
  const digits = q.replace(/[\s().-]/g, '');
  const ways = [sql`select id from calls where org_id = ${orgId} and scenario_name like ${like(q)} escape '\\'`];
  if (/^\+?\d+$/.test(digits)) {
    ways.push(
      sql`select id from calls where org_id = ${orgId} and to_number like ${like(digits)} escape '\\'`,
      sql`select id from calls where org_id = ${orgId} and from_number like ${like(digits)} escape '\\'`,
    );
  }
  const match = matchExpression(q);
  if (match) {
    ways.push(sql`select u.call_id from utterances_fts f join utterances u on u.row_id = f.rowid
      where utterances_fts match ${match} and u.org_id = ${orgId}`);
  }
  return eb(sql<boolean>`calls.id in (${sql.join(ways, sql` union `)})`, '=', sql<boolean>`1`);
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
