/** The WebSockets that the documents name, against a running hub and its edge. */
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type DocumentHub, type Person, startDocumentHub } from './document-hub.ts';

let hub: DocumentHub;
let owner: Person;
let token: string;

beforeAll(async () => {
  hub = await startDocumentHub();
  owner = await hub.signUp('user@example.com');
  token = owner.access_token;
});
afterAll(() => hub.close());

const WAIT = { timeout: 20_000, interval: 20 };
const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);

async function aCall(): Promise<string> {
  const person = await hub.signUp(`caller-${performance.now()}@example.com`);
  const { body } = await hub.ask('GET', '/make-call/+15005550110/sales', { token: person.access_token });
  return (body.call as { id: string }).id;
}

test('/ws/realtime tells the four numbers at once, and again when they change', async () => {
  const person = await hub.signUp('realtime@example.com');
  const live = hub.socket('/ws/realtime', { token: person.access_token });
  await expect.poll(() => live.of('metrics.realtime').length, WAIT).toBe(1);
  expect(live.envelopes[0]).toEqual({
    type: 'metrics.realtime',
    seq: expect.any(Number),
    ts: ISO,
    data: { active_calls: 0, active_chats: 0, queued_interactions: 0, online_agents: expect.any(Number) },
  });
  const { body } = await hub.ask('GET', '/make-call/+15005550110/sales', { token: person.access_token });
  const busy = ({ data }: { data: Record<string, unknown> }) => Number(data.active_calls) + Number(data.queued_interactions) === 1;
  await expect.poll(() => live.of('metrics.realtime').some(busy), WAIT).toBe(true);
  await hub.ask('POST', `/api/v1/calls/${(body.call as { id: string }).id}/actions`, { token: person.access_token, body: { action: 'hangup' } });
  await expect.poll(() => live.of('metrics.realtime').at(-1)?.data, WAIT).toMatchObject({ active_calls: 0, queued_interactions: 0 });
  const times = live.of('metrics.realtime').map((one) => Date.parse(one.ts));
  for (const [index, at] of times.slice(2).entries()) expect(at - (times[index + 1] ?? 0)).toBeGreaterThan(900);
  live.socket.close();
});

test('/ws/agents/{agent_id} tells status and stats, and a pause', async () => {
  const live = hub.socket('/ws/agents/sales', { token });
  await expect.poll(() => live.envelopes.length, WAIT).toBe(2);
  expect(live.of('agent.status')[0]?.data).toEqual({ agent_id: 'sales', status: 'active' });
  expect(live.of('agent.stats')[0]?.data).toMatchObject({ agent_id: 'sales', total_calls: 0, success_rate: 0, avg_response_time: '0.0s' });
  await hub.ask('POST', '/agents/sales/pause', { token });
  await expect.poll(() => live.of('agent.status').at(-1)?.data, WAIT).toEqual({ agent_id: 'sales', status: 'paused' });
  await hub.ask('POST', '/agents/sales/activate', { token });
  live.socket.close();
});

test('/ws says which call it cannot tell of, and refuses to be asked for nothing', async () => {
  const foreign = await aCall();
  const live = hub.socket('/ws', { token });
  await once(live.socket, 'open');
  live.socket.send(JSON.stringify({ type: 'subscribe', topics: ['calls', `call:${foreign}`] }));
  await expect.poll(() => live.of('error').map(({ data }) => data), WAIT).toEqual([{ code: 'NOT_FOUND', message: expect.stringContaining(foreign) }]);
  expect(live.of('subscribed')).toHaveLength(1);
  live.socket.send(JSON.stringify({ type: 'subscribe', topics: [] }));
  expect(await live.closed).toBe(4400);
});

test('/ws/calls/{call_id} tells of one call and goes on after a number; /ws tells what is subscribed to', async () => {
  const person = await hub.signUp('follower@example.com');
  const everything = hub.socket('/ws');
  await once(everything.socket, 'open');
  everything.socket.send(JSON.stringify({ type: 'auth', token: person.access_token }));
  everything.socket.send(JSON.stringify({ type: 'subscribe', topics: ['calls', 'campaigns'] }));
  await expect.poll(() => everything.of('subscribed').length, WAIT).toBe(1);
  expect(everything.of('error')[0]?.data).toMatchObject({ code: 'NOT_FOUND' });

  const { body } = await hub.ask('GET', '/make-call/+15005550110/sales', { token: person.access_token });
  const id = (body.call as { id: string }).id;
  const one = hub.socket(`/ws/calls/${id}`, { token: person.access_token });
  await expect.poll(() => one.of('subscribed').length, WAIT).toBe(1);
  await expect.poll(() => one.of('call.state').length, { ...WAIT, timeout: 30_000 }).toBeGreaterThan(0);
  await hub.ask('POST', `/api/v1/calls/${id}/actions`, { token: person.access_token, body: { action: 'hangup' } });
  await expect.poll(() => one.of('call.summary').length, WAIT).toBe(1);
  expect(everything.of('call.state').length).toBeGreaterThanOrEqual(one.of('call.state').length);
  for (const { type, seq, ts, data } of one.envelopes.filter((event) => event.type.startsWith('call.'))) {
    expect({ type, seq, ts }).toEqual({ type: expect.any(String), seq: expect.any(Number), ts: ISO });
    expect(data.call_id).toBe(id);
  }

  const from = one.of('call.state')[0]?.seq ?? 0;
  const ticket = (await hub.ask('POST', '/api/v1/live/ticket', { token: person.access_token })).body.ticket as string;
  const again = hub.socket(`/ws/calls/${id}?after=${from}&ticket=${ticket}`);
  await expect.poll(() => again.of('subscribed').length, WAIT).toBe(1);
  expect(again.of('subscribed')[0]?.data).toMatchObject({ gap: false });
  expect(again.of('call.summary')).toHaveLength(1);
  expect(again.envelopes.every(({ seq }) => seq > from)).toBe(true);
  const used = hub.socket(`/ws/calls/${id}?ticket=${ticket}`);
  expect(await used.closed).toBe(4401);
  for (const live of [everything, one, again]) live.socket.close();
});

