import { expect, test, vi } from 'vitest';
import type { Identity } from '#core/accounts/model.ts';
import { createApi } from '../build.ts';
import { actorOf, createTestApp } from '../test-app.ts';
import { testAttempts } from '../test-attempts.ts';
import { createTickets } from '../tickets.ts';
import { documentedMounts } from './index.ts';

const mounts = documentedMounts(createTestApp(), createTickets()).map(({ route }) => [`${route.method} ${route.path}`, route] as const);

function ask(method: string, path: string, identity: Identity | undefined) {
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const api = createApi({ app: createTestApp(), identify: async () => identity, tickets: createTickets(), attempts: testAttempts(), log });
  return api.fetch(new Request(`http://127.0.0.1:4870${path.replaceAll(/\{\w+\}/g, 'x')}`, { method }));
}

test('no address is there twice', () => {
  expect(new Set(mounts.map(([name]) => name)).size).toBe(mounts.length);
});

test.each(mounts)('%s: nobody unknown, no role that it does not name, no cookie where it acts', async (_name, { method, path, access, acts }) => {
  if (access === 'public') return;
  expect((await ask(method, path, undefined)).status).toBe(401);
  const viewer = await ask(method, path, { actor: actorOf('viewer'), via: 'bearer' });
  expect(viewer.status === 403).toBe(!access.includes('viewer'));
  if (acts) expect((await ask(method, path, { actor: actorOf('owner'), via: 'cookie' })).status).toBe(401);
  if (method === 'GET' && !acts) return;
  // A personal token that may only read changes nothing.
  const reader = await ask(method, path, { actor: actorOf('owner'), via: 'personal_token', scopes: ['read'] });
  expect(reader.status).toBe(403);
});
