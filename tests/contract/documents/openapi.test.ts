/** The OpenAPI document of a running hub: complete, unambiguous, and true of what is answered. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '#shared/contract/index.ts';
import { type DocumentHub, startDocumentHub } from './document-hub.ts';

type Answer = { content?: Record<string, { schema: { $ref?: string } }>; headers?: object };
type Operation = {
  operationId: string;
  security: Record<string, unknown>[];
  parameters?: { name: string; in: string; schema?: { enum?: string[] }; required?: boolean }[];
  responses: Record<string, Answer>;
};
type Schema = { type?: string; properties: Record<string, { type?: string }> };
type Document = {
  openapi: string;
  components: { schemas: Record<string, Schema>; securitySchemes: object };
  paths: Record<string, Record<string, Operation>>;
};

let hub: DocumentHub;
let document: Document;
let operations: { path: string; method: string; operation: Operation }[];

beforeAll(async () => {
  hub = await startDocumentHub();
  document = (await hub.ask('GET', '/api/openapi.json')).body as unknown as Document;
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
});
afterAll(() => hub.close());

test('it is one document, under both of its addresses', async () => {
  expect(document.openapi).toBe('3.1.0');
  expect((await hub.ask('GET', '/api/v1/openapi.json')).body).toEqual(document);
});

test('every route stands in it, under a name of its own', () => {
  for (const { path, method } of Object.values(routes).flatMap((group) => Object.values(group))) {
    expect(document.paths[path]?.[method.toLowerCase()], `${method} ${path}`).toBeDefined();
  }
  const names = operations.map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
});

test('parameters of paths are declared, references lead somewhere, proofs are known', () => {
  for (const { path, operation } of operations) {
    const declared = (operation.parameters ?? []).filter((one) => one.in === 'path');
    expect(declared.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
    expect(declared.every(({ required }) => required)).toBe(true);
    for (const scheme of operation.security.flatMap((one) => Object.keys(one))) expect(document.components.securitySchemes).toHaveProperty(scheme);
  }
  for (const [, name = ''] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    expect(document.components.schemas).toHaveProperty(name);
  }
});

test('errors are described in the spelling of their address, with what tells a client to wait', async () => {
  const { Error: canonical, DocumentError: documented } = document.components.schemas;
  expect(canonical?.properties.detail).toMatchObject({ type: 'object' });
  expect(documented?.properties.detail).toMatchObject({ type: 'string' });
  for (const { path, operation } of operations) {
    const spelling = `#/components/schemas/${path.startsWith('/api/v1/') ? 'Error' : 'DocumentError'}`;
    for (const [status, { content }] of Object.entries(operation.responses)) {
      // A range beyond the end is told by Content-Range alone.
      if (Number(status) < 400 || status === '416') continue;
      expect(content?.['application/json']?.schema.$ref).toBe(spelling);
    }
    for (const answer of Object.values(operation.responses)) expect(Object.keys(answer.headers ?? {})).toContain('X-RateLimit-Remaining');
    if ('429' in operation.responses) expect(operation.responses['429']?.headers).toHaveProperty('Retry-After');
  }
  const { body } = await hub.ask('GET', '/users/me');
  expect(Object.keys(body).filter((key) => !Object.hasOwn(documented?.properties ?? {}, key))).toEqual([]);
});

test('files say in which forms they come, and that they come by range', () => {
  const answers = (path: string) => document.paths[path]?.get?.responses ?? {};
  expect(Object.keys(answers('/api/v1/calls/{call_id}/export')['200']?.content ?? {})).toEqual([
    ...['text/plain', 'application/x-subrip', 'text/vtt', 'application/json', 'text/csv'],
  ]);
  // JSON is told apart from bytes.
  expect(answers('/api/v1/calls/{call_id}/export')['200']?.content?.['application/json']?.schema).toMatchObject({ type: 'object' });
  for (const path of ['/api/v1/calls/{call_id}/recording', '/api/v1/exports/{export_id}/file']) {
    expect(Object.keys(answers(path))).toEqual(expect.arrayContaining(['200', '206', '304', '416']));
    expect(answers(path)['206']?.headers).toHaveProperty('Content-Range');
    expect(document.paths[path]?.get?.parameters).toContainEqual(expect.objectContaining({ name: 'Range', in: 'header' }));
  }
});

test('no parameter of an address may be null', () => {
  const types = operations.flatMap(({ operation }) =>
    (operation.parameters ?? []).map(({ schema }) => (schema as { type?: unknown } | undefined)?.type),
  );
  expect(types).toContain('integer');
  expect(types.flat()).not.toContain('null');
});

test('what rings or imports once takes the key that makes it so', () => {
  for (const path of ['/make-call/{phone_number}/{scenario}', '/make-custom-call/{phone_number}/{scenario_id}']) {
    expect(document.paths[path]?.get?.parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', in: 'header' }));
  }
  for (const path of ['/api/v1/calls', '/api/v1/scenarios/import']) {
    expect(document.paths[path]?.post?.parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', in: 'header' }));
  }
});

/** What is found is told newest first, and an agent's conversations are its latest. */
const ITS_OWN_ORDER: Record<string, string[]> = { '/api/v1/transcripts/search': ['q'], '/api/v1/agents/{agent_id}/conversations': [] };

