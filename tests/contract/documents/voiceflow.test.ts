/** Every endpoint and error that the VoiceFlow document prints, key by key, against a running hub. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { A_TALK, type DocumentHub, PASSWORD, type Person, startDocumentHub } from './document-hub.ts';

let hub: DocumentHub;
let owner: Person;
let token: string;
let own: string;
let completed: string;

const HOUR = 3_600_000;

beforeAll(async () => {
  hub = await startDocumentHub();
  owner = await hub.signUp('user@company.com');
  token = owner.access_token;
  own = (
    await hub.ask('POST', '/realtime/custom-scenario', {
      token,
      body: { name: 'Desk', persona: 'You are Kim.', prompt: 'Help.', voice_type: 'sarah', temperature: 0.7 },
    })
  ).body.scenario_id as string;
  const scenario = { id: own, name: 'Desk' };
  completed = await hub.past(owner, { said: A_TALK, scenario, at: Date.now() - HOUR, to: '+15559876543' });
  await hub.past(owner, { said: ['Hello.', 'This is terrible, I want to speak to a person.'], scenario, at: Date.now() - 2 * HOUR });
  await hub.past(owner, { state: 'no_answer', at: Date.now() - 3 * HOUR });
  await hub.past(owner, { said: A_TALK, at: Date.now() - 10 * 24 * HOUR });
});
afterAll(() => hub.close());

const get = (path: string, as = token) => hub.ask('GET', path, { token: as });
const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const DASHED = expect.stringMatching(/^\+1-\d{3}-\d{3}-\d{4}$/);
const WHOLE = expect.toSatisfy((value: unknown) => Number.isInteger(value), 'a whole number');
const change = (unit: string) => expect.stringMatching(new RegExp(`^[+-]\\d+\\.\\d${unit}$`));

const USER = { id: expect.stringMatching(/^usr_/), company_name: 'Acme Corporation', created_at: ISO };

test('POST /auth/signup and /auth/login', async () => {
  const signedUp = await hub.ask('POST', '/auth/signup', {
    body: { email: 'second@company.com', password: 'securepassword', company_name: 'Acme Corporation' },
  });
  expect(signedUp.status).toBe(200);
  expect(signedUp.body).toMatchObject({ token: expect.any(String), user: { ...USER, email: 'second@company.com' } });
  const signedIn = await hub.ask('POST', '/auth/login', { body: { email: 'second@company.com', password: 'securepassword' } });
  expect(signedIn.status).toBe(200);
  expect(signedIn.body).toMatchObject({ token: expect.any(String), user: signedUp.body.user as object });
  expect((await get('/auth/me', signedIn.body.token as string)).status).toBe(200);
});

test('GET /auth/me', async () => {
  const { status, body } = await get('/auth/me');
  expect(status).toBe(200);
  expect(body).toMatchObject({ ...USER, email: 'user@company.com' });
});

test('GET /agents: the scenarios one can call with, and what their calls show', async () => {
  const { status, body } = await get('/agents');
  expect(status).toBe(200);
  const agents = body as unknown as Record<string, unknown>[];
  for (const agent of agents) {
    expect(agent).toMatchObject({
      id: expect.any(String),
      name: expect.any(String),
      role: expect.any(String),
      status: 'active',
      channels: ['phone'],
      phone_number: DASHED,
      total_calls: WHOLE,
      total_chats: 0,
      success_rate: WHOLE,
      avg_response_time: expect.stringMatching(/^\d+\.\ds$/),
      last_active: expect.any(String),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
  }
  expect(agents.find(({ id }) => id === own)).toMatchObject({
    name: 'Desk',
    total_calls: 2,
    success_rate: 50,
    avg_response_time: '0.7s',
    last_active: '1 hour ago',
  });
  expect(agents.find(({ id }) => id === 'sales')).toMatchObject({ total_calls: 2, success_rate: 100 });
  expect(agents.find(({ id }) => id === 'survey')).toMatchObject({
    total_calls: 0,
    success_rate: 0,
    avg_response_time: '0.0s',
    last_active: 'never',
  });
});

test('GET, PUT and DELETE /agents/{agent_id}', async () => {
  const before = await get(`/agents/${own}`);
  expect(before.status).toBe(200);
  expect(before.body).toMatchObject({ id: own, name: 'Desk', persona: 'You are Kim.', prompt: 'Help.', voice: 'coral', voice_type: 'sarah' });
  const changed = await hub.ask('PUT', `/agents/${own}`, {
    token,
    body: { name: 'Front desk', role: 'Customer Support Specialist', description: 'Handles customer inquiries', voice: 'emma' },
  });
  expect(changed.status).toBe(200);
  expect(changed.body).toMatchObject({ id: own, name: 'Front desk', role: 'Customer Support Specialist', voice: 'shimmer', prompt: 'Help.' });
  // As clients do that read, change one field and send all of it back.
  const again = await hub.ask('PUT', `/agents/${own}`, { token, body: { ...changed.body, role: 'Customer Support' } });
  expect(again.body).toMatchObject({ ...changed.body, role: 'Customer Support', description: 'Customer Support' });

  const made = await hub.ask('POST', '/realtime/custom-scenario', { token, body: { persona: 'p', prompt: 'p', voice_type: 'marin' } });
  const id = made.body.scenario_id as string;
  expect((await hub.ask('PUT', `/api/v1/agents/${id}`, { token, body: { name: 'Renamed' } })).body).toMatchObject({ id, name: 'Renamed' });
  const stranger = (await hub.signUp('stranger@company.com')).access_token;
  expect((await hub.ask('DELETE', `/agents/${id}`, { token: stranger })).status).toBe(404);
  expect((await hub.ask('DELETE', `/agents/${id}`, { token })).body).toMatchObject({ success: true, id });
  expect((await get(`/agents/${id}`)).status).toBe(404);
  expect((await hub.ask('DELETE', '/agents/sales', { token })).status).toBe(403);
});

test('pause and activate: a paused agent places no calls', async () => {
  const paused = await hub.ask('POST', '/agents/survey/pause', { token });
  expect(paused.status).toBe(200);
  expect(paused.body).toEqual({ success: true, id: 'survey', status: 'paused' });
  expect((await get('/agents/survey')).body).toMatchObject({ status: 'paused' });
  const call = await get('/make-call/+15005550110/survey');
  expect(call.status).toBe(403);
  expect(call.body).toMatchObject({ code: 'CALL_BLOCKED', params: { reasons: [expect.any(String)] } });
  const stranger = (await hub.signUp('unpaused@company.com')).access_token;
  expect((await get('/agents/survey', stranger)).body).toMatchObject({ status: 'active' });
  expect((await hub.ask('POST', '/agents/survey/activate', { token })).body).toEqual({ success: true, id: 'survey', status: 'active' });
  for (const [method, path] of [
    ['GET', ''],
    ['PUT', ''],
    ['DELETE', ''],
    ['POST', '/pause'],
    ['GET', '/conversations'],
  ] as const) {
    const answer = await hub.ask(method, `/agents/nothing${path}`, { token, ...(method === 'PUT' ? { body: {} } : {}) });
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'NOT_FOUND', message: 'There is no such agent.' });
  }
});

test('GET /agents/{agent_id}/conversations', async () => {
  const { status, body } = await get(`/agents/${own}/conversations?limit=1`);
  expect(status).toBe(200);
  expect(body).toEqual([
    {
      id: completed,
      type: 'phone',
      customer_info: '+1-555-987-6543',
      start_time: ISO,
      duration: '3m 24s',
      duration_seconds: 204,
      status: 'completed',
      summary: expect.any(String),
    },
  ]);
});

test('GET /analytics/overview', async () => {
  for (const path of ['/analytics/overview', '/analytics/overview?time_range=7d&agent_id=', '/api/v1/analytics/overview?time_range=7d']) {
    const { status, body } = await get(path);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      total_interactions: 3,
      success_rate: 50,
      avg_response_time: 0.7,
      customer_satisfaction: 3,
      interactions_change: '+200.0%',
      success_rate_change: '-50.0%',
      response_time_change: change('s'),
      satisfaction_change: '-2.0',
    });
  }
  expect((await get(`/analytics/overview?time_range=90d&agent_id=${own}`)).body).toMatchObject({
    total_interactions: 2,
    interactions_change: '+0.0%',
  });
  const other = (await hub.signUp('empty@company.com')).access_token;
  expect((await get('/analytics/overview?time_range=24h', other)).body).toMatchObject({
    total_interactions: 0,
    success_rate: 0,
    avg_response_time: 0,
    customer_satisfaction: 0,
    interactions_change: '+0.0%',
  });
  expect((await get('/analytics/overview?time_range=1y')).status).toBe(422);
});

test('GET /analytics/metrics, /performance, /agents/comparison', async () => {
  const metrics = (await get('/analytics/metrics')).body.data as { date: string; calls: number; chats: number; total: number }[];
  expect(metrics).toHaveLength(7);
  expect(metrics.at(-1)).toMatchObject({ date: new Date().toISOString().slice(0, 10), chats: 0 });
  for (const day of metrics) expect(day.total).toBe(day.calls + day.chats);
  expect((await get('/analytics/metrics?time_range=30d')).body.data).toHaveLength(30);
  const performance = (await get('/analytics/performance')).body.data as object[];
  expect(performance).toHaveLength(7);
  expect(performance[0]).toEqual({ date: expect.any(String), success_rate: 0, avg_response_time: 0, satisfaction: 0 });
  const comparison = (await get('/analytics/agents/comparison')).body.agents as { id: string }[];
  expect(comparison.find(({ id }) => id === own)).toEqual({
    id: own,
    name: expect.any(String),
    calls: 2,
    success_rate: 50,
    avg_response_time: 0.7,
    satisfaction: 3,
  });
});

test('GET /analytics/realtime', async () => {
  const { status, body } = await get('/analytics/realtime');
  expect(status).toBe(200);
  expect(body).toEqual({ active_calls: 0, active_chats: 0, queued_interactions: 0, online_agents: WHOLE });
});

test('GET /calls/logs', async () => {
  const { status, body } = await get('/calls/logs?page=1&limit=3&search=&status=&type=&agent_id=');
  expect(status).toBe(200);
  expect(body).toMatchObject({ total: 4, page: 1, limit: 3, total_pages: 2 });
  const logs = body.logs as Record<string, unknown>[];
  expect(logs).toHaveLength(3);
  expect(logs[0]).toMatchObject({
    id: completed,
    type: 'phone',
    customer_info: '+1-555-987-6543',
    agent_name: 'Desk',
    start_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    duration: '3m 24s',
    status: 'completed',
    resolution: 'resolved',
    summary: expect.any(String),
    sentiment: 'positive',
    tags: expect.any(Array),
  });
  const counted = async (query: string) => (await get(`/calls/logs?${query}`)).body.total;
  expect(await counted('status=completed')).toBe(2);
  expect(await counted('status=escalated')).toBe(1);
  expect(await counted('status=failed')).toBe(1);
  expect(await counted('type=phone')).toBe(4);
  expect(await counted('type=chat')).toBe(0);
  expect(await counted(`agent_id=${own}`)).toBe(2);
  expect(await counted('search=terrible')).toBe(1);
  expect(await counted('search=987')).toBe(1);
  expect((await get('/calls/logs')).body).toMatchObject({ page: 1, limit: 20 });
  for (const signs of ['%F0%9F%98%80', '%22', '(((']) expect(await counted(`search=${signs}`), signs).toBe(0);
  expect((await get('/calls/logs?status=lost')).status).toBe(422);
});

test('GET /calls/{call_id}', async () => {
  const { status, body } = await get(`/calls/${completed}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: completed, type: 'phone', status: 'completed', duration: '3m 24s' });
  expect((body.transcript as object[])[0]).toMatchObject({
    speaker: 'agent',
    message: A_TALK[0],
    timestamp: expect.stringMatching(/^\d\d:\d\d:\d\d$/),
  });
  expect((body.transcript as object[])[1]).toMatchObject({ speaker: 'customer', message: A_TALK[1] });
  expect(body.analysis).toMatchObject({ key_topics: expect.any(Array), customer_intent: expect.any(String), resolution_quality: expect.any(Number) });
  const stranger = (await hub.signUp('curious@company.com')).access_token;
  const missing = await get(`/calls/${completed}`, stranger);
  expect(missing.status).toBe(404);
  expect(missing.body).toMatchObject({ message: expect.any(String), details: expect.any(String), code: 'NOT_FOUND' });
});

test('GET /calls/{call_id} hides a number that was spoken in two sentences, unless it is asked for', async () => {
  const said = ['Which number may I note?', 'It is five five five, zero one two', 'Yes?', 'three nine eight seven.'];
  const id = await hub.past(owner, { said });
  const words = async (query: string) => JSON.stringify((await get(`/calls/${id}${query}`)).body.transcript);
  for (const part of ['zero one two', 'nine eight seven']) {
    expect(await words('')).not.toContain(part);
    expect(await words('?redacted=false')).toContain(part);
  }
});

test('GET /calls/{call_id} of a call that is not over says so to its people alone', async () => {
  const placed = await hub.ask('POST', '/api/v1/calls', { token, body: { to: '+15005550110', scenario_id: 'sales' } });
  const id = placed.body.call_id as string;
  const live = await get(`/calls/${id}`);
  expect([live.status, live.body.code, live.body.params]).toEqual([404, 'NOT_FOUND', { call_id: id, live: true }]);
  expect(live.body.details).toContain(`/ws/calls/${id}`);
  const stranger = (await hub.signUp('listener@company.com')).access_token;
  expect((await get(`/calls/${id}`, stranger)).body).toMatchObject({ code: 'NOT_FOUND', params: {} });
  expect((await hub.ask('POST', `/api/v1/calls/${id}/actions`, { token, body: { action: 'hangup' } })).status).toBe(200);
  await expect.poll(async () => (await get(`/calls/${id}`)).status, { timeout: 20_000 }).toBe(200);
});

test('errors carry message, details and code, whatever they are', async () => {
  const forbidden = await hub.ask('POST', '/api/v1/auth/tokens', { token, body: { name: 'reader', scopes: ['read'] } });
  const reader = forbidden.body.token as string;
  for (const [status, code, answer] of [
    [401, 'UNAUTHENTICATED', await hub.ask('GET', '/auth/me')],
    [401, 'INVALID_CREDENTIALS', await hub.ask('POST', '/auth/login', { body: { email: 'nobody@company.com', password: PASSWORD } })],
    [403, 'FORBIDDEN', await hub.ask('POST', '/agents/sales/pause', { token: reader })],
    [404, 'NOT_FOUND', await get('/agents/nothing')],
    [422, 'VALIDATION_ERROR', await get('/calls/logs?page=none')],
    [400, 'BAD_REQUEST', await hub.ask('PUT', `/agents/${own}`, { token, raw: '{', headers: { 'content-type': 'application/json' } })],
  ] as const) {
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ code, message: expect.any(String), details: expect.any(String) });
    expect(answer.body.message).not.toBe('');
  }
});

test('a faulty sign-up is answered by field, a taken address with a reason', async () => {
  const { status, body } = await hub.ask('POST', '/auth/signup', { body: { email: 'nobody', password: PASSWORD } });
  expect(status).toBe(422);
  expect(body).toMatchObject({ code: 'VALIDATION_ERROR', message: expect.any(String), errors: [{ loc: ['body', 'email'] }] });
  const taken = await hub.ask('POST', '/auth/signup', { body: { email: 'user@company.com', password: PASSWORD } });
  expect(taken.status).toBe(409);
  expect(taken.body).toMatchObject({ code: 'CONFLICT', message: expect.any(String) });
  const weak = await hub.ask('POST', '/auth/signup', { body: { email: 'weak@company.com', password: '12345678' } });
  expect(weak.status).toBe(422);
});

test.each(['company', 'agent', 'knowledge', 'voice', 'channels', 'deploy'])('POST /onboarding/%s is absent', async (step) => {
  const { status, body } = await hub.ask('POST', `/onboarding/${step}`, { token, body: {} });
  expect(status).toBe(404);
  expect(body).toMatchObject({ message: expect.any(String), code: 'NOT_FOUND' });
});
