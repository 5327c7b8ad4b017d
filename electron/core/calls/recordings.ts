/** Recordings: where they lie, how they end, how they are read. */
import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { Call } from '#shared/contract/calls.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { Db } from '#store/schema.ts';
import type { Peaks } from '../app-types.ts';
import type { RecordingClosed } from '../ports/voice-edge.ts';
import type { CallsContext } from './context.ts';
import type { LiveCall } from './live-call.ts';
import { type RecordingRow, toRecording } from './model.ts';

/** The folder of a call's recording, relative to the data folder. */
export function recordingFolder(callId: string, createdAt: number): string {
  return `recordings/${new Date(createdAt).toISOString().slice(0, 7)}/${callId}`;
}

/** The row that waits for a recording from before the call is dialled, so that a crash cannot hide its folder. */
export async function expectRecording(trx: Db, callId: string, orgId: string, at: number): Promise<void> {
  const path = recordingFolder(callId, at);
  await trx
    .insertInto('recordings')
    .values({ call_id: callId, org_id: orgId, state: 'none', path, channels: 2, created_at: at, updated_at: at })
    .execute();
}

/** Changes the row of a recording and tells the consoles. */
export async function changeRecording(
  context: CallsContext,
  live: LiveCall,
  change: (row: RecordingRow) => Partial<RecordingRow>,
): Promise<Call['recording']> {
  const row = await context.write.transaction().execute(async (trx) => {
    const before = await trx.selectFrom('recordings').selectAll().where('call_id', '=', live.callId).executeTakeFirstOrThrow();
    const patch = { ...change(before), updated_at: context.now() };
    await trx.updateTable('recordings').set(patch).where('call_id', '=', live.callId).execute();
    return { ...before, ...patch };
  });
  const recording = toRecording(row);
  live.call = { ...live.call, recording };
  context.publish('recording.state', { call_id: live.callId, ...recording }, { org_id: live.orgId, call_id: live.callId });
  return recording;
}

/** The columns of a recording that has its final file. */
export function closedColumns(dataDir: string, closed: Omit<RecordingClosed, 'call_id'>, state: 'closed' | 'recovered'): Partial<RecordingRow> {
  return {
    state,
    path: inData(dataDir, closed.path),
    peaks_path: inData(dataDir, closed.peaks_path),
    channels: closed.channels,
    duration_ms: Math.round(closed.seconds * 1000),
    bytes: closed.bytes,
    sha256: closed.sha256,
  };
}

/** A path as the database keeps it: relative to the data folder, with forward slashes. */
function inData(dataDir: string, path: string): string {
  const inside = isAbsolute(path) ? relative(resolve(dataDir), path) : path;
  return inside.split(sep).join('/');
}

function noRecording(): AppError {
  return new AppError('NOT_FOUND', 'This call has no recording.', { details: 'A recording begins when the call is answered.' });
}

/** The file of a recording: the finished one, or the one that still grows. @throws AppError NOT_FOUND */
export async function recordingPath(dataDir: string, row: RecordingRow | undefined): Promise<{ path: string; complete: boolean }> {
  if (!row || row.state === 'none') throw noRecording();
  if (row.sha256 !== null) return { path: join(dataDir, row.path), complete: true };
  const folder = join(dataDir, row.path);
  const files = await readdir(folder).catch(() => []);
  const growing = files.find((name) => name.endsWith('.wav'));
  if (!growing) throw noRecording();
  return { path: join(folder, growing), complete: false };
}

/** What the recorder writes beside the sound: peaks of customer and agent, 0 … 1. */
const peaksFile = z.object({ step_ms: z.number().positive(), seconds: z.number(), channels: z.array(z.array(z.number())) });

/** @throws AppError NOT_FOUND before the recording is closed */
export async function readPeaks(dataDir: string, row: RecordingRow | undefined): Promise<Peaks> {
  if (!row?.peaks_path) throw noRecording();
  const text = await readFile(join(dataDir, row.peaks_path), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new AppError('NOT_FOUND', 'The waveform of this recording is missing.', {
      details: 'The recording itself can be played. The file was moved or deleted outside the program.',
    });
  }
  return peaksFile.parse(JSON.parse(text));
}

/**
 * Makes what was recorded playable when nobody is left who could close it. Failures are logged and keep the files as they are.
 * @returns its length in milliseconds; undefined when nothing was recorded.
 */
export async function rescueRecording(context: CallsContext, live: LiveCall): Promise<number | undefined> {
  const row = await context.write.selectFrom('recordings').selectAll().where('call_id', '=', live.callId).executeTakeFirst();
  if (!row) return undefined;
  if (row.sha256 !== null) return row.duration_ms;
  const folder = join(context.dataDir, row.path);
  try {
    const recovered = await context.recoverRecording(folder);
    if (!recovered) {
      if (row.state !== 'none') await changeRecording(context, live, () => ({ state: 'failed', alarms: JSON.stringify(['No sound was saved.']) }));
      return undefined;
    }
    await changeRecording(context, live, () => closedColumns(context.dataDir, recovered, 'recovered'));
    await context.ledger.append(live.callId, {
      type: 'recording.recovered',
      text: 'The recording was made playable after it had broken off.',
      data: { seconds: recovered.seconds, sha256: recovered.sha256 },
    });
    return Math.round(recovered.seconds * 1000);
  } catch (error) {
    context.log.error({ err: error, call_id: live.callId, folder }, 'a recording could not be recovered; its files are kept');
    return undefined;
  }
}