test('every list is an envelope with its pages', async () => {
  const lists = operations
    .filter(({ path, method }) => method === 'get' && path.startsWith('/api/v1/'))
    .flatMap(({ path, operation }) => {
      const { properties = {} } = (operation.responses['200']?.content?.['application/json']?.schema ?? {}) as Partial<Schema>;
      return 'items' in properties ? [{ path, names: Object.keys(properties), asked: (operation.parameters ?? []).map(({ name }) => name) }] : [];
    });
  expect(lists.length).toBeGreaterThan(20);
  for (const { path, names, asked } of lists) {
    expect(names, path).toEqual(expect.arrayContaining(['items', 'total', 'page', 'limit', 'total_pages']));
    expect(asked, path).toEqual(expect.arrayContaining(['page', 'limit', ...(ITS_OWN_ORDER[path] ?? ['q', 'sort'])]));
  }
  const { access_token } = await hub.signUp('reader@example.com');
  const all = await hub.ask('GET', '/api/v1/voices', { token: access_token });
  expect(all.body).toMatchObject({ page: 1, total_pages: 1 });
  const part = await hub.ask('GET', '/api/v1/voices?page=2&limit=3', { token: access_token });
  expect(part.body).toMatchObject({ page: 2, limit: 3, total: all.body.total, total_pages: Math.ceil(Number(all.body.total) / 3) });
  expect(part.body.items).toEqual((all.body.items as unknown[]).slice(3, 6));
});

test('lists are sorted by what they say they can be, and by nothing else', async () => {
  const person = await hub.signUp('sorter@example.com');
  const token = person.access_token;
  for (const [index, name] of ['Survey', 'Audit'].entries()) {
    await hub.past(person, { scenario: { id: name, name }, at: Date.now() - index * 60_000, said: ['Hello.', 'Yes?'] });
  }
  const file = (name: string) => ({ format: 'trunkline-scenario', format_version: 1, scenario: { name, persona: 'You are Kim.', prompt: 'Ask.' } });
  for (const name of ['Mine', 'a first one']) {
    expect((await hub.ask('POST', '/api/v1/scenarios/import', { token, body: file(name) })).status).toBe(201);
    expect((await hub.ask('POST', '/api/v1/assistants', { token, body: { name, model: { provider: 'vapi', model: 'm' } } })).status).toBe(201);
  }
  for (const list of ['users', 'scenarios', 'assistants', 'audit', 'rehearsals', 'transcripts']) {
    const path = `/api/v1/${list}`;
    const parameter = document.paths[path]?.get?.parameters?.find(({ name }) => name === 'sort');
    const sorts = parameter?.schema?.enum ?? [];
    expect(sorts.length, path).toBeGreaterThan(2);
    for (const sort of sorts) {
      const { status, body } = await hub.ask('GET', `${path}?sort=${sort}`, { token });
      expect(status, `${path} ${sort}`).toBe(200);
      const field = sort.replace('-', '');
      const values = (body.items as Record<string, unknown>[]).map((row) => String(row[field]).toLowerCase());
      const rising = values.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
      expect(values, `${path} ${sort}`).toEqual(sort === field ? rising : rising.toReversed());
    }
    const refused = await hub.ask('GET', `${path}?sort=password_hash`, { token });
    expect([refused.status, refused.body.code, refused.body.params]).toEqual([422, 'VALIDATION_ERROR', { fields: ['sort'] }]);
    const none = await hub.ask('GET', `${path}?q=nothing-has-this`, { token });
    expect([none.status, none.body.total]).toEqual([200, 0]);
  }
  const found = await hub.ask('GET', '/api/v1/scenarios?q=first%20one', { token });
  expect(found.body).toMatchObject({ total: 1, items: [{ name: 'a first one' }] });
});
