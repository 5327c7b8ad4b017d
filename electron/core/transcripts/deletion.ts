/** Deleting calls for good: rows, search index, files. Used by retention and by the erasure of a person. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Db } from '#store/schema.ts';

/** Deletes every row of a call, its ledger too, in one transaction. The files go before it, so that no row outlives the report of its sound. */
export async function deleteCall(db: Db, dataDir: string, callId: string): Promise<{ utterances: number; recordings: number }> {
  const recordings = await deleteRecording(db, dataDir, callId);
  return db.transaction().execute(async (trx) => {
    await trx.insertInto('erasing').values({ call_id: callId }).execute();
    const { numDeletedRows } = await trx.deleteFrom('utterances').where('call_id', '=', callId).executeTakeFirst();
    for (const table of ['turns', 'recordings', 'analyses', 'transcripts', 'legal_holds', 'call_events'] as const) {
      await trx.deleteFrom(table).where('call_id', '=', callId).execute();
    }
    await trx.deleteFrom('idempotency_keys').where('made_id', '=', callId).execute();
    await trx.deleteFrom('calls').where('id', '=', callId).execute();
    await trx.deleteFrom('erasing').where('call_id', '=', callId).execute();
    return { utterances: Number(numDeletedRows), recordings };
  });
}

/** Deletes the folder of a call's recording and says so in its row. @returns how many recordings there were, 0 or 1 */
export async function deleteRecording(db: Db, dataDir: string, callId: string): Promise<number> {
  const recording = await db.selectFrom('recordings').select(['path', 'state']).where('call_id', '=', callId).executeTakeFirst();
  if (!recording) return 0;
  await rm(join(dataDir, ownFolder(recording.path, callId)), { recursive: true, force: true });
  if (recording.state === 'none') return 0;
  await db
    .updateTable('recordings')
    .set({ state: 'none', bytes: 0, duration_ms: 0, sha256: null, peaks_path: null })
    .where('call_id', '=', callId)
    .execute();
  return 1;
}

/** The folder of this call alone: the path is that folder while nothing is closed, and a file in it afterwards. */
function ownFolder(path: string, callId: string): string {
  const parts = path.split('/');
  const at = parts.indexOf(callId);
  return at === -1 ? path : parts.slice(0, at + 1).join('/');
}

/** Makes what was deleted leave the files: pages are overwritten, the log is written back and emptied. */
export async function leaveNoTrace(db: Db): Promise<void> {
  await sql`insert into utterances_fts(utterances_fts) values ('optimize')`.execute(db);
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
  await sql`vacuum`.execute(db);
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
}

/**
 * Copies of the database from before an update hold whatever was there then.
 * @param before only those that were written before this moment
 * @returns how many were deleted
 */
export async function removeBackups(dir: string, before = Number.POSITIVE_INFINITY): Promise<number> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  let removed = 0;
  for (const path of names.map((name) => join(dir, name))) {
    if ((await stat(path)).mtimeMs >= before) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}
