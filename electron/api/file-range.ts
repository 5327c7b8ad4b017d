/** A file as an answer, whole or by range, also while it still grows. Source: RFC 9110 §14. */
import { createHash } from 'node:crypto';
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
  /** The bytes of a range, end inclusive, where they are not simply those of the file; their number is the same. */
  read?: (start: number, end: number) => AsyncIterable<Uint8Array>;
  /** Tells forms of the same file apart. */
  variant?: string;
  /** It is to be saved rather than shown. */
  download?: boolean;
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
  const form = file.variant === undefined ? '' : `-${createHash('sha256').update(file.variant).digest('base64url').slice(0, 16)}`;
  const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}${form}"`;
  const headers = new Headers({
    'Accept-Ranges': 'bytes',
    'Content-Type': file.mediaType,
    'Content-Disposition': file.download ? attachment(file.fileName) : `inline; filename="${plainName(file.fileName)}"`,
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
  const body = empty ? null : stream(file.read?.(start, end) ?? createReadStream(file.path, { start, end }));
  return new Response(body, { status: range === 'whole' ? 200 : 206, headers });
}

/** A file name that every browser understands, and the true one for those that can. Source: RFC 6266. */
export function attachment(fileName: string): string {
  return `attachment; filename="${plainName(fileName)}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}

function plainName(fileName: string): string {
  return fileName.replaceAll(/[^\w.-]/g, '_');
}

function stream(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  return Readable.toWeb(Readable.from(bytes, { objectMode: false })) as NodeReadableStream<Uint8Array> as ReadableStream<Uint8Array>;
}
