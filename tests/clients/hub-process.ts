/** The hub as a process of its own, run from its sources, so that a page's own globals are no part of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { ALIAS_PORTS } from '../../electron/hub/alias-ports.ts';

const program = join(import.meta.dirname, '../../electron/hub/hub.ts');

export type HubProcess = { url: string; stop(): Promise<void> };

/** @throws with what it said when it does not get ready */
export async function runHub(dataDir: string, args: string[], env: Record<string, string>): Promise<HubProcess> {
  const child = spawn(process.execPath, [program, '--port', '0', '--data', dataDir, '--json', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close');
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text)),
    ended.then(() => Promise.reject(new Error(`the hub ended: ${said}`))),
  ]);
  return {
    url: (JSON.parse(line) as { url: string }).url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The ports of `--compat-ports` that another program has. */
export async function takenPorts(): Promise<number[]> {
  const taken = [];
  for (const port of ALIAS_PORTS) if (!(await isFree(port))) taken.push(port);
  return taken;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
