/** What a running hub is asked wrongly: each mistake has its own answer, nothing is lost, and the next call works. */
import { once } from 'node:events';
import { request } from 'node:http';
import twilio from 'twilio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Call, CallDetail } from '#shared/contract/calls.ts';
import type { ApiError, Page } from '#shared/contract/common.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { startPractice } from '#edge/testing/practice.ts';
import { type ConsoleClient, enterConsole } from '../helpers/console-client.ts';
import { type Hub, startHub } from '../helpers/hub.ts';

const MEGABYTE = 1024 * 1024;
const GOOD = { to: '+15005550006', scenario_id: 'survey', practice: { persona: 'busy' } };

let hub: Hub;
let client: ConsoleClient;

beforeAll(async () => {
  hub = await startHub({ from: 'sources' });
  client = await enterConsole(hub);
});
afterAll(() => hub.dispose());

const place = (body: unknown, headers: Record<string, string> = {}) => client.ask<ApiError & Call>('POST', '/api/v1/calls', { body, headers });
const total = async () => (await client.get<Page<Call>>('/api/v1/calls')).total;

test.each<[string, unknown, number, string]>([
  ['an unknown scenario', { ...GOOD, scenario_id: 'no-such-scenario' }, 404, 'NOT_FOUND'],
  ['a malformed number', { ...GOOD, to: 'call me maybe' }, 422, 'NUMBER_MALFORMED'],
  ['a number in no plan', { ...GOOD, to: '+1500' }, 422, 'NUMBER_NOT_IN_PLAN'],
  ['a country that does not exist', { ...GOOD, to: '+999123456789' }, 422, 'NUMBER_NOT_IN_PLAN'],
  ['an unknown persona', { ...GOOD, practice: { persona: 'nobody' } }, 422, 'VALIDATION_ERROR'],
  ['audio that is none', { ...GOOD, practice: { audio: 'bm8gd2F2' } }, 422, 'VALIDATION_ERROR'],
  ['a missing field', { to: GOOD.to }, 422, 'VALIDATION_ERROR'],
  ['a body that is no JSON', '{"to": "+15005550006", ', 400, 'BAD_REQUEST'],
  ['a body that is no object', [1, 2], 422, 'VALIDATION_ERROR'],
])('%s', async (_what, body, status, code) => {
  const before = await total();
  const answer = await place(body);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(answer.body).toMatchObject({ success: false, message: expect.stringMatching(/\w/), request_id: answer.headers.get('x-request-id') });
  expect(await total()).toBe(before);
});

