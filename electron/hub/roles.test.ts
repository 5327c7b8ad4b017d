/** The authorisation matrix: every declared route × every role × one's own, a colleague's and another organization's row. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { allRoutes, BODIES, QUERIES, scenarioBody } from '#api/test-requests.ts';
import { exportRequest } from '#shared/contract/exports.ts';
import { scenarioInput } from '#shared/contract/scenarios.ts';
import type { Route } from '#shared/contract/route.ts';
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
/** A finished call of a person, who is the first of their organization to have one or an agent, who sees no others' transcripts. */
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

/** Places a practice call, hangs up when something was said, and waits until its transcript is there. */
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
  await vi.waitFor(async () => expect((await read()).utterances.some((one) => one.final)).toBe(true), { timeout: 30_000, interval: 50 });
  await running.app.calls.act(actor, call.call_id, { action: 'hangup' });
  await vi.waitFor(() => running.app.transcripts.documents.get(actor, call.call_id), { timeout: 30_000, interval: 50 });
}

const finishedCall = async (actor: Actor) => calls.get(actor.user_id) ?? calls.get(actor.org_id) ?? '';

type Row = { id(actor: Actor): Promise<string>; belongsTo: 'person' | 'organization' };

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

/** By the name of a path's parameter: how such a row is made for somebody, and whose it then is. */
const ROWS: Record<string, Row> = {
  org_id: { belongsTo: 'organization', id: async (actor) => actor.org_id },
  user_id: { belongsTo: 'organization', id: async (actor) => actor.user_id },
  call_id: { belongsTo: 'organization', id: finishedCall },
  transcript_id: { belongsTo: 'organization', id: finishedCall },
  team_id: {
    belongsTo: 'organization',
    id: async (actor) => (await running.app.accounts.people.createTeam(actor, { name: crypto.randomUUID(), member_ids: [] })).id,
  },
  invitation_id: {
    belongsTo: 'organization',
    id: async (actor) => (await running.app.accounts.people.invite(actor, { email: `${crypto.randomUUID()}@example.com`, role: 'agent' })).id,
  },
  session_id: { belongsTo: 'person', id: async (actor) => (await running.app.accounts.openSession(actor, 'token', caller)).session_id },
  token_id: { belongsTo: 'person', id: async (actor) => (await running.app.accounts.tokens.create(actor, { name: 'x', scopes: ['read'] })).id },
  scenario_id: {
    belongsTo: 'person',
    id: async (actor) => (await running.app.scenarios.create(actor, scenarioInput.parse(scenarioBody))).scenario_id,
  },
  agent_id: { belongsTo: 'person', id: async (actor) => (await running.app.scenarios.create(actor, scenarioInput.parse(scenarioBody))).scenario_id },
  assistant_id: {
    belongsTo: 'organization',
    id: async (actor) => (await running.app.assistants.create(actor, { name: 'Kim', model: { provider: 'vapi', model: 'any' } })).id,
  },
  export_id: { belongsTo: 'organization', id: exported },
  rehearsal_id: { belongsTo: 'person', id: async (actor) => (await rehearse(actor)).items[0]?.rehearsal_id ?? '' },
  batch_id: { belongsTo: 'person', id: async (actor) => (await rehearse(actor)).batch_id },
};

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

async function ask(name: string, route: Route, actor: Actor, whose: Actor) {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  let path: string = route.path;
  for (const one of names) path = path.replace(`{${one}}`, encodeURIComponent(await rowOf(one, whose)));
  const { answer } = await running.app.accounts.openSession(actor, 'token', caller);
  const body = BODIES[name];
  const response = await running.api.fetch(
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

const owned = (route: Route) => [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => ROWS[match[1] ?? '']?.belongsTo);
/** Done, or refused for the state that the row is in. */
const REACHED = [200, 201, 202, 204, 206, 400, 409];

test.each(allRoutes.filter(([, { access }]) => access !== 'public'))(
  '%s',
  async (name, route) => {
    for (const role of ROLES) {
      const actor = people.get(role);
      if (!actor) throw new Error(`there is no ${role}`);
      const mayAsk = route.access.includes(role);
      const kinds = owned(route);
      const cases: [string, Actor, readonly number[]][] = [['own', actor, REACHED]];
      if (kinds.includes('person')) cases.push(['a colleague’s', colleague, [404]]);
      if (kinds.length > 0) cases.push(['another organization’s', stranger, [404]]);
      for (const [whose, owner, wanted] of cases) {
        const { status, said } = await ask(name, route, actor, owner);
        expect(mayAsk ? wanted : [403], `${role}, ${whose} row: ${status} ${said.slice(0, 300)}`).toContain(status);
      }
    }
  },
  60_000,
);
