/** Transcripts of many calls in one file: written in the background, one export after the other. */
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Audit } from '#core/accounts/audit.ts';
import { createViewings } from '#core/accounts/viewings.ts';
import { findDetails, idsOfCalls } from '#core/calls/repo.ts';
import type { Log, Publish } from '#core/ports/host.ts';
import { mustRedact } from '#core/transcripts/must-redact.ts';
import type { ExportJob, ExportRequest } from '#shared/contract/exports.ts';
import { SUPERVISORS } from '#shared/contract/route.ts';
import { parseCallQuery } from '#shared/domain/call-query.ts';
import { AppError, notFound } from '#shared/domain/errors.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { newId } from '#shared/domain/ids.ts';
import { redactForFile } from '#shared/domain/redacted-call.ts';
import { exportTranscript, transcriptFileName } from '#shared/domain/transcript-export.ts';
import type { Connections, Db } from '#store/schema.ts';
import { audienceOf, type ExportRow, isOver, maySee, toExportJob } from './model.ts';
import { MAX_ZIP_ENTRIES, openZipFile, type ZipFile } from './zip-file.ts';

export type Exports = {
  /** @throws AppError VALIDATION_ERROR when a part of the query means nothing: the file would hold more than was meant */
  create(actor: Actor, request: ExportRequest): Promise<ExportJob>;
  list(actor: Actor): Promise<ExportJob[]>;
  /** @throws AppError NOT_FOUND */
  get(actor: Actor, exportId: string): Promise<ExportJob>;
  /** @throws AppError NOT_FOUND, FORBIDDEN, INVALID_CALL_STATE before it is finished */
  file(actor: Actor, exportId: string): Promise<{ path: string; fileName: string }>;
  /** Cancels one that is under way; deletes one that is over. */
  remove(actor: Actor, exportId: string): Promise<void>;
  /** Deletes every export of an organization, because somebody in them was erased. @returns how many files there were */
  eraseAll(orgId: string): Promise<number>;
  /** Deletes the files with calls from before this moment, because retention deletes the calls. @returns how many there were */
  eraseOlderThan(orgId: string, at: number): Promise<number>;
  /** Ends on paper what an earlier process left. */
  recover(): Promise<void>;
  close(): Promise<void>;
};

type Deps = Connections & {
  dataDir: string;
  audit: Audit;
  publish: Publish;
  log: Log;
  now: () => number;
};

const CALLS_AT_A_TIME = 40;
const LISTED = 200;
const CLOSED = 'The program was closed.';