test('a body that is too large, announced or not, is refused and rings nobody', async () => {
  const before = await total();
  const huge = await place({ ...GOOD, practice: { audio: 'A'.repeat(31 * MEGABYTE) } });
  expect([huge.status, huge.body.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  const notes = await client.ask<ApiError>('PUT', '/api/v1/calls/x/disposition', { body: { notes: 'n'.repeat(2 * MEGABYTE) } });
  expect([notes.status, notes.body.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  let pieces = 0;
  const chunked = await fetch(`${hub.url}/api/v1/scenarios`, {
    method: 'POST',
    headers: { ...client.headers, 'content-type': 'application/json' },
    body: new ReadableStream({
      pull: (controller) => {
        controller.enqueue(new Uint8Array(MEGABYTE).fill(32));
        if ((pieces += 1) === 3) controller.close();
      },
    }),
    duplex: 'half',
  } as RequestInit);
  expect(chunked.status).toBe(413);
  expect(await total()).toBe(before);
});

test('a call that does not exist, whatever is asked of it', async () => {
  for (const [method, path, body] of [
    ['GET', ''],
    ['GET', '/events'],
    ['GET', '/recording'],
    ['GET', '/peaks'],
    ['GET', '/export?format=txt'],
    ['POST', '/actions', { action: 'hangup' }],
    ['PUT', '/disposition', { notes: 'x' }],
  ] as const) {
    const answer = await client.ask<ApiError>(method, `/api/v1/calls/call_nobody${path}`, body ? { body } : {});
    expect([path, answer.status, answer.body.code]).toEqual([path, 404, 'NOT_FOUND']);
  }
});

test('the same key again: the same call for the same request, a conflict for another; ended calls take no action', async () => {
  const key = { 'idempotency-key': 'bad-input-1' };
  const first = await place(GOOD, key);
  expect(first.status).toBe(201);
  const again = await place(GOOD, key);
  expect([again.status, again.body.call_id, again.headers.get('idempotent-replayed')]).toEqual([201, first.body.call_id, 'true']);
  const other = await place({ ...GOOD, to: '+15005550007' }, key);
  expect([other.status, other.body.code, other.body.params]).toEqual([409, 'IDEMPOTENCY_CONFLICT', { call_id: first.body.call_id }]);
  const unusable = await place(GOOD, { 'idempotency-key': 'x'.repeat(201) });
  expect([unusable.status, unusable.body.code]).toEqual([400, 'BAD_REQUEST']);
  const path = `/api/v1/calls/${first.body.call_id}`;
  await expect.poll(async () => (await client.get<CallDetail>(path)).state, { timeout: 20_000 }).toBe('busy');
  const late = await client.ask<ApiError>('POST', `${path}/actions`, { body: { action: 'hangup' } });
  expect([late.status, late.body.code]).toEqual([409, 'INVALID_CALL_STATE']);
  expect((await client.get<Page<Call>>('/api/v1/calls')).items.filter((one) => one.call_id === first.body.call_id)).toHaveLength(1);
});

test('who proves nothing, or something false', async () => {
  const code = async (headers: Record<string, string>, method = 'GET') => {
    const answer = await fetch(`${hub.url}/api/v1/calls`, { method, headers });
    return [answer.status, ((await answer.json()) as ApiError).code];
  };
  expect(await code({})).toEqual([401, 'UNAUTHENTICATED']);
  expect(await code({ authorization: 'Bearer forged' })).toEqual([401, 'UNAUTHENTICATED']);
  expect(await code({ cookie: 'autopulse_auth=trs_guess' })).toEqual([401, 'UNAUTHENTICATED']);
  expect(await code({ cookie: client.headers.cookie }, 'POST')).toEqual([403, 'CSRF_REQUIRED']);
  expect(await code({ ...client.headers, origin: 'https://evil.example' })).toEqual([403, 'ORIGIN_REFUSED']);
  for (const token of ['wrong', new URL(hub.console).searchParams.get('token') ?? '']) {
    const entered = await fetch(`${hub.url}/?token=${token}`, { redirect: 'manual' });
    expect([entered.status, entered.headers.getSetCookie()]).toEqual([401, []]);
  }
});

test('a name that is not of this machine is refused by page, API and live plane alike', async () => {
  const headers = { ...client.headers, host: 'rebound.example' };
  for (const path of ['/', '/api/v1/calls', `/?token=wrong`]) expect([path, await statusByName(path, headers)]).toEqual([path, 403]);
  for (const more of [{ host: 'rebound.example' }, { origin: 'https://evil.example' }]) {
    const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/live`, { headers: { cookie: client.headers.cookie, ...more } });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('403');
  }
});

/** `fetch` writes the Host header by itself. */
async function statusByName(path: string, headers: Record<string, string>): Promise<number | undefined> {
  const asked = request(hub.url + path, { headers }).end();
  const [answer] = (await once(asked, 'response')) as [{ statusCode?: number; resume(): void }];
  answer.resume();
  return answer.statusCode;
}

test('forged webhooks and unknown media sockets change nothing at the edge', async () => {
  const call = await client.place({ practice: { persona: 'no-answer' } });
  const form = new URLSearchParams({ CallSid: `CA${'0'.repeat(32)}`, CallStatus: 'completed', CallDuration: '9' });
  for (const kind of ['voice', 'status', 'amd']) {
    for (const headers of [{ 'x-twilio-signature': 'Zm9yZ2Vk' }, {}]) {
      const answer = await fetch(`${hub.edge}/carrier/${kind}/${call.call_id}`, { method: 'POST', body: form, headers });
      expect([kind, answer.status]).toEqual([kind, 403]);
    }
  }
  expect((await fetch(`${hub.edge}/carrier/voice/${call.call_id}`, { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(413);
  expect((await fetch(`${hub.edge}/api/v1/calls`, { headers: client.headers })).status).toBe(404);
  for (const [path, status] of [
    ['/media/', 404],
    ['/anything', 404],
    ['/media/forged.ticket', 403],
    [`/media/${'x'.repeat(300)}`, 403],
  ] as const) {
    const socket = new WebSocket(hub.edge.replace('http', 'ws') + path);
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message, path).toContain(String(status));
  }
  const now = await client.get<CallDetail>(`/api/v1/calls/${call.call_id}`);
  expect(isTerminal(now.state)).toBe(false);
  await client.ask('POST', `/api/v1/calls/${call.call_id}/actions`, { body: { action: 'hangup' } });
  await expect.poll(async () => (await client.get<CallDetail>(`/api/v1/calls/${call.call_id}`)).state, { timeout: 20_000 }).toBe('canceled');
});

test('garbage on the live socket closes that socket alone', async () => {
  const feed = await client.follow();
  const open = async () => {
    const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/live`, { headers: { cookie: client.headers.cookie } });
    await once(socket, 'open');
    return socket;
  };
  for (const garbage of ['no json', Buffer.from([0, 1, 2]), 'x'.repeat(20_000)]) {
    const socket = await open();
    const closed = once(socket, 'close');
    socket.send(garbage);
    const [code] = (await closed) as [number];
    expect([4400, 1009]).toContain(code);
  }
  const call = await client.place(GOOD);
  await expect.poll(() => feed.of('call.summary').find(({ data }) => data.call_id === call.call_id)?.data.state, { timeout: 20_000 }).toBe('busy');
  feed.close();
});

test('garbage on a media socket that has its ticket ends that call with a reason, and the edge goes on', async () => {
  const practice = await startPractice();
  try {
    await practice.dial('call_bad', { persona: 'no-answer' });
    const socket = await ticketedSocket(practice.edge.addresses('call_bad').voiceUrl, practice.sandbox.authToken);
    const closed = once(socket, 'close');
    for (const garbage of ['no json', '{"event":"surprise"}', '[]', Buffer.from([1, 2, 3]), '{"event":"media","media":{"payload":"%%"}}']) {
      socket.send(garbage);
    }
    expect((await closed)[0]).toBe(1008);
    await expect.poll(() => practice.of('call_bad', 'media_stopped').map((one) => one.reason)).toEqual(['media_refused']);
    await practice.dial('call_good', { persona: 'hurried' });
    await expect.poll(() => practice.of('call_good', 'utterance').some((one) => one.final), { timeout: 60_000 }).toBe(true);
  } finally {
    await practice.close();
  }
}, 90_000);

/** A carrier's media socket that says nothing right after its start. */
async function ticketedSocket(voiceUrl: string, authToken: string): Promise<WebSocket> {
  const sid = '1'.repeat(32);
  const form = { CallSid: `CA${sid}`, CallStatus: 'in-progress' };
  const signed = { 'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, voiceUrl, form) };
  const twiml = await fetch(voiceUrl, { method: 'POST', body: new URLSearchParams(form), headers: signed });
  const url = /url="([^"]+)"/.exec(await twiml.text())?.[1] ?? '';
  const socket = new WebSocket(url, { headers: { 'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, url, {}) } });
  await once(socket, 'open');
  const start = { streamSid: `MZ${sid}`, callSid: `CA${sid}`, mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 } };
  socket.send(JSON.stringify({ event: 'start', streamSid: `MZ${sid}`, start }));
  return socket;
}

test('after all of it, a call is placed, heard, and complete', async () => {
  const call = await client.place({ practice: { persona: 'hangs-up', seed: 1 } });
  const path = `/api/v1/calls/${call.call_id}`;
  await expect.poll(async () => isTerminal((await client.get<CallDetail>(path)).state), { timeout: 80_000, interval: 500 }).toBe(true);
  const over = await client.get<CallDetail>(path);
  expect(over).toMatchObject({ state: 'completed', recording: { state: 'closed', channels: 2, alarms: [] } });
  expect(over.utterances.length).toBeGreaterThan(2);
  expect(hub.logs()).not.toMatch(/"level":"(error|fatal)"/);
}, 90_000);
