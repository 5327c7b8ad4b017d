// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://localhost:5173/" }
/**
 * The documents' clients, with their own addresses and calls, against a hub on the ports that they expect: in a page of the documented front end's
 * origin, whose requests are checked for their origin as a browser does.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { act, renderHook, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { assistants } from './assistants-client.ts';
import { type HubProcess, runHub, takenPorts } from './hub-process.ts';
import { client, told, useAuth, useScenarios } from './speech-assistant-client.ts';

const FRONTEND_URL = 'http://localhost:5173';
const PASSWORD = 'a long enough secret';

let dataDir: string;
let hub: HubProcess | undefined;

async function post(url: string, body: object, token = ''): Promise<Record<string, string>> {
  const headers = { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(response.status).toBeLessThan(300);
  return (await response.json()) as Record<string, string>;
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'trunkline-clients-'));
  const taken = await takenPorts();
  if (taken.length > 0) return void process.stderr.write(`Not run: another program has port ${taken.join(', ')}.\n`);
  const before = await runHub(dataDir, [], { FRONTEND_URL });
  const { access_token } = await post(`${before.url}/auth/register`, { email: 'machine@example.com', password: PASSWORD });
  const { token = '' } = await post(`${before.url}/api/v1/auth/tokens`, { name: 'assistants', scopes: ['read', 'scenarios'] }, access_token);
  await before.stop();
  // The token that the Assistants document’s front end has in its environment, given to the hub.
  hub = await runHub(dataDir, ['--compat-ports'], { FRONTEND_URL, NEXT_PUBLIC_VAPI_TOKEN: token });
}, 60_000);
afterEach(() => localStorage.clear());
afterAll(async () => {
  await hub?.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

const SCENARIO = { persona: 'You are friendly.', prompt: 'Sell a thing.', voice_type: 'aggressive_male', temperature: 0.7 };

test('the axios client and its hooks: sign in, stay signed in, keep scenarios, sign out', async ({ skip }) => {
  if (!hub) return skip('the ports are taken');
  await client.post('/auth/register', { email: 'user@example.com', password: PASSWORD });
  const auth = renderHook(() => useAuth());
  expect(auth.result.current.isAuthenticated).toBe(false);
  await act(() => auth.result.current.login('user@example.com', PASSWORD));
  expect(auth.result.current).toMatchObject({ isAuthenticated: true, user: { email: 'user@example.com' } });

  const reloaded = renderHook(() => useAuth());
  await waitFor(() => expect(reloaded.result.current).toMatchObject({ isAuthenticated: true, user: { email: 'user@example.com', is_active: true } }));

  const { result } = renderHook(() => useScenarios());
  await waitFor(() => expect(result.current.loading).toBe(false));
  expect(result.current.scenarios).toEqual([]);
  const { scenario_id, message } = await act(() => result.current.createScenario(SCENARIO));
  expect(message).toBe('Custom scenario created successfully');
  expect(result.current.scenarios).toMatchObject([{ scenario_id, ...SCENARIO }]);
  await act(() => result.current.updateScenario(scenario_id, { ...SCENARIO, voice_type: 'concerned_female', temperature: 0.8 }));
  expect(result.current.scenarios).toMatchObject([{ scenario_id, voice_type: 'concerned_female', temperature: 0.8 }]);
  await act(() => result.current.deleteScenario(scenario_id));
  expect(result.current.scenarios).toEqual([]);

  const { data } = await client.get<{ status: string; call_sid: string; call: { id: string } }>('/make-call/+15005550110/sales');
  expect(data).toMatchObject({ status: 'success', call_sid: expect.stringMatching(/^CA/) });
  await client.post(`/api/v1/calls/${data.call.id}/actions`, { action: 'hangup' });
  expect((await client.get<unknown[]>('/api/enhanced-transcripts/', { params: { skip: 0, limit: 10 } })).data).toEqual(expect.any(Array));

  act(() => auth.result.current.logout());
  expect(auth.result.current.isAuthenticated).toBe(false);
  expect(localStorage.getItem('token')).toBeNull();
});

test('the axios client’s failures are told as the document says', async ({ skip }) => {
  if (!hub) return skip('the ports are taken');
  expect(await told(client.get('/custom-scenarios'))).toBe('to the sign-in');
  expect(await told(client.post('/auth/register', { email: 'no address', password: PASSWORD }))).toBe('Not valid: email.');
  const attempts = [];
  for (let n = 0; n < 6; n++) attempts.push(await told(client.post('/auth/login', { email: 'limited@example.com', password: 'wrong wrong' })));
  expect(attempts.at(-1)).toBe('Rate limit exceeded. Please try again later.');
});

test('the fetch client keeps assistants', async ({ skip }) => {
  if (!hub) return skip('the ports are taken');
  const created = await assistants.create({ name: 'Reception', model: { provider: 'vapi', model: 'a-model', temperature: 0.4 } });
  expect(created).toMatchObject({ success: true, data: { name: 'Reception', orgId: expect.stringMatching(/^org_/) } });
  const id = created.data?.id ?? '';
  expect(await assistants.list()).toMatchObject({ success: true, data: [{ id }] });
  expect(await assistants.update(id, { firstMessage: 'Hello.' })).toMatchObject({ success: true, data: { firstMessage: 'Hello.' } });
  expect(await assistants.remove(id)).toMatchObject({ success: true });
  expect(await assistants.get(id)).toEqual(expect.objectContaining({ success: false, error: 'There is no such assistant.' }));
});

test('what stands for a client without a token stands for nothing else', async ({ skip }) => {
  if (!hub) return skip('the ports are taken');
  for (const address of ['http://localhost:3001/custom-scenarios', 'http://localhost:5050/assistant', 'http://localhost:3001/api/v1/assistants']) {
    expect((await fetch(address)).status).toBe(401);
  }
  expect((await fetch('http://localhost:3001/assistant', { headers: { Authorization: 'Bearer wrong' } })).status).toBe(401);
});

test('the addresses of the other documents: HTTP under /api/v1 and a socket on port 8000', async ({ skip }) => {
  if (!hub) return skip('the ports are taken');
  const { access_token = '' } = await post('http://localhost:8000/auth/signup', { email: 'autopulse@example.com', password: PASSWORD });
  const me = await fetch('http://localhost:8000/api/v1/auth/me', { headers: { Authorization: `Bearer ${access_token}` } });
  expect(await me.json()).toMatchObject({ email: 'autopulse@example.com' });
  const socket = new WebSocket('ws://localhost:8000/ws');
  const messages: { type: string }[] = [];
  socket.addEventListener('message', ({ data }) => void messages.push(JSON.parse(String(data)) as { type: string }));
  socket.addEventListener('open', () => {
    socket.send(JSON.stringify({ type: 'auth', token: access_token }));
    socket.send(JSON.stringify({ type: 'subscribe', topics: ['calls'] }));
  });
  await expect.poll(() => messages.map(({ type }) => type)).toContain('subscribed');
  socket.close();
});

test('a port that is taken is named, and nothing is started', async ({ skip }) => {
  if (!hub) return skip('the ports are taken');
  const second = await mkdtemp(join(tmpdir(), 'trunkline-clients-'));
  await expect(runHub(second, ['--compat-ports'], {})).rejects.toThrow(
    /cannot listen on port 3001: another program has it\..*--compat-ports.*\(CONFLICT\)/s,
  );
  await rm(second, { recursive: true, force: true, maxRetries: 5 });
});
