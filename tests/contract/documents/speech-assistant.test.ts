/** Every endpoint and error that the Speech Assistant document prints, key by key, against a running hub. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScenariosApp } from '#core/scenarios/service.ts';
import { scenarioInput } from '#shared/contract/scenarios.ts';
import { A_TALK, type DocumentHub, PASSWORD, type Person, startDocumentHub } from './document-hub.ts';

let hub: DocumentHub;
let owner: Person;
let token: string;

beforeAll(async () => {
  hub = await startDocumentHub();
  owner = await hub.signUp('user@example.com');
  token = owner.access_token;
});
afterAll(() => hub.close());

const SCENARIO = {
  persona: 'You are a friendly sales representative for a tech company. You like to listen.',
  prompt: 'Your goal is to understand the customer’s needs and provide solutions.',
  voice_type: 'aggressive_male',
  temperature: 0.7,
};
const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const JWT = expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
const WHOLE = expect.toSatisfy((value: unknown) => Number.isInteger(value), 'a whole number');

test('POST /auth/register', async () => {
  const { status, body, headers } = await hub.ask('POST', '/auth/register', { body: { email: 'second@example.com', password: 'secure_password' } });
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: WHOLE, email: 'second@example.com', is_active: true, access_token: JWT, token_type: 'bearer' });
  expect(headers.get('x-request-id')).toMatch(/^req_/);
  expect(headers.get('x-ratelimit-limit')).toBe('5');
  expect(headers.get('set-cookie')).toBeNull();
});

test('POST /auth/login', async () => {
  const { status, body } = await hub.ask('POST', '/auth/login', { body: { email: 'user@example.com', password: PASSWORD } });
  expect(status).toBe(200);
  expect(body).toMatchObject({ access_token: JWT, refresh_token: expect.any(String), token_type: 'bearer', expires_in: 1800 });
  expect(body.token).toBe(body.access_token);
  expect(body.user).toMatchObject({ email: 'user@example.com', is_active: true });
});

test('POST /token takes the form of OAuth 2 and counts as signing in', async () => {
  const good = await hub.ask('POST', '/token', { form: { username: 'User@Example.com', password: PASSWORD } });
  expect(good.status).toBe(200);
  expect(good.body).toMatchObject({ access_token: JWT, token_type: 'bearer' });
  expect(good.headers.get('x-ratelimit-limit')).toBe('5');
  const bad = await hub.ask('POST', '/token', { form: { username: 'nobody@example.com' } });
  expect(bad.status).toBe(422);
  expect(bad.body.errors).toEqual([{ loc: ['body', 'password'], msg: expect.any(String), type: expect.any(String) }]);
});

test('POST /auth/refresh turns a refresh token into new ones, once; POST /auth/logout ends the session', async () => {
  const { refresh_token } = await hub.signUp('refresh@example.com');
  const next = await hub.ask('POST', '/auth/refresh', { body: { refresh_token } });
  expect(next.status).toBe(200);
  expect(next.body).toMatchObject({ access_token: JWT, refresh_token: expect.any(String), token_type: 'bearer' });
  const fresh = next.body.access_token as string;
  expect((await hub.ask('POST', '/auth/logout', { token: fresh })).body).toEqual({ success: true });
  expect((await hub.ask('GET', '/users/me', { token: fresh })).status).toBe(401);
});

test('GET /users/me', async () => {
  const { status, body } = await hub.ask('GET', '/users/me', { token });
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: WHOLE, email: 'user@example.com', is_active: true, is_admin: true });
});

test('custom scenarios: created, listed, read, changed, deleted, each person’s own', async () => {
  const created = await hub.ask('POST', '/realtime/custom-scenario', { token, body: SCENARIO });
  expect(created.status).toBe(200);
  expect(created.body).toMatchObject({
    scenario_id: expect.stringMatching(/^custom_\d+_\d+(_\d+)?$/),
    message: 'Custom scenario created successfully',
    name: 'You are a friendly sales representative for a tech company.',
  });
  expect(created.headers.get('x-ratelimit-limit')).toBe('10');
  const second = await hub.ask('POST', '/realtime/custom-scenarios', { token, body: SCENARIO });
  expect(second.status).toBe(200);
  const id = created.body.scenario_id as string;
  expect(second.body.scenario_id).not.toBe(id);

  const list = await hub.ask('GET', '/custom-scenarios', { token });
  expect(list.status).toBe(200);
  expect(list.body).toHaveLength(2);
  expect(list.body.find((one) => (one as { scenario_id: string }).scenario_id === id)).toMatchObject({
    id: WHOLE,
    scenario_id: id,
    ...SCENARIO,
    created_at: ISO,
  });
  // The voice that the name stands for is the one that calls use.
  expect((await hub.ask('GET', `/api/v1/scenarios/${id}`, { token })).body).toMatchObject({ voice: 'ash', voice_type: 'aggressive_male' });

  const changed = { persona: 'Updated persona.', prompt: 'Updated prompt.', voice_type: 'concerned_female', temperature: 0.8 };
  const updated = await hub.ask('PUT', `/custom-scenarios/${id}`, { token, body: changed });
  expect(updated.status).toBe(200);
  expect(updated.body).toMatchObject({ id: WHOLE, scenario_id: id, ...changed, version: 2, message: 'Custom scenario updated successfully' });
  expect((await hub.ask('GET', `/custom-scenarios/${id}`, { token })).body).toMatchObject(changed);

  const other = await hub.signUp('other@example.com');
  expect((await hub.ask('GET', '/custom-scenarios', { token: other.access_token })).body).toEqual([]);
  for (const method of ['GET', 'DELETE']) expect((await hub.ask(method, `/custom-scenarios/${id}`, { token: other.access_token })).status).toBe(404);
  expect((await hub.ask('PUT', `/custom-scenarios/${id}`, { token: other.access_token, body: changed })).status).toBe(404);

  const deleted = await hub.ask('DELETE', `/custom-scenarios/${id}`, { token });
  expect(deleted.status).toBe(200);
  expect(deleted.body).toEqual({ message: 'Custom scenario deleted successfully' });
  expect((await hub.ask('GET', `/custom-scenarios/${id}`, { token })).status).toBe(404);
});

test('faulty scenarios are refused by field', async () => {
  const { status, body } = await hub.ask('POST', '/realtime/custom-scenario', {
    token: owner.access_token,
    body: { persona: '', prompt: 'p', voice_type: 'a robot', temperature: 7 },
  });
  expect(status).toBe(422);
  const named = (body.errors as { loc: string[] }[]).map(({ loc }) => loc.join('.'));
  expect(named).toEqual(['body.persona', 'body.voice_type', 'body.temperature']);
  expect(body).toMatchObject({ detail: expect.any(String), status_code: 422, code: 'VALIDATION_ERROR' });
});

test('20 scenarios a person', async () => {
  const person = await hub.signUp('prolific@example.com');
  const scenarios = createScenariosApp({ ...hub.store, now: Date.now });
  for (let n = 0; n < 20; n++) await scenarios.create(person.actor, scenarioInput.parse({ name: `No. ${n}`, persona: 'p', prompt: 'p' }));
  const { status, body } = await hub.ask('POST', '/realtime/custom-scenario', { token: person.access_token, body: SCENARIO });
  expect(status).toBe(400);
  expect(body).toMatchObject({ detail: expect.any(String), status_code: 400, code: 'SCENARIO_LIMIT_REACHED', params: { limit: 20 } });
  expect((await hub.ask('GET', '/custom-scenarios', { token: person.access_token })).body).toHaveLength(20);
});

test('10 new scenarios a minute', async () => {
  const busy = (await hub.signUp('busy@example.com')).access_token;
  const create = () => hub.ask('POST', '/realtime/custom-scenario', { token: busy, body: SCENARIO });
  const answers = [];
  for (let n = 0; n < 11; n++) answers.push(await create());
  expect(answers.map((one) => one.status)).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
  const refused = answers.at(-1);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused?.headers.get('x-ratelimit-remaining')).toBe('0');
  expect(refused?.body).toMatchObject({ success: false, status_code: 429, code: 'RATE_LIMITED', params: { limit: 10, window_seconds: 60 } });
  expect(refused?.body.detail).toMatch(/^Too many new scenarios, try again in \d+ s\.$/);
});

test('GET /make-call and /make-custom-call: the printed literals, two a minute together with POST /api/v1/calls', async () => {
  const caller = (await hub.signUp('caller@example.com')).access_token;
  const custom = (await hub.ask('POST', '/realtime/custom-scenario', { token: caller, body: SCENARIO })).body.scenario_id as string;
  const first = await hub.ask('GET', '/make-call/%2B15005550110/sales', { token: caller });
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({
    status: 'success',
    call_sid: expect.stringMatching(/^CA[0-9a-f]{32}$/),
    message: expect.any(String),
    phone_number: '+15005550110',
    call: {
      id: expect.any(String),
      to: '+15005550110',
      direction: 'outbound',
      scenario_id: 'sales',
      assistant_id: null,
      gate: { allowed: true, reasons: [] },
    },
  });
  expect(first.headers.get('x-ratelimit-limit')).toBe('2');
  const second = await hub.ask('GET', `/make-custom-call/15005550110/${custom}`, { token: caller });
  expect(second.status).toBe(200);
  expect(second.body).toMatchObject({ status: 'Custom call initiated', call_sid: expect.stringMatching(/^CA/), phone_number: '+15005550110' });
  const third = await hub.ask('POST', '/api/v1/calls', { token: caller, body: { to: '+15005550110', scenario_id: 'sales' } });
  expect(third.status).toBe(429);
  expect(third.body.detail).toMatchObject({ code: 'RATE_LIMITED' });
  for (const { body } of [first, second]) {
    const { id } = body.call as { id: string };
    await hub.ask('POST', `/api/v1/calls/${id}/actions`, { token: caller, body: { action: 'hangup' } });
  }
});

test('a call by GET needs a bearer token: no session cookie, no HEAD, no token without the scope', async () => {
  const signedIn = await hub.ask('POST', '/auth/login', {
    body: { email: 'user@example.com', password: PASSWORD },
    headers: { 'x-session': 'cookie' },
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  expect((await hub.ask('GET', '/users/me', { headers: { cookie } })).status).toBe(200);
  expect((await hub.ask('GET', '/make-call/+15005550110/sales', { headers: { cookie } })).status).toBe(401);
  const looked = await hub.ask('HEAD', '/make-call/+15005550110/sales', { token });
  expect([looked.status, looked.headers.get('allow')]).toEqual([405, 'GET']);
  const posted = await hub.ask('POST', '/make-call/+15005550110/sales', { token });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET']);
  const reader = await hub.ask('POST', '/api/v1/auth/tokens', { token, body: { name: 'reader', scopes: ['read'] } });
  expect((await hub.ask('GET', '/make-call/+15005550110/sales', { token: reader.body.token as string })).status).toBe(403);
});

test('an Idempotency-Key rings once', async () => {
  const caller = (await hub.signUp('once@example.com')).access_token;
  const once = () => hub.ask('GET', '/make-call/+15005550110/sales', { token: caller, headers: { 'idempotency-key': 'first' } });
  const [first, again] = [await once(), await once()];
  expect(again.body.call_sid).toBe(first.body.call_sid);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  await hub.ask('POST', `/api/v1/calls/${(first.body.call as { id: string }).id}/actions`, { token: caller, body: { action: 'hangup' } });
});

test.each([
  ['/make-call/not-a-number/sales', 422, 'NUMBER_MALFORMED'],
  ['/make-call/+15005550110/nothing', 404, 'NOT_FOUND'],
  ['/make-custom-call/+15005550110/sales', 404, 'NOT_FOUND'],
])('%s is refused', async (path, status, code) => {
  const caller = (await hub.signUp(`refused-${code}-${path.length}@example.com`)).access_token;
  const answer = await hub.ask('GET', path, { token: caller });
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ status_code: status, code, detail: expect.any(String) });
});

test('GET /api/enhanced-transcripts/: the printed list, paged, filtered, each person’s own', async () => {
  const person = await hub.signUp('transcripts@example.com');
  const ids = [];
  for (let n = 0; n < 3; n++) ids.push(await hub.past(person, { said: A_TALK, at: Date.parse('2024-01-15T10:30:00Z') + n * 60_000 }));
  for (const path of ['/api/enhanced-transcripts/', '/api/enhanced-transcripts']) {
    const { status, body, headers } = await hub.ask('GET', `${path}?skip=0&limit=2&call_direction=outbound&scenario_name=sales`, {
      token: person.access_token,
    });
    expect(status).toBe(200);
    expect(headers.get('x-total-count')).toBe('3');
    expect(headers.get('link')).toContain('skip=2&limit=2');
    expect(headers.get('link')).toContain('rel="next"');
    expect(body).toHaveLength(2);
    expect(body[0]).toMatchObject({
      id: WHOLE,
      transcript_sid: `GT${ids[2]?.slice(5)}`,
      call_date: ISO,
      duration: 204,
      call_direction: 'outbound',
      scenario_name: 'sales',
      participant_count: 2,
      conversation_turns: 4,
      total_words: WHOLE,
      summary: {
        duration_formatted: '3:24',
        participant_info: { '0': { role: 'customer', name: 'Customer' }, '1': { role: 'agent', name: 'AI Agent' } },
      },
    });
  }
  expect(
    (await hub.ask('GET', '/api/enhanced-transcripts/?skip=&limit=&call_direction=&scenario_name=', { token: person.access_token })).body,
  ).toHaveLength(3);
  const last = await hub.ask('GET', '/api/enhanced-transcripts/?skip=2&limit=2', { token: person.access_token });
  expect(last.body).toHaveLength(1);
  expect(last.headers.get('link')).toContain('rel="prev"');
  expect((await hub.ask('GET', '/api/enhanced-transcripts/?call_direction=inbound', { token: person.access_token })).body).toEqual([]);
  expect((await hub.ask('GET', '/api/enhanced-transcripts/', { token })).body).toEqual([]);
  expect((await hub.ask('GET', '/api/enhanced-transcripts/?limit=none', { token })).status).toBe(422);
  const dated = async (query: string) => (await hub.ask('GET', `/api/enhanced-transcripts/?${query}`, { token: person.access_token })).body.length;
  expect(await dated('date_from=2024-01-15&date_to=2024-01-15')).toBe(3);
  expect(await dated('date_to=2024-01-14')).toBe(0);
  expect(await dated('date_from=2024-01-15T10:31:00&date_to=2024-01-15T10:31:59')).toBe(1);
  expect(await dated('date_from=2024-01-15T11:31:00%2B01:00')).toBe(2);
  const beyond = await hub.ask('GET', '/api/enhanced-transcripts/?skip=100&limit=2', { token: person.access_token });
  expect(beyond.headers.get('link')).toMatch(/skip=2&limit=2>; rel="prev"/);
});

test('GET /api/enhanced-transcripts/{transcript_sid}: the printed document, whose sums add up', async () => {
  const person = await hub.signUp('transcript@example.com');
  const callId = await hub.past(person, { said: [...A_TALK, 'My card is 4111 1111 1111 1111, call me.'] });
  const sid = `GT${callId.slice(5)}`;
  const { status, body } = await hub.ask('GET', `/api/enhanced-transcripts/${sid}`, { token: person.access_token });
  expect(status).toBe(200);
  const flow = body.conversation_flow as { sequence: number; start_time: number; end_time: number; duration: number; word_count: number }[];
  const participant = (channel: number, role: string, name: string) => ({
    ...{ channel, role, name },
    total_speaking_time: expect.any(Number),
    word_count: WHOLE,
    sentence_count: WHOLE,
  });
  expect(body).toMatchObject({
    transcript_sid: sid,
    call_date: ISO,
    duration: 204,
    call_direction: 'outbound',
    scenario_name: 'sales',
    full_text: expect.stringContaining('Hello, this is Mike Thompson'),
    participant_info: { '0': participant(0, 'customer', 'Customer'), '1': participant(1, 'agent', 'AI Agent') },
    summary_data: { total_duration_seconds: 204, total_sentences: flow.length, total_words: WHOLE, participant_count: 2, average_confidence: 0.9 },
  });
  expect(flow[0]).toMatchObject({
    sequence: 1,
    speaker: { channel: 1, role: 'agent', name: 'AI Agent' },
    text: A_TALK[0],
    start_time: 0,
    end_time: 3,
    duration: 3,
    confidence: 0.9,
    word_count: 10,
  });
  expect(flow.map((one) => one.sequence)).toEqual(flow.map((_, index) => index + 1));
  for (const one of flow) expect(one.end_time - one.start_time).toBeCloseTo(one.duration, 6);
  const info = Object.values(body.participant_info as Record<string, { word_count: number; sentence_count: number }>);
  const { total_words, total_sentences } = body.summary_data as { total_words: number; total_sentences: number };
  expect(info.reduce((sum, one) => sum + one.word_count, 0)).toBe(total_words);
  expect(info.reduce((sum, one) => sum + one.sentence_count, 0)).toBe(total_sentences);
  expect(body.full_text).not.toContain('4111');
  const open = await hub.ask('GET', `/api/enhanced-transcripts/${sid}?redacted=false`, { token: person.access_token });
  expect(open.body.full_text).toContain('4111 1111 1111 1111');
  expect((await hub.ask('GET', `/api/enhanced-transcripts/${sid}`, { token })).status).toBe(404);
});

test('both participants stand in a transcript, also one who said nothing', async () => {
  const person = await hub.signUp('monologue@example.com');
  const callId = await hub.past(person, { said: A_TALK.slice(0, 1) });
  const { body: list } = await hub.ask('GET', '/api/enhanced-transcripts/', { token: person.access_token });
  expect(list[0]).toMatchObject({ participant_count: 2, summary: { participant_info: { '0': { role: 'customer', name: 'Customer' } } } });
  const { body } = await hub.ask('GET', `/api/enhanced-transcripts/GT${callId.slice(5)}`, { token: person.access_token });
  expect(body).toMatchObject({
    participant_info: {
      '0': { channel: 0, role: 'customer', name: 'Customer', total_speaking_time: 0, word_count: 0, sentence_count: 0 },
      '1': { channel: 1, role: 'agent', sentence_count: 1 },
    },
    summary_data: { participant_count: 2, total_sentences: 1 },
  });
});

test('errors carry the printed shape, and the names of the other documents beside it', async () => {
  const { status, body } = await hub.ask('GET', '/users/me');
  expect(status).toBe(401);
  expect(body).toMatchObject({
    detail: expect.any(String),
    status_code: 401,
    message: expect.any(String),
    details: expect.any(String),
    code: 'UNAUTHENTICATED',
    success: false,
    error: expect.any(String),
    request_id: expect.stringMatching(/^req_/),
  });
  const forged = await hub.ask('GET', '/users/me', { token: 'eyJhbGciOiJIUzI1NiJ9.e30.x' });
  expect(forged.status).toBe(401);
  expect(forged.headers.get('www-authenticate')).toMatch(/^Bearer/);
  // In the address a token would stand in logs: there it is none.
  expect((await hub.ask('GET', `/users/me?access_token=${token}&token=${token}`)).status).toBe(401);
});

test.each([
  ['POST', '/realtime/custom-scenario', '{"persona":', 'application/json', 400, 'BAD_REQUEST'],
  ['POST', '/realtime/custom-scenario', 'persona=p', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['POST', '/realtime/custom-scenario', `"${'x'.repeat(1024 * 1024)}"`, 'application/json', 413, 'PAYLOAD_TOO_LARGE'],
  ['POST', '/realtime/custom-scenario', '[]', 'application/json', 422, 'VALIDATION_ERROR'],
  ['PATCH', '/custom-scenarios', '{}', 'application/json', 405, 'METHOD_NOT_ALLOWED'],
])('%s %s with a body of another kind: the printed error', async (method, path, raw, type, status, code) => {
  const answer = await hub.ask(method, path, { token, raw, headers: { 'content-type': type } });
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ detail: expect.any(String), status_code: status, code });
  if (status === 405) expect(answer.headers.get('allow')).toBe('GET, HEAD');
});

test('an address may end with a slash', async () => {
  for (const path of ['/users/me/', '/custom-scenarios/', '/auth/me/', '/agents/', '/calls/logs/', '/assistant/', '/api/v1/calls/']) {
    expect((await hub.ask('GET', path, { token })).status, path).toBe(200);
  }
});

test('sign-in attempts: five a minute for one account from one address', async () => {
  const attempt = () => hub.ask('POST', '/auth/login', { body: { email: 'guessed@example.com', password: 'a wrong one' } });
  const statuses = [];
  for (let n = 0; n < 6; n++) statuses.push((await attempt()).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  const form = await hub.ask('POST', '/token', { form: { username: 'guessed@example.com', password: 'a wrong one' } });
  expect(form.status).toBe(429);
  expect(Number(form.headers.get('retry-after'))).toBeGreaterThan(0);
});

test.each([
  ['GET', '/google-calendar/auth'],
  ['GET', '/google-calendar/events?max_results=10'],
  ['GET', '/make-calendar-call-scenario/+15005550110'],
  ['POST', '/schedule-call'],
])('%s %s is absent, in the same dialect', async (method, path) => {
  const { status, body } = await hub.ask(method, path, { token });
  expect(status).toBe(404);
  expect(body).toMatchObject({ detail: expect.any(String), status_code: 404, code: 'NOT_FOUND' });
});
