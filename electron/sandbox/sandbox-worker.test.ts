import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { workerEntry } from '../worker-entry.ts';
import type { SandboxAddress } from './sandbox.ts';
import { startSandboxWorker } from './start-in-worker.ts';

let dataDir = '';
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function answers(address: SandboxAddress): Promise<void> {
  const account = await fetch(`${address.carrierUrl}/2010-04-01/Accounts/${address.accountSid}.json`, {
    headers: { authorization: `Basic ${Buffer.from(`${address.accountSid}:${address.authToken}`).toString('base64')}` },
  });
  expect(await account.json()).toMatchObject({ sid: address.accountSid, status: 'active' });
  const personas = await fetch(`${address.carrierUrl}/sandbox/personas`, { headers: { 'x-sandbox-token': address.controlToken } });
  expect(((await personas.json()) as { personas: unknown[] }).personas.length).toBeGreaterThanOrEqual(8);
  const socket = new WebSocket(`${address.modelUrl}/realtime?model=gpt-realtime-2.1`, { headers: { authorization: `Bearer ${address.apiKey}` } });
  const [first] = (await once(socket, 'message')) as [Buffer];
  expect(JSON.parse(first.toString())).toMatchObject({ type: 'session.created' });
  socket.close();
}

test('a worker answers on all its doors, with the credentials it was given, and closes cleanly', async () => {
  const sandbox = await startSandboxWorker({ dataDir, apiKey: 'sk-mine' });
  expect(sandbox.apiKey).toBe('sk-mine');
  expect(sandbox.accountSid).toMatch(/^AC[0-9a-f]{32}$/);
  await answers(sandbox);
  await sandbox.close();
  expect(await sandbox.exit).toEqual({ code: 0 });
});

test('a taken port is said in plain words, and nothing is left running', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  await expect(startSandboxWorker({ dataDir, carrierPort: port })).rejects.toThrow(/did not start.*EADDRINUSE/);
  await expect(startSandboxWorker({ dataDir, modelPort: port })).rejects.toThrow(/did not start.*EADDRINUSE/);
  taken.close();
});

test('as a process it prints one line and ends when it is asked to', async () => {
  const child = spawn(process.execPath, [fileURLToPath(workerEntry('sandbox-worker')), '--data', dataDir, '--speed', '2'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  await once(reader, 'line');
  const address = JSON.parse(lines[0] ?? '{}') as SandboxAddress & { event: string; pid: number };
  expect(address).toMatchObject({ event: 'listening', pid: child.pid });
  await answers(address);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
  expect(lines).toHaveLength(1);
});

test('a wrong argument is named', async () => {
  const child = spawn(process.execPath, [fileURLToPath(workerEntry('sandbox-worker')), '--speed', 'fast'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(1);
  expect(errors).toContain('--speed needs a number');
});
