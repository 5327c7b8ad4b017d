import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as soon } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestHub, type TestHub } from './test-hub.ts';

const MEGABYTE = 1024 * 1024;
const PIECE = Buffer.alloc(MEGABYTE / 8, 32);

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.close());

/** Sends a whole body in pieces before it reads anything, as simple clients do. */
async function send(head: string, pieces: Iterable<Buffer>): Promise<string> {
  const { token } = await hub.signUp(`${crypto.randomUUID()}@example.com`);
  const { hostname, port } = new URL(hub.url);
  const socket = connect(Number(port), hostname);
  let failure: Error | undefined;
  socket.on('error', (error) => (failure = error));
  await once(socket, 'connect');
  socket.pause();
  socket.write(
    [
      'POST /api/v1/scenarios HTTP/1.1',
      `host: ${hostname}:${port}`,
      `authorization: Bearer ${token}`,
      'content-type: application/json',
      head,
      '',
      '',
    ].join('\r\n'),
  );
  for (const piece of pieces) {
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
    await soon();
  }
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  socket.resume().end();
  await once(socket, 'close');
  expect(failure).toBeUndefined();
  return answer;
}

function* repeated(times: number, around: (piece: Buffer) => Buffer, end: string) {
  for (let i = 0; i < times; i++) yield around(PIECE);
  yield Buffer.from(end);
}

test('whoever sends a body that is too large reads that it is, also after sending all of it', async () => {
  const announced = await send(
    `content-length: ${8 * MEGABYTE}`,
    repeated(64, (piece) => piece, ''),
  );
  expect(announced).toMatch(/^HTTP\/1\.1 413 /);
  expect(announced).toContain('PAYLOAD_TOO_LARGE');
  const chunk = (piece: Buffer) => Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
  const chunked = await send('transfer-encoding: chunked', repeated(64, chunk, '0\r\n\r\n'));
  expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
  expect(chunked).toContain('PAYLOAD_TOO_LARGE');
});
