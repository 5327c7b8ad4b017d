/** The printed limits and the keys of calls hold when the hub is stopped and started again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DocumentHub, PASSWORD, startDocumentHub } from './document-hub.ts';

let dataDir: string;
let hub: DocumentHub;
let token: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'trunkline-limits-'));
  hub = await startDocumentHub({ dataDir });
  token = (await hub.signUp('user@example.com')).access_token;
});
afterAll(async () => {
  await hub.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

const SCENARIO = { persona: 'You are friendly.', prompt: 'Sell a thing.', voice_type: 'aggressive_male', temperature: 0.7 };
const call = (key: string, path = '/make-call/+15005550110/sales') => hub.ask('GET', path, { token, headers: { 'idempotency-key': key } });
const create = (body: object) => hub.ask('POST', '/realtime/custom-scenario', { token, body });
const signIn = () => hub.ask('POST', '/auth/login', { body: { email: 'guessed@example.com', password: PASSWORD } });

test('attempts before a restart count after it, refused ones too; a key still rings once', async () => {
  const first = await call('one');
  expect(first.status).toBe(200);
  for (let n = 0; n < 5; n++) expect((await create(SCENARIO)).status).toBe(200);
  for (let n = 0; n < 5; n++) expect((await create({ ...SCENARIO, temperature: 9 })).status).toBe(422);
  for (let n = 0; n < 5; n++) expect((await signIn()).status).toBe(401);

  await hub.close();
  hub = await startDocumentHub({ dataDir });

  const again = await call('one');
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  expect(again.body.call_sid).toBe(first.body.call_sid);
  for (const refused of [await call('two'), await create(SCENARIO), await signIn()]) {
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ detail: expect.any(String), status_code: 429, code: 'RATE_LIMITED' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  }
});

test('a file is imported once for a key, across a restart too', async () => {
  token = (await hub.signUp('importer@example.com')).access_token;
  const file = (name: string) => ({ format: 'trunkline-scenario', format_version: 1, scenario: { name, persona: 'You are Kim.', prompt: 'Ask.' } });
  const send = (name: string) => hub.ask('POST', '/api/v1/scenarios/import', { token, body: file(name), headers: { 'idempotency-key': 'file' } });
  const first = await send('Mine');
  expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null]);
  await hub.close();
  hub = await startDocumentHub({ dataDir });
  const again = await send('Mine');
  expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([201, 'true', first.body]);
  const other = await send('Other');
  expect([other.status, other.body.code, other.body.params]).toEqual([409, 'IDEMPOTENCY_CONFLICT', { scenario_id: first.body.scenario_id }]);
  expect((await hub.ask('GET', '/api/v1/scenario-usage', { token })).body).toMatchObject({ used: 1 });
});

test('a key that comes with another call is refused, and nothing rings', async () => {
  token = (await hub.signUp('keys@example.com')).access_token;
  expect((await call('mine')).status).toBe(200);
  const other = await call('mine', '/make-call/+15005550111/sales');
  expect(other.status).toBe(409);
  expect(other.body).toMatchObject({ detail: expect.any(String), status_code: 409, code: 'IDEMPOTENCY_CONFLICT' });
  expect((await hub.ask('GET', '/api/v1/calls', { token })).body).toMatchObject({ total: 1 });
});