export function createExports({ read, write, dataDir, audit, publish, log, now }: Deps): Exports {
  const folder = join(dataDir, 'exports');
  const pathOf = (id: string) => join(folder, `${id}.zip`);
  const underWay = new Map<string, { orgId: string; stop: AbortController; over: Promise<void> }>();
  const viewings = createViewings();
  let last: Promise<unknown> = Promise.resolve();

  const rows = (db: Db) =>
    db.selectFrom('exports').innerJoin('users', 'users.id', 'exports.user_id').selectAll('exports').select('users.name as requested_by');

  async function save(id: string, patch: Partial<Omit<ExportRow, 'requested_by'>>): Promise<ExportRow | undefined> {
    await write.updateTable('exports').set(patch).where('id', '=', id).execute();
    const row = await rows(write).where('exports.id', '=', id).executeTakeFirst();
    if (row) publish('export.updated', toExportJob(row), audienceOf(row));
    return row;
  }

  async function own(actor: Actor, id: string): Promise<ExportRow> {
    const row = await rows(write).where('exports.id', '=', id).executeTakeFirst();
    if (!row || !maySee(actor, row)) throw notFound('export');
    return row;
  }

  async function run(actor: Actor, id: string, request: ExportRequest, signal: AbortSignal): Promise<void> {
    let zip: ZipFile | undefined;
    try {
      signal.throwIfAborted();
      const ids = await idsOfCalls(read, actor.org_id, { ...request.filters, q: request.query, redacted: mustRedact(actor) }, MAX_ZIP_ENTRIES + 1);
      if (ids.length > MAX_ZIP_ENTRIES) throw tooMany();
      await save(id, { state: 'running', total: ids.length });
      const detail = { format: request.format, redacted: request.redacted, calls: ids.length };
      await audit.record({ org_id: actor.org_id, actor, action: 'transcript.exported', subject: { type: 'export', id }, detail });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      zip = await openZipFile(pathOf(id));
      for (let from = 0; from < ids.length; from += CALLS_AT_A_TIME) {
        signal.throwIfAborted();
        const calls = await findDetails(read, actor.org_id, ids.slice(from, from + CALLS_AT_A_TIME));
        for (const [index, found] of calls.entries()) {
          const call = request.redacted ? redactForFile(found) : found;
          const name = `${String(from + index + 1).padStart(5, '0')}-${transcriptFileName(call, request.format)}`;
          await zip.add(name, exportTranscript(call, request.format), new Date(call.created_at));
        }
        await save(id, { done: Math.min(ids.length, from + CALLS_AT_A_TIME) });
      }
      signal.throwIfAborted();
      const oldest_call_at = await oldestOf(ids);
      const bytes = await zip.finish();
      await save(id, { state: 'done', bytes, oldest_call_at, finished_at: now() });
    } catch (error) {
      await zip?.abandon();
      const isOurs = error instanceof AppError;
      if (!signal.aborted && !isOurs) log.error({ err: error, export_id: id }, 'an export failed');
      const reason = signal.aborted
        ? String(signal.reason)
        : isOurs
          ? [error.message, error.details].filter(Boolean).join(' ')
          : 'The file could not be written. Try again.';
      await save(id, { state: signal.aborted ? 'canceled' : 'failed', reason, finished_at: now() });
    }
  }

  /** What a legal hold keeps lives as long in files. @param ids oldest first */
  async function oldestOf(ids: readonly string[]): Promise<number> {
    const held = new Set((await read.selectFrom('legal_holds').select('call_id').execute()).map((hold) => hold.call_id));
    const oldest = ids.find((one) => !held.has(one));
    if (oldest === undefined) return Number.MAX_SAFE_INTEGER;
    const call = await read.selectFrom('calls').select('created_at').where('id', '=', oldest).executeTakeFirst();
    return call?.created_at ?? 0;
  }

  function start(actor: Actor, id: string, request: ExportRequest): void {
    const stop = new AbortController();
    // What is canceled while it waits does not wait to be over.
    const turn = Promise.race([last, once(stop.signal, 'abort')]);
    const over = turn
      .then(() => run(actor, id, request, stop.signal))
      .catch((error: unknown) => log.error({ err: error, export_id: id }, 'how an export ended could not be written down'))
      .finally(() => underWay.delete(id));
    last = Promise.all([last, over]);
    underWay.set(id, { orgId: actor.org_id, stop, over });
  }

  const discard = async (id: string) => {
    await rm(pathOf(id), { force: true });
    await write.deleteFrom('exports').where('id', '=', id).execute();
  };

  return {
    async create(actor, asked) {
      const { problems } = parseCallQuery(asked.query ?? '');
      if (problems.length > 0) {
        throw new AppError('VALIDATION_ERROR', 'A part of the query means nothing.', {
          details: 'Nothing was exported: the file would hold more than was meant.',
          errors: problems.map(({ text, message }) => ({ loc: ['body', 'query'], msg: `${text}: ${message}`, type: 'query' })),
        });
      }
      const request = { ...asked, redacted: mustRedact(actor, asked) };
      const at = now();
      const id = newId('exp', at);
      const row = {
        ...{ id, org_id: actor.org_id, user_id: actor.user_id, state: 'queued', format: request.format, redacted: Number(request.redacted) },
        ...{ request: JSON.stringify(request), created_at: at, finished_at: null },
      };
      await write.insertInto('exports').values(row).execute();
      const job = toExportJob(await own(actor, id));
      publish('export.updated', job, audienceOf(actor));
      start(actor, id, request);
      return job;
    },

    async list(actor) {
      let query = rows(read).where('exports.org_id', '=', actor.org_id);
      if (!SUPERVISORS.includes(actor.role)) query = query.where('exports.user_id', '=', actor.user_id);
      const found = await query.orderBy('exports.created_at', 'desc').orderBy('exports.id', 'desc').limit(LISTED).execute();
      return found.map(toExportJob);
    },

    get: async (actor, id) => toExportJob(await own(actor, id)),

    async file(actor, id) {
      const row = await own(actor, id);
      if (mustRedact(actor) && row.redacted === 0) {
        throw new AppError('FORBIDDEN', 'This file shows what your role may not see.', { details: 'Export it again: it will be redacted.' });
      }
      if (row.state !== 'done') {
        throw new AppError('INVALID_CALL_STATE', 'There is no file of this export.', { details: row.reason || 'It is still being written.' });
      }
      // Whoever asked for it was recorded then.
      if (row.redacted === 0 && row.user_id !== actor.user_id && viewings.isNew(actor, id)) {
        const subject = { type: 'export' as const, id };
        await audit.record({ org_id: actor.org_id, actor, action: 'transcript.viewed', subject, detail: { redacted: false } });
      }
      return { path: pathOf(id), fileName: toExportJob(row).file_name };
    },

    async remove(actor, id) {
      const row = await own(actor, id);
      const job = underWay.get(id);
      if (!isOver(row.state) && job) {
        job.stop.abort(`${actor.name} canceled it.`);
        return job.over;
      }
      await discard(id);
      await audit.record({ org_id: actor.org_id, actor, action: 'export.deleted', subject: { type: 'export', id } });
    },

    async eraseAll(orgId) {
      const jobs = [...underWay.values()].filter((job) => job.orgId === orgId);
      for (const job of jobs) job.stop.abort('Somebody was erased meanwhile.');
      await Promise.all(jobs.map((job) => job.over));
      const found = await write.selectFrom('exports').select(['id', 'state']).where('org_id', '=', orgId).execute();
      for (const { id } of found) await discard(id);
      return found.filter(({ state }) => state === 'done').length;
    },

    async eraseOlderThan(orgId, at) {
      const found = await write
        .selectFrom('exports')
        .select('id')
        .where('org_id', '=', orgId)
        .where('state', '=', 'done')
        .where((eb) => eb.or([eb('oldest_call_at', '<', at), eb('oldest_call_at', 'is', null)]))
        .execute();
      for (const { id } of found) await discard(id);
      return found.length;
    },

    async recover() {
      const open = await write.selectFrom('exports').select('id').where('state', 'in', ['queued', 'running']).execute();
      for (const { id } of open) {
        if (underWay.has(id)) continue;
        await rm(`${pathOf(id)}.part`, { force: true });
        await save(id, { state: 'canceled', reason: CLOSED, finished_at: now() });
      }
    },

    async close() {
      for (const { stop } of underWay.values()) stop.abort(CLOSED);
      await last;
    },
  };
}

function tooMany(): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', `One file holds ${MAX_ZIP_ENTRIES.toLocaleString('en')} calls at most.`, {
    details: 'Narrow the search, for example by dates, and export in parts.',
  });
}
