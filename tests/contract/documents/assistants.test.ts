/** What the Assistants document and its second part about numbers print, key by key, against a running hub. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DocumentHub, startDocumentHub } from './document-hub.ts';

let hub: DocumentHub;
let token: string;

beforeAll(async () => {
  hub = await startDocumentHub();
  token = (await hub.signUp('user@example.com')).access_token;
});
afterAll(() => hub.close());

const CONFIG = {
  name: 'Reception',
  firstMessage: 'Hello, how can I help?',
  model: {
    provider: 'vapi',
    model: 'a-model',
    temperature: 0.7,
    maxTokens: 500,
    emotionRecognitionEnabled: true,
    messages: [{ role: 'system', content: 'Be kind.' }],
  },
  voice: { provider: 'rime-ai', voiceId: 'marsh', speed: 1 },
};
const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
const ask = (method: string, path: string, body?: unknown, as = token) => hub.ask(method, path, { token: as, body });

test('an assistant is created, read, listed, changed and deleted, in the envelope', async () => {
  const created = await ask('POST', '/assistant', CONFIG);
  expect(created.status).toBe(201);
  expect(created.body).toEqual({
    success: true,
    data: { ...CONFIG, id: expect.stringMatching(/^asst_/), orgId: expect.stringMatching(/^org_/), createdAt: ISO, updatedAt: ISO, deployment: null },
  });
  const { id } = created.body.data as { id: string };
  expect((await ask('GET', `/assistant/${id}`)).body).toEqual(created.body);

  await ask('POST', '/assistant', { ...CONFIG, name: 'Later' });
  const list = await ask('GET', '/assistant');
  expect(list.body).toMatchObject({ success: true, data: [{ name: 'Later' }, { name: 'Reception' }] });
  expect((await ask('GET', '/assistant?limit=1')).body.data).toHaveLength(1);
  expect((await ask('GET', `/assistant?createdAtGt=${new Date(Date.now() + 60_000).toISOString()}`)).body.data).toEqual([]);

  const changed = await ask('PATCH', `/assistant/${id}`, { firstMessage: 'Good morning.', analysisPlan: { summaryPlan: { enabled: true } } });
  expect(changed.status).toBe(200);
  expect(changed.body.data).toMatchObject({ id, name: 'Reception', firstMessage: 'Good morning.', model: CONFIG.model, analysisPlan: {} });

  const stranger = (await hub.signUp('stranger@example.com')).access_token;
  for (const [method, body] of [['GET'], ['DELETE'], ['PATCH', {}]] as const) {
    const answer = await ask(method, `/assistant/${id}`, body, stranger);
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ success: false, error: 'There is no such assistant.' });
  }
  expect((await ask('DELETE', `/assistant/${id}`)).body).toMatchObject({ success: true, data: { id } });
  expect((await ask('GET', `/assistant/${id}`)).body).toMatchObject({ success: false, error: expect.any(String) });
});

test.each([
  [{ ...CONFIG, model: { ...CONFIG.model, provider: 'openai' } }, 'body.model.provider'],
  [{ ...CONFIG, name: '' }, 'body.name'],
  [{ name: 'No model' }, 'body.model'],
])('an invalid configuration is refused with the field in it', async (body, field) => {
  const answer = await ask('POST', '/assistant', body);
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ success: false, error: expect.any(String) });
  expect((answer.body.errors as { loc: string[] }[])[0]?.loc.join('.')).toBe(field);
});

test('without a token nothing is told', async () => {
  const answer = await hub.ask('POST', '/assistant', { body: CONFIG });
  expect(answer.status).toBe(401);
  expect(answer.body).toMatchObject({ success: false, error: expect.any(String), code: 'UNAUTHENTICATED' });
});

test.each([
  ['GET', '/phone-number'],
  ['GET', '/api/phone-numbers/list'],
  ['GET', '/api/phone-numbers/search'],
  ['POST', '/deployment'],
])('%s %s is absent, in the envelope', async (method, path) => {
  const { status, body } = await ask(method, path);
  expect(status).toBe(404);
  expect(body).toMatchObject({ success: false, error: expect.any(String) });
});

test('the canonical address holds the same assistants, in its own spelling', async () => {
  const created = await ask('POST', '/api/v1/assistants', CONFIG);
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({ id: expect.any(String), org_id: expect.any(String), name: 'Reception', config: CONFIG, created_at: ISO });
  expect(created.headers.get('location')).toBe(`/api/v1/assistants/${created.body.id as string}`);
  expect((await ask('GET', `/assistant/${created.body.id as string}`)).status).toBe(200);
  const voices = (await ask('GET', '/api/v1/voices')).body.items as { id: string; voice_types: string[]; names: string[] }[];
  expect(voices.find((one) => one.voice_types.includes('concerned_female'))).toMatchObject({ id: 'coral', names: ['sarah'] });
});
