/** The OpenAPI document of a running hub: complete, unambiguous, and true of what is answered. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '#shared/contract/index.ts';
import { type DocumentHub, startDocumentHub } from './document-hub.ts';

type Answer = { content?: Record<string, { schema: { $ref?: string } }>; headers?: object };
type Operation = {
  operationId: string;
  security: Record<string, unknown>[];
  parameters?: { name: string; in: string; required?: boolean }[];
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
      if (Number(status) < 400) continue;
      expect(content?.['application/json']?.schema.$ref).toBe(spelling);
    }
    if ('429' in operation.responses) expect(operation.responses['429']?.headers).toHaveProperty('Retry-After');
  }
  const { body } = await hub.ask('GET', '/users/me');
  expect(Object.keys(body).filter((key) => !Object.hasOwn(documented?.properties ?? {}, key))).toEqual([]);
});

test('what rings or imports once takes the key that makes it so', () => {
  for (const path of ['/make-call/{phone_number}/{scenario}', '/make-custom-call/{phone_number}/{scenario_id}']) {
    expect(document.paths[path]?.get?.parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', in: 'header' }));
  }
  for (const path of ['/api/v1/calls', '/api/v1/scenarios/import']) {
    expect(document.paths[path]?.post?.parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', in: 'header' }));
  }
});

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
    expect(asked, path).toEqual(expect.arrayContaining(['page', 'limit']));
  }
  const { access_token } = await hub.signUp('reader@example.com');
  const all = await hub.ask('GET', '/api/v1/voices', { token: access_token });
  expect(all.body).toMatchObject({ page: 1, total_pages: 1 });
  const part = await hub.ask('GET', '/api/v1/voices?page=2&limit=3', { token: access_token });
  expect(part.body).toMatchObject({ page: 2, limit: 3, total: all.body.total, total_pages: Math.ceil(Number(all.body.total) / 3) });
  expect(part.body.items).toEqual((all.body.items as unknown[]).slice(3, 6));
});
