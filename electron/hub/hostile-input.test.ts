/** Text that means something to a database, a file system or a page, in every text field of every route: it is data and nothing else. */
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { documentedMounts } from '#api/compat/index.ts';
import { createTestApp } from '#api/test-app.ts';
import { allRoutes, BODIES, MOUNT_BODIES, QUERIES, scenarioBody } from '#api/test-requests.ts';
import { createTickets } from '#api/tickets.ts';
import { scenarioInput } from '#shared/contract/scenarios.ts';
import type { Route } from '#shared/contract/route.ts';
import type { Actor } from '#shared/domain/identity.ts';
import { createTestLog } from '#store/test-store.ts';
import { boot, type Running } from '../boot.ts';

const caller = { address: '127.0.0.1', user_agent: 'test' };
const SECRET = 'Umbra Holdings 4711';

let running: Running;
let dataDir: string;
/** Several, because each may try only so often; with rows that are there to be changed. */
let actors: { actor: Actor; rows: Record<string, string> }[];
let asked = 0;
let victim: Actor;
const log = createTestLog();
const errors = () => log.lines.filter(({ level }) => level === 'error');

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'trunkline-hostile-'));
  running = await boot({ dataDir, log, program: 'a test' });
  const { accounts } = running.app;
  const sign = async (email: string, company_name: string) => {
    const { answer } = await accounts.signUp({ email, password: 'a long enough secret', company_name }, 'token', caller);
    return (await accounts.byBearer(answer.access_token)).actor;
  };
  actors = await Promise.all(
    Array.from({ length: 8 }, async (_, i) => {
      const actor = await sign(`owner-${i}@example.com`, 'Acme');
      const { scenario_id } = await running.app.scenarios.create(actor, scenarioInput.parse(scenarioBody));
      const team = await accounts.people.createTeam(actor, { name: 'Sales', member_ids: [] });
      return { actor, rows: { org_id: actor.org_id, user_id: actor.user_id, scenario_id, agent_id: scenario_id, team_id: team.id } };
    }),
  );
  victim = await sign('victim@example.com', SECRET);
}, 60_000);

