/** The authorisation matrix: every route, the documents' own too, × every role × one's own, a colleague's and another organization's row. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { documentedMounts } from '#api/compat/index.ts';
import { createTestApp } from '#api/test-app.ts';
import { allRoutes, BODIES, MOUNT_BODIES, QUERIES, scenarioBody } from '#api/test-requests.ts';
import { createTickets } from '#api/tickets.ts';
import { exportRequest } from '#shared/contract/exports.ts';
import { scenarioInput } from '#shared/contract/scenarios.ts';
import { EVERYONE, type Route, SUPERVISORS } from '#shared/contract/route.ts';
import { type Actor, type Role, ROLES } from '#shared/domain/identity.ts';
import { createTestLog } from '#store/test-store.ts';
import { boot, type Running } from '../boot.ts';

const caller = { address: '127.0.0.1', user_agent: 'test' };
const password = 'a long enough secret';

let running: Running;
let dataDir: string;
const people = new Map<Role, Actor>();
let colleague: Actor;
let stranger: Actor;
/** A finished call of a person, or of the first of their organization to have one. */
const calls = new Map<string, string>();

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'trunkline-roles-'));
  running = await boot({ dataDir, log: createTestLog(), program: 'a test', speed: 10 });
  const { accounts } = running.app;
  const join_ = async (email: string, more: object = {}) => {
    const { answer } = await accounts.signUp({ email, password, ...more }, 'token', caller);
    return (await accounts.byBearer(answer.access_token)).actor;
  };
  const owner = await join_('owner@example.com');
  people.set('owner', owner);
  const invite = async (role: Role, email: string) => join_(email, { invitation: (await accounts.people.invite(owner, { email, role })).code });
  for (const role of ROLES) if (role !== 'owner') people.set(role, await invite(role, `${role}@example.com`));
  colleague = await invite('agent', 'colleague@example.com');
  stranger = await join_('stranger@example.com');
  await Promise.all([owner, people.get('agent') ?? owner, stranger].map(callOf));
}, 120_000);