test('/ws tells the numbers and the state of agents, too, as long as they are subscribed to', async () => {
  const live = hub.socket('/ws/', { token });
  await once(live.socket, 'open');
  const send = (type: string, topics: string[]) => live.socket.send(JSON.stringify({ type, topics }));
  send('subscribe', ['realtime', 'agent:support', 'agent:nothing', 'realtime']);
  await expect
    .poll(() => live.envelopes.map(({ type }) => type).toSorted(), WAIT)
    .toEqual(['agent.stats', 'agent.status', 'error', 'metrics.realtime']);
  expect(live.of('error')[0]?.data).toMatchObject({ code: 'NOT_FOUND' });
  await hub.ask('POST', '/agents/support/pause', { token });
  await expect.poll(() => live.of('agent.status').at(-1)?.data, WAIT).toEqual({ agent_id: 'support', status: 'paused' });

  send('unsubscribe', ['agent:support']);
  send('subscribe', ['agent:survey']);
  await expect.poll(() => live.of('agent.status').at(-1)?.data, WAIT).toEqual({ agent_id: 'survey', status: 'active' });
  await hub.ask('POST', '/agents/support/activate', { token });
  await hub.ask('POST', '/agents/survey/pause', { token });
  await expect.poll(() => live.of('agent.status').at(-1)?.data, WAIT).toEqual({ agent_id: 'survey', status: 'paused' });
  await hub.ask('POST', '/agents/survey/activate', { token });
  expect(live.of('agent.status').filter(({ data }) => data.agent_id === 'support')).toHaveLength(2);
  live.socket.close();
});

test('close codes: not signed in, not theirs, not allowed, no such address', async () => {
  const id = await aCall();
  const silent = hub.socket('/ws/realtime');
  await once(silent.socket, 'open');
  silent.socket.send(JSON.stringify({ type: 'auth', token: 'nonsense' }));
  expect(await silent.closed).toBe(4401);
  expect(await hub.socket('/ws', { token: 'nonsense' }).closed).toBe(4401);
  expect(await hub.socket(`/ws/calls/${id}`, { token }).closed).toBe(4404);
  expect(await hub.socket('/ws/agents/nothing', { token }).closed).toBe(4404);
  const scoped = await hub.ask('POST', '/api/v1/auth/tokens', { token, body: { name: 'writer', scopes: ['scenarios'] } });
  expect(await hub.socket('/ws', { token: scoped.body.token as string }).closed).toBe(4403);
  // Refused before the handshake: no close code but that of a broken connection.
  expect(await hub.socket('/ws/nothing', { token }).closed).toBe(1006);
  expect(await hub.socket('/ws', { token, headers: { origin: 'https://evil.example' } }).closed).toBe(1006);
});

test('a session that ends closes its sockets', async () => {
  const person = await hub.signUp('leaver@example.com');
  const live = [hub.socket('/ws', { token: person.access_token }), hub.socket('/ws/realtime', { token: person.access_token })];
  await Promise.all(live.map(({ socket }) => once(socket, 'open')));
  await expect.poll(() => live[1]?.envelopes.length, WAIT).toBe(1);
  await hub.ask('POST', '/auth/logout', { token: person.access_token });
  expect(await Promise.all(live.map(({ closed }) => closed))).toEqual([4401, 4401]);
});

test('/media-stream/{scenario} belongs to the carrier: without a ticket it is refused, on the hub and on the edge', async () => {
  expect(await hub.socket('/media-stream/sales', { token }).closed).toBe(1006);
  const edge = hub.edgeUrl.replace('http', 'ws');
  const forged = new WebSocket(`${edge}/media-stream/sales/forged.ticket`);
  const [, response] = (await once(forged, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(401);
  forged.on('error', () => undefined);
  forged.terminate();

  const unproved = new WebSocket(`${edge}/media-stream/sales`);
  await once(unproved, 'open');
  unproved.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
  unproved.send(
    JSON.stringify({ event: 'start', streamSid: 'MZ1', start: { streamSid: 'MZ1', callSid: 'CA1', customParameters: { ticket: 'no' } } }),
  );
  expect(await once(unproved, 'close').then(([code]) => code as number)).toBe(4401);
});