afterAll(async () => {
  await running.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

const HOSTILE = [
  `' OR '1'='1`,
  `'; DROP TABLE users; --`,
  `" UNION SELECT id, email, password_hash FROM users --`,
  `x') OR 1=1 --`,
  `%' OR org_id LIKE '%`,
  `%`,
  `_`,
  `\\`,
  `\u0000`,
  `a\u0000b`,
  `../../../../etc/passwd`,
  `..\\..\\vault.json`,
  `/etc/passwd`,
  `file:///etc/passwd`,
  `%2e%2e%2f%2e%2e%2fvault.key`,
  `<script>alert(1)</script>`,
  `{{7*7}} \${7*7}`,
  `"*" OR NEAR(a b) -c ^d`,
  `said:"`,
  `\r\nSet-Cookie: a=b`,
  `\ud800`,
  `🏴‍☠️`.repeat(20),
  `__proto__`,
  'A'.repeat(5000),
];

type Place = { in: 'body' | 'query' | 'params'; path: string[] };
type JsonSchema = {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
};

/** Where a schema takes text. */
function textPlaces(schema: z.ZodType | undefined, place: Place['in']): Place[] {
  if (!schema) return [];
  const walk = (one: JsonSchema, path: string[]): Place[] => [
    ...(one.type === 'string' && path.length > 0 ? [{ in: place, path }] : []),
    ...Object.entries(one.properties ?? {}).flatMap(([name, inner]) => walk(inner, [...path, name])),
    ...(typeof one.additionalProperties === 'object' ? walk(one.additionalProperties, [...path, 'anything']) : []),
    ...(one.items ? walk(one.items, [...path, '0']) : []),
    ...[...(one.anyOf ?? []), ...(one.oneOf ?? [])].flatMap((inner) => walk(inner, path)),
  ];
  return walk(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema, []);
}

const mounts = documentedMounts(createTestApp(), createTickets()).map(({ route }) => [`${route.method} ${route.path}`, route] as const);
const bodies = { ...BODIES, ...MOUNT_BODIES };

const targets = [...allRoutes, ...mounts].flatMap(([name, route]) =>
  [...textPlaces(route.body, 'body'), ...textPlaces(route.query, 'query'), ...textPlaces(route.params, 'params')].map((place) => ({
    name,
    route,
    place,
  })),
);

/** The value with the text put in at a path; what is missing on the way is made. */
function put(value: unknown, [key, ...rest]: string[], text: string): unknown {
  if (key === undefined) return text;
  if (key === '0') return [put(Array.isArray(value) ? value[0] : undefined, rest, text)];
  const record = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return { ...record, [key]: put(record[key], rest, text) };
}

async function ask(name: string, route: Route, place: Place, text: string) {
  const { actor, rows } = actors[asked++ % actors.length] ?? { actor: victim, rows: {} as Record<string, string> };
  const { answer } = await running.app.accounts.openSession(actor, 'token', caller);
  let path: string = route.path;
  const wellFormed = text.toWellFormed();
  for (const [whole, key] of route.path.matchAll(/\{(\w+)\}/g)) {
    path = path.replace(whole, () => encodeURIComponent(place.in === 'params' && place.path[0] === key ? wellFormed : (rows[key ?? ''] ?? 'none_1')));
  }
  const query = new URLSearchParams(QUERIES[name] ?? '');
  if (place.in === 'query') query.set(place.path.join('.'), text);
  const body = place.in === 'body' ? put(bodies[name], place.path, text) : bodies[name];
  const response = await running.api.fetch(
    new Request(`http://127.0.0.1${path}?${query.toString()}`, {
      method: route.method,
      headers: {
        ...(route.access === 'public' ? {} : { authorization: `Bearer ${answer.access_token}` }),
        ...(body === undefined || route.form ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: route.form ? new URLSearchParams(body as Record<string, string>) : JSON.stringify(body) }),
    }),
  );
  return { status: response.status, said: await response.text(), headers: response.headers };
}

test('there is text in many places', () => {
  expect(targets.length).toBeGreaterThan(100);
  expect(targets.filter(({ name }) => name.includes('/')).length).toBeGreaterThan(40);
});

test('hostile text is stored or refused, never obeyed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...targets), fc.constantFrom(...HOSTILE), fc.boolean(), async ({ name, route, place }, text, doubled) => {
      const { status, said, headers } = await ask(name, route, place, doubled ? `${text} ${text}` : text);
      const story = `${name} ${place.in}.${place.path.join('.')} ${JSON.stringify(text.slice(0, 60))}: ${said.slice(0, 300)}`;
      expect(status, `${story}\n${inspect(errors())}`).toBeLessThan(500);
      expect(said).not.toContain(SECRET);
      expect(said).not.toMatch(/root:x:0:0|SQLITE|argon2id/);
      expect(headers.getSetCookie().filter((one) => one.startsWith('a='))).toEqual([]);
    }),
    // Texts of some length fit one field and not the next that they are handed to.
    {
      numRuns: 900,
      examples: targets.flatMap((target) =>
        [HOSTILE[0] ?? '', 'x'.repeat(50)].map((text): [typeof target, string, boolean] => [target, text, false]),
      ),
    },
  );
  const { accounts } = running.app;
  expect((await accounts.people.organization(victim, victim.org_id)).name).toBe(SECRET);
  expect((await accounts.people.list(victim, { page: 1, limit: 10 })).items.map((one) => one.email)).toEqual(['victim@example.com']);
  expect((await accounts.audit.list(victim, { page: 1, limit: 10 })).total).toBe(1);
  expect(errors()).toEqual([]);
}, 180_000);