afterAll(async () => {
  await running.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

/** Said early in every call of the scenario, by one side or the other. */
const SAID = /\bhello\b/i;

/** Places a practice call, hangs up when that was said, and waits until its transcript is there. */
async function callOf(actor: Actor): Promise<void> {
  const { call } = await running.app.calls.place(actor, {
    to: '+15005550006',
    scenario_id: 'sales',
    variables: {},
    practice: { persona: 'friendly' },
  });
  calls.set(actor.user_id, call.call_id);
  if (actor.role === 'owner') calls.set(actor.org_id, call.call_id);
  const read = () => running.app.calls.get(actor, call.call_id);
  await vi.waitFor(async () => expect((await read()).utterances.some((one) => one.final && SAID.test(one.text))).toBe(true), {
    timeout: 30_000,
    interval: 50,
  });
  await running.app.calls.act(actor, call.call_id, { action: 'hangup' });
  await vi.waitFor(() => running.app.transcripts.documents.get(actor, call.call_id), { timeout: 30_000, interval: 50 });
}

const finishedCall = async (actor: Actor) => calls.get(actor.user_id) ?? calls.get(actor.org_id) ?? '';

/** How a row is made for somebody, and which roles of their organization see it besides them. */
type Row = { id(actor: Actor): Promise<string>; seenBy: readonly Role[] };

const NOBODY: readonly Role[] = [];
const customScenario = async (actor: Actor) => (await running.app.scenarios.create(actor, scenarioInput.parse(scenarioBody))).scenario_id;

const rehearse = async (actor: Actor) => {
  const { rehearsals } = running.app;
  if (!rehearsals) throw new Error('there is no line to rehearse on');
  const started = await rehearsals.start(actor, 'sales', { personas: ['friendly'], seed: 1, speed: 20, variables: {} });
  await rehearsals.cancel(actor, started.batch_id);
  return started;
};

const exported = async (actor: Actor) => {
  const { exports } = running.app.transcripts;
  const { export_id: id } = await exports.create(actor, exportRequest.parse({}));
  await vi.waitFor(async () => expect((await exports.get(actor, id)).state).toBe('done'), { timeout: 30_000, interval: 20 });
  return id;
};

/** By the name of a path's parameter. */
const ROWS: Record<string, Row> = {
  org_id: { seenBy: EVERYONE, id: async (actor) => actor.org_id },
  user_id: { seenBy: EVERYONE, id: async (actor) => actor.user_id },
  call_id: { seenBy: EVERYONE, id: finishedCall },
  // That document isolates by person.
  transcript_sid: { seenBy: EVERYONE.filter((role) => role !== 'agent'), id: finishedCall },
  transcript_id: { seenBy: EVERYONE, id: finishedCall },
  team_id: {
    seenBy: EVERYONE,
    id: async (actor) => (await running.app.accounts.people.createTeam(actor, { name: crypto.randomUUID(), member_ids: [] })).id,
  },
  invitation_id: {
    seenBy: EVERYONE,
    id: async (actor) => (await running.app.accounts.people.invite(actor, { email: `${crypto.randomUUID()}@example.com`, role: 'agent' })).id,
  },
  session_id: { seenBy: NOBODY, id: async (actor) => (await running.app.accounts.openSession(actor, 'token', caller)).session_id },
  user_session_id: { seenBy: EVERYONE, id: async (actor) => (await running.app.accounts.openSession(actor, 'token', caller)).session_id },
  token_id: { seenBy: NOBODY, id: async (actor) => (await running.app.accounts.tokens.create(actor, { name: 'x', scopes: ['read'] })).id },
  scenario_id: { seenBy: NOBODY, id: customScenario },
  scenario: { seenBy: NOBODY, id: customScenario },
  agent_id: { seenBy: NOBODY, id: customScenario },
  assistant_id: {
    seenBy: EVERYONE,
    id: async (actor) => (await running.app.assistants.create(actor, { name: 'Kim', model: { provider: 'vapi', model: 'any' } })).id,
  },
  export_id: { seenBy: SUPERVISORS, id: exported },
  rehearsal_id: { seenBy: NOBODY, id: async (actor) => (await rehearse(actor)).items[0]?.rehearsal_id ?? '' },
  batch_id: { seenBy: NOBODY, id: async (actor) => (await rehearse(actor)).batch_id },
};

/** Parameters that name no row. */
const VALUES: Record<string, string> = { phone_number: '+15005550006' };

const made = new Map<string, string>();

/** A row of somebody; one that a request took away is made anew. */
async function rowOf(name: string, actor: Actor): Promise<string> {
  const key = `${name} ${actor.user_id}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const row = ROWS[name];
  if (!row) throw new Error(`the matrix has no row for {${name}}`);
  const id = await row.id(actor);
  made.set(key, id);
  return id;
}

const mounts = documentedMounts(createTestApp(), createTickets()).map(({ route }): [string, Route] => [`${route.method} ${route.path}`, route]);
const everyRoute = [...allRoutes, ...mounts];
const bodies: Record<string, unknown> = { ...BODIES, ...MOUNT_BODIES };

const rowNames = ({ path }: Route) => [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) => (name in VALUES ? [] : [name]));

test('no address is left out, and none is open to everybody but the ways in', async () => {
  const owner = people.get('owner');
  if (!owner) throw new Error('there is no owner');
  const answer = await running.api.fetchAs(owner, new Request('http://127.0.0.1/api/openapi.json'));
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, unknown>> };
  const described = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  expect(described.toSorted()).toEqual([...new Set(everyRoute.map(([, { method, path }]) => `${method} ${path}`))].toSorted());
  expect(everyRoute.filter(([, { access }]) => access === 'public').map(([, { method, path }]) => `${method} ${path}`)).toEqual([
    ...['register', 'login', 'refresh'].map((one) => `POST /api/v1/auth/${one}`),
    ...['/auth/register', '/token', '/auth/signup', '/auth/login', '/auth/refresh'].map((path) => `POST ${path}`),
  ]);
});

test('calls and what was said in them are their organization’s: all its people find them everywhere, and nobody else', async () => {
  const everybody = [...ROLES.flatMap((role) => people.get(role) ?? []), colleague, stranger];
  const [owner, agent] = [people.get('owner'), people.get('agent')];
  if (!owner || !agent) throw new Error('there is nobody');
  const [ours, own] = [[owner, agent].map((one) => calls.get(one.user_id) ?? '').toSorted(), calls.get(agent.user_id)];
  // All calls have the same words in them: they answer to the same scenario.
  const query = encodeURIComponent('scenario:sales said:hello');
  const idsIn = async (actor: Actor, path: string) => {
    const text = await (await running.api.fetchAs(actor, new Request(`http://127.0.0.1${path}`))).text();
    return [...new Set(text.match(/\bcall_[0-9a-f]{32}\b/g))].toSorted();
  };
  for (const actor of everybody) {
    const wanted = actor === stranger ? [calls.get(stranger.user_id)] : ours;
    for (const path of ['/api/v1/calls', `/api/v1/calls?q=${query}`, '/api/v1/transcripts/search?q=hello', '/api/v1/transcripts', '/calls/logs']) {
      expect(await idsIn(actor, path), `${actor.role} ${path}`).toEqual(wanted);
    }
    const isolated = actor === agent ? [own] : actor === colleague ? [] : wanted;
    expect(await idsIn(actor, '/api/enhanced-transcripts'), `${actor.role} by that document`).toEqual(isolated);
  }
});

