/** Starts the hub as its users do: a process of its own, on a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 30_000;

export type Hub = {
  /** Where it listens. */
  url: string;
  edge: string;
  /** Opens the console; works once. */
  console: string;
  pid: number;
  dataDir: string;
  /** All that it wrote to stderr so far. */
  logs(): string;
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Ends it and removes its data folder. */
  dispose(): Promise<void>;
};

export type HubSettings = {
  dataDir?: string;
  /** The sources need no build, the bundle is what people run. Default: the bundle. */
  from?: 'bundle' | 'sources';
  args?: string[];
  env?: Record<string, string>;
};

const PROGRAMS = { bundle: 'out/main/hub.js', sources: 'electron/hub/hub.ts' } as const;

export async function startHub({ dataDir, from = 'bundle', args = [], env = {} }: HubSettings = {}): Promise<Hub> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'trunkline-hub-')));
  const program = join(root, PROGRAMS[from]);
  const child = spawn(process.execPath, [program, '--port', '0', '--data', folder, '--json', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logs: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => logs.push(text));
  const ended = once(child, 'close');
  const ready = await firstLine(child, ended, logs);

  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return {
    ...ready,
    dataDir: folder,
    logs: () => logs.join(''),
    stop: async () => {
      await end('SIGTERM');
      return child.exitCode;
    },
    kill: () => end('SIGKILL'),
    dispose: async () => {
      await end('SIGKILL');
      if (!dataDir) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

type Ready = { event: 'listening'; url: string; edge: string; console: string; pid: number };

/** The line that says it is ready, or an error with what it said instead. */
async function firstLine(child: ChildProcess, ended: Promise<unknown>, logs: string[]): Promise<Ready> {
  if (!child.stdout) throw new Error('the hub has no stdout');
  const lines = createInterface({ input: child.stdout });
  const failed = (what: string) => () => Promise.reject(new Error(`the hub ${what}:\n${logs.join('')}`));
  const tooLate = AbortSignal.timeout(START_MS);
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    ended.then(failed('ended before it was ready')),
    once(tooLate, 'abort').then(failed('did not get ready in time')),
  ]).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return JSON.parse(line) as Ready;
}
