import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRange, serveFile } from './file-range.ts';

let folder: string;
let path: string;
const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunkline-range-'));
  path = join(folder, 'call.wav');
  await writeFile(path, bytes);
});
afterAll(() => rm(folder, { recursive: true }));

const serve = (headers: Record<string, string> = {}, complete = true, method = 'GET') =>
  serveFile({ path, complete, mediaType: 'audio/wav', fileName: 'call_1.wav' }, new Request('http://localhost/x', { headers, method }));
const bodyOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

test('ranges of RFC 9110', () => {
  expect(readRange(null, 10)).toBe('whole');
  expect(readRange('bytes=0-', 10)).toEqual({ start: 0, end: 9 });
  expect(readRange('bytes=2-4', 10)).toEqual({ start: 2, end: 4 });
  expect(readRange('bytes=2-400', 10)).toEqual({ start: 2, end: 9 });
  expect(readRange('bytes=-3', 10)).toEqual({ start: 7, end: 9 });
  expect(readRange('bytes=-30', 10)).toEqual({ start: 0, end: 9 });
  for (const beyond of ['bytes=10-', 'bytes=10-20', 'bytes=-0']) expect(readRange(beyond, 10)).toBe('unsatisfiable');
  for (const ignored of ['bytes=4-2', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=-', 'bytes', 'bytes=a-b']) expect(readRange(ignored, 10)).toBe('whole');
});

test('a range never reaches beyond the file, whatever was asked', () => {
  const part = fc.oneof(fc.nat({ max: 30 }).map(String), fc.constant(''), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(part, part, fc.nat({ max: 25 }), (from, to, size) => {
      const range = readRange(`bytes=${from}-${to}`, size);
      if (typeof range === 'string') return;
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.start).toBeLessThanOrEqual(range.end);
      expect(range.end).toBeLessThan(size);
    }),
  );
});

test('the whole file, a part, nothing beyond it, and a check that it is still the same', async () => {
  const whole = await serve();
  expect([whole.status, whole.headers.get('accept-ranges'), whole.headers.get('content-length')]).toEqual([200, 'bytes', '1000']);
  expect(await bodyOf(whole)).toEqual(bytes);
  const part = await serve({ range: 'bytes=100-199' });
  expect([part.status, part.headers.get('content-range'), part.headers.get('content-length')]).toEqual([206, 'bytes 100-199/1000', '100']);
  expect(await bodyOf(part)).toEqual(bytes.subarray(100, 200));
  const beyond = await serve({ range: 'bytes=1000-' });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
  const tag = whole.headers.get('etag')!;
  expect((await serve({ 'if-none-match': tag })).status).toBe(304);
  expect((await serve({ 'if-range': tag, range: 'bytes=0-1' })).status).toBe(206);
  expect((await serve({ 'if-range': '"other"', range: 'bytes=0-1' })).status).toBe(200);
  const head = await serve({}, true, 'HEAD');
  expect([head.headers.get('content-length'), (await bodyOf(head)).length]).toEqual(['1000', 0]);
});

test('a file that grows gives what is there now, and is not kept by anybody', async () => {
  const before = await serve({ range: 'bytes=900-' }, false);
  await appendFile(path, bytes);
  expect((await bodyOf(before)).length).toBe(100);
  const after = await serve({ range: 'bytes=900-' }, false);
  expect([after.headers.get('content-range'), after.headers.get('cache-control'), after.headers.get('etag')]).toEqual([
    'bytes 900-1999/2000',
    'no-store',
    null,
  ]);
  expect((await bodyOf(after)).length).toBe(1100);
});

test('another form of a file has its own bytes, for any range, and a tag of its own', async () => {
  const covered = bytes.map((byte) => 255 - byte);
  const form = async function* (start: number, end: number) {
    yield covered.subarray(start, end + 1);
  };
  const file = {
    path: join(folder, 'form.wav'),
    complete: true,
    mediaType: 'audio/wav',
    fileName: 'Ä.wav',
    variant: 'v',
    read: form,
    download: true,
  };
  await writeFile(file.path, bytes);
  const part = await serveFile(file, new Request('http://localhost/x', { headers: { range: 'bytes=10-19' } }));
  expect(await bodyOf(part)).toEqual(covered.subarray(10, 20));
  expect(part.headers.get('content-disposition')).toBe(`attachment; filename="_.wav"; filename*=UTF-8''%C3%84.wav`);
  const plain = await serveFile({ path: file.path, complete: true, mediaType: 'audio/wav', fileName: 'x' }, new Request('http://localhost/x'));
  expect(part.headers.get('etag')).not.toBe(plain.headers.get('etag'));
});

test('a file that is gone is not found', async () => {
  const gone = serveFile({ path: join(folder, 'none'), complete: true, mediaType: 'audio/wav', fileName: 'x' }, new Request('http://localhost/x'));
  await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