async function ask(name: string, route: Route, actor: Actor, whose: Actor) {
  const names = rowNames(route);
  let path: string = route.path;
  for (const [one, value] of Object.entries(VALUES)) path = path.replace(`{${one}}`, encodeURIComponent(value));
  for (const one of names) path = path.replace(`{${one}}`, encodeURIComponent(await rowOf(one, whose)));
  const { answer } = await running.app.accounts.openSession(actor, 'token', caller);
  const body = bodies[name];
  // What places calls is limited to two a minute for a token.
  const send = route.limit === 'call_initiation' ? (request: Request) => running.api.fetchAs(actor, request) : running.api.fetch;
  const response = await send(
    new Request(`http://127.0.0.1${path}${QUERIES[name] ?? ''}`, {
      method: route.method,
      headers: { authorization: `Bearer ${answer.access_token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const said = await response.text();
  if (route.method === 'DELETE' && response.ok) for (const one of names) made.delete(`${one} ${whose.user_id}`);
  return { status: response.status, said };
}

/** Done, or refused for the state that the row is in. */
const REACHED = [200, 201, 202, 204, 206, 400, 409];

test.each(everyRoute.filter(([, { access }]) => access !== 'public'))(
  '%s',
  async (name, route) => {
    const rows = rowNames(route).map((one) => ROWS[one]);
    for (const role of ROLES) {
      const actor = people.get(role);
      if (!actor) throw new Error(`there is no ${role}`);
      const mayAsk = route.access.includes(role);
      const cases: [string, Actor, readonly number[]][] = [['own', actor, REACHED]];
      if (rows.length > 0) {
        const seen = rows.every((row) => row?.seenBy.includes(role));
        cases.push(['a colleague’s', colleague, seen ? REACHED : [404]], ['another organization’s', stranger, [404]]);
      }
      for (const [whose, owner, wanted] of cases) {
        const { status, said } = await ask(name, route, actor, owner);
        expect(mayAsk ? wanted : [403], `${role}, ${whose} row: ${status} ${said.slice(0, 300)}`).toContain(status);
      }
    }
  },
  60_000,
);
