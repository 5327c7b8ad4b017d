/** A file as an answer, whole or by range, also while it still grows. Source: RFC 9110 §14. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { AppError } from '#shared/domain/errors.ts';

export type ServedFile = {
  path: string;
  /** False while somebody still writes to it. */
  complete: boolean;
  mediaType: string;
  fileName: string;
};

export type ByteRange = { start: number; end: number };

/**
 * The one range of a `Range` header that a file of `size` bytes can give; `end` is inclusive.
 * @returns `whole` when there is no range or one that may be ignored (several ranges, another unit, nonsense), `unsatisfiable` for one beyond the file
 */
export function readRange(header: string | null, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return 'whole';
  if (from === '') return Number(to) === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - Number(to)), end: size - 1 };
  const start = Number(from);
  if (to !== '' && Number(to) < start) return 'whole';
  if (start >= size) return 'unsatisfiable';
  return { start, end: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}

/** @throws AppError NOT_FOUND when the file is gone */
export async function serveFile(file: ServedFile, request: Request): Promise<Response> {
  const { size, mtimeMs } = await stat(file.path).catch((cause: unknown) => {
    throw new AppError('NOT_FOUND', 'The recording is not on this disk.', { details: 'The call and its transcript are safe.', cause });
  });
  const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
  const headers = new Headers({
    'Accept-Ranges': 'bytes',
    'Content-Type': file.mediaType,
    'Content-Disposition': `inline; filename="${file.fileName.replaceAll(/[^\w.-]/g, '_')}"`,
    'Cache-Control': file.complete ? 'private, no-cache' : 'no-store',
  });
  if (file.complete) headers.set('ETag', tag);
  if (file.complete && request.headers.get('If-None-Match') === tag) return new Response(null, { status: 304, headers });

  const ifRange = request.headers.get('If-Range');
  const range = ifRange !== null && ifRange !== tag ? 'whole' : readRange(request.headers.get('Range'), size);
  if (range === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${size}`);
    headers.delete('Content-Disposition');
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range === 'whole' ? { start: 0, end: size - 1 } : range;
  headers.set('Content-Length', String(end - start + 1));
  if (range !== 'whole') headers.set('Content-Range', `bytes ${start}-${end}/${size}`);
  const empty = request.method === 'HEAD' || size === 0;
  return new Response(empty ? null : read(file.path, start, end), { status: range === 'whole' ? 200 : 206, headers });
}

function read(path: string, start: number, end: number): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(path, { start, end })) as NodeReadableStream<Uint8Array> as ReadableStream<Uint8Array>;
}
