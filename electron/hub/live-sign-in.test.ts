import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Envelope } from '#shared/live/envelope.ts';
import { DATABASE_FILE } from '#store/database.ts';
import { openSqlite } from '#store/sqlite.ts';
import { PASSWORD, type Person, startTestHub, type TestHub } from './test-hub.ts';

let hub: TestHub;
let owner: Person;
/** Of the machine's owner, in a browser. */
let cookie: string;

beforeAll(async () => {
  hub = await startTestHub();
  owner = await hub.signUp('owner@example.com');
  ({ cookie } = await hub.enter());
}, 60_000);
afterAll(() => hub.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function open(headers: Record<string, string> = {}, query = '', path = '/live') {
  const socket = new WebSocket(`${hub.url.replace('http', 'ws')}${path}${query}`, { headers });
  const events: Envelope[] = [];
  socket.on('message', (data: Buffer) => events.push(JSON.parse(data.toString()) as Envelope));
  const closed = once(socket, 'close').then(([code]) => code as number);
  return { socket, events, closed };
}

/** A console that follows the system, once it does. */
async function follow(headers: Record<string, string>, query = '', first?: object) {
  const console = open(headers, query);
  await once(console.socket, 'open');
  for (const message of [...(first ? [first] : []), { type: 'subscribe', topics: ['system'] }]) console.socket.send(JSON.stringify(message));
  await expect.poll(() => console.events.some(({ type }) => type === 'subscribed')).toBe(true);
  return console;
}

test('a socket is opened by header, cookie, ticket or first message', async () => {
  const { body } = await hub.ask('POST', '/api/v1/live/ticket', { token: owner.token });
  const { ticket } = body as { ticket: string };
  const consoles = await Promise.all([
    follow(bearer(owner.token)),
    follow({ cookie }),
    follow({}, `?ticket=${ticket}`),
    follow({}, '', { type: 'authenticate', token: owner.token }),
  ]);
  for (const { socket } of consoles) socket.close();
  // A ticket is good once, and no cookie helps a bad one.
  expect(await open({ cookie }, `?ticket=${ticket}`).closed).toBe(4401);
});

test('a ticket opens nothing but sockets', async () => {
  const { body } = await hub.ask('POST', '/api/v1/live/ticket', { token: owner.token });
  expect((await hub.ask('GET', `/api/v1/me?ticket=${(body as { ticket: string }).ticket}`)).status).toBe(401);
});

test('a ticket is worth what its person is when it is used, not when it was made', async () => {
  const person = await hub.invite(owner, 'ticket@example.com', 'agent');
  const made = await hub.ask('POST', '/api/v1/auth/tokens', { token: person.token, body: { name: 'x', scopes: ['read'] } });
  const ticketBy = async (token: string) => {
    const { body } = await hub.ask('POST', '/api/v1/live/ticket', { token });
    return `?ticket=${(body as { ticket: string }).ticket}`;
  };
  const [first, bySession, byProgram] = [
    await ticketBy(person.token),
    await ticketBy(person.token),
    await ticketBy((made.body as { token: string }).token),
  ];
  const change = (body: object) => hub.ask('PATCH', `/api/v1/users/${person.user.id}`, { token: owner.token, body });

  await change({ role: 'viewer' });
  const viewer = await follow({}, first);
  viewer.socket.send(JSON.stringify({ type: 'listen', call_id: 'call_1' }));
  await expect.poll(() => viewer.events.find(({ type }) => type === 'error')?.data).toMatchObject({ code: 'FORBIDDEN' });

  await change({ is_active: false });
  expect(await viewer.closed).toBe(4401);
  expect(await open({}, bySession).closed).toBe(4401);
  expect(await open({}, byProgram).closed).toBe(4401);
});

test('who proves nothing is closed with 4401, a token that may not with 4403', async () => {
  expect(await open(bearer('forged')).closed).toBe(4401);
  expect(await open({ cookie: 'autopulse_auth=trs_guess' }).closed).toBe(4401);
  expect(await open({}, '?ticket=guess').closed).toBe(4401);
  for (const first of ['{"type":"subscribe","topics":["calls"]}', '{"type":"authenticate","token":"forged"}', 'x', '{}']) {
    const console = open();
    await once(console.socket, 'open');
    console.socket.send(first);
    expect(await console.closed).toBe(4401);
    expect(console.events).toEqual([]);
  }
  const { body } = await hub.ask('POST', '/api/v1/auth/tokens', { token: owner.token, body: { name: 'x', scopes: ['scenarios'] } });
  expect(await open(bearer((body as { token: string }).token)).closed).toBe(4403);
});

test('what has run out closes its sockets, whatever they are of; a console that is open keeps its session', async () => {
  const person = await hub.signUp('expiring@example.com');
  const login = await hub.ask('POST', '/api/v1/auth/login', { body: { email: 'expiring@example.com', password: PASSWORD } });
  const running = (login.body as { access_token: string }).access_token;
  const made = await hub.ask('POST', '/api/v1/auth/tokens', { token: running, body: { name: 'x', scopes: ['read'], expires_in_days: 1 } });
  const personal = made.body as { id: string; token: string };
  const ticket = await hub.ask('POST', '/api/v1/live/ticket', { token: person.token });
  const over = [
    open(bearer(person.token)),
    open({}, `?ticket=${(ticket.body as { ticket: string }).ticket}`),
    open(bearer(personal.token)),
    ...['/ws', '/ws/realtime', '/ws/agents/survey'].map((path) => open(bearer(person.token), '', path)),
  ];
  const kept = [open(bearer(running)), open({ cookie })];
  await Promise.all([...over, ...kept].map(({ socket }) => once(socket, 'open')));

  const database = openSqlite(join(hub.dataDir, DATABASE_FILE), { timeout: 5000 });
  const soon = Date.now() + 1000;
  database.prepare('update api_tokens set expires_at = ? where id = ?').run(soon, personal.id);
  const mine = database.prepare('select id from sessions where user_id = ? order by created_at limit 1').pluck().get(person.user.id);
  database.prepare('update sessions set expires_at = ? where id = ?').run(soon, mine);
  // Not seen for a while, but a console is open by it.
  const browser = database.prepare("select id from sessions where kind = 'browser'").pluck().get();
  database.prepare('update sessions set expires_at = ?, last_seen_at = 0 where id = ?').run(Date.now() + 60_000, browser);

  expect(await Promise.all(over.map(({ closed }) => closed))).toEqual(over.map(() => 4401));
  expect(kept.map(({ socket }) => socket.readyState)).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
  const expiry = () => database.prepare('select expires_at from sessions where id = ?').pluck().get(browser) as number;
  await expect.poll(expiry, { timeout: 10_000 }).toBeGreaterThan(Date.now() + 24 * 3_600_000);
  for (const { socket } of kept) socket.close();
  database.close();
});

test('an ended session closes its consoles and no others', async () => {
  const person = await hub.signUp('leaving@example.com');
  const login = await hub.ask('POST', '/api/v1/auth/login', { body: { email: 'leaving@example.com', password: 'a long enough secret' } });
  const second = (login.body as { access_token: string }).access_token;
  const made = await hub.ask('POST', '/api/v1/auth/tokens', { token: second, body: { name: 'x', scopes: ['read'] } });
  const personal = made.body as { id: string; token: string };
  const [first, other, program] = await Promise.all([follow(bearer(person.token)), follow(bearer(second)), follow(bearer(personal.token))]);

  await hub.ask('POST', '/api/v1/auth/logout', { token: person.token });
  expect(await first.closed).toBe(4401);
  await hub.ask('DELETE', `/api/v1/auth/tokens/${personal.id}`, { token: second });
  expect(await program.closed).toBe(4401);
  expect(other.socket.readyState).toBe(WebSocket.OPEN);

  // A password that an owner resets ends all sessions of the person.
  const agent = await hub.invite(owner, 'reset@example.com', 'agent');
  const theirs = await follow(bearer(agent.token));
  const reset = { token: owner.token, body: { new_password: 'another long secret' } };
  expect((await hub.ask('POST', `/api/v1/users/${agent.user.id}/password`, reset)).status).toBe(200);
  expect(await theirs.closed).toBe(4401);
  other.socket.close();
});

test('consoles hear what people of their organization are doing, and nothing of others', async () => {
  const agent = await hub.invite(owner, 'present@example.com', 'agent');
  const watcher = await follow(bearer(owner.token));
  const heard = (userId: string) =>
    watcher.events.flatMap((one) => (one.type === 'presence' && one.data.user_id === userId ? [`${one.data.state} ${one.data.reason}`.trim()] : []));
  const stranger = await hub.signUp('far@example.com');
  const far = await follow(bearer(stranger.token));

  const theirs = await follow(bearer(agent.token));
  await expect.poll(() => heard(agent.user.id).at(-1)).toBe('available');
  await hub.ask('PUT', '/api/v1/presence', { token: agent.token, body: { state: 'not_ready', reason: 'lunch' } });
  await expect.poll(() => heard(agent.user.id).at(-1)).toBe('not_ready lunch');
  theirs.socket.close();
  await expect.poll(() => heard(agent.user.id).at(-1)).toBe('offline');
  expect(far.events.filter((one) => one.type === 'presence' && one.data.user_id !== stranger.user.id)).toEqual([]);
  const { body } = await hub.ask('GET', '/api/v1/presence', { token: owner.token });
  const states = new Map((body as { items: { user_id: string; state: string }[] }).items.map((one) => [one.user_id, one.state]));
  expect([states.get(owner.user.id), states.get(agent.user.id), states.has(stranger.user.id)]).toEqual(['available', 'offline', false]);
  for (const { socket } of [watcher, far]) socket.close();
});

test('somebody whose role is changed or who is switched off is shown so at once', async () => {
  const agent = await hub.invite(owner, 'changing@example.com', 'agent');
  const watcher = await follow(bearer(owner.token));
  const theirs = await follow(bearer(agent.token));
  const heard = () =>
    watcher.events.flatMap((one) => (one.type === 'presence' && one.data.user_id === agent.user.id ? [`${one.data.role} ${one.data.state}`] : []));
  await expect.poll(() => heard().at(-1)).toBe('agent available');
  const change = (body: object) => hub.ask('PATCH', `/api/v1/users/${agent.user.id}`, { token: owner.token, body });
  await change({ role: 'viewer' });
  await expect.poll(() => heard().at(-1)).toBe('viewer available');
  expect(theirs.socket.readyState).toBe(WebSocket.OPEN);
  await change({ is_active: false });
  expect(await theirs.closed).toBe(4401);
  await expect.poll(() => heard().at(-1)).toBe('viewer offline');
  watcher.socket.close();
});

test('what one person rehearses and pauses is told to them, and what all share to everybody', async () => {
  const agent = await hub.invite(owner, 'rehearsing@example.com', 'agent');
  const stranger = await hub.signUp('apart@example.com');
  const [mine, colleague, far] = await Promise.all([agent, owner, stranger].map(({ token }) => follow(bearer(token))));
  const scenario = { name: 'Mine', persona: 'You are Kim.', prompt: 'Say hello.' };
  const { body } = await hub.ask('POST', '/api/v1/scenarios', { token: agent.token, body: scenario });
  const { scenario_id } = body as { scenario_id: string };
  const pause = (id: string) => hub.ask('POST', `/api/v1/agents/${id}/pause`, { token: agent.token });
  const rehearsed = await hub.ask('POST', `/api/v1/scenarios/${scenario_id}/rehearsals`, { token: agent.token, body: { personas: ['friendly'] } });
  const { batch_id } = rehearsed.body as { batch_id: string };
  await hub.ask('DELETE', `/api/v1/rehearsal-batches/${batch_id}`, { token: agent.token });
  expect((await pause(scenario_id)).status).toBe(200);
  expect((await pause('sales')).status).toBe(200);

  const told = (console: typeof mine) => {
    const ids = console?.events.flatMap((one) => {
      if (one.type === 'agent.updated') return [one.data.agent_id];
      return one.type === 'rehearsal.updated' ? [one.data.batch_id] : [];
    });
    return [...new Set(ids)].toSorted();
  };
  await expect.poll(() => told(mine), { timeout: 15_000 }).toEqual([batch_id, scenario_id, 'sales'].toSorted());
  await expect.poll(() => told(colleague)).toEqual(['sales']);
  expect(told(far)).toEqual([]);
  for (const one of [mine, colleague, far]) one?.socket.close();
});

test('the socket of an AI agent tells of a pause with its next second', async () => {
  const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/ws/agents/survey`, { headers: bearer(owner.token) });
  const states: [string, number][] = [];
  socket.on('message', (data: Buffer) => {
    const { type, ts, data: state } = JSON.parse(data.toString()) as { type: string; ts: string; data: { status: string } };
    if (type === 'agent.status') states.push([state.status, Date.parse(ts)]);
  });
  await expect.poll(() => states.length).toBe(1);
  await hub.ask('POST', '/api/v1/agents/survey/pause', { token: owner.token });
  await expect.poll(() => states.map(([status]) => status)).toEqual(['active', 'paused']);
  socket.close();
});
