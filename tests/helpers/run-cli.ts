/** Runs the built command line as its users do, to its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type CliRun = { code: number | null; out: string; err: string };

export async function runCli(...args: string[]): Promise<CliRun> {
  const child = spawn(process.execPath, ['out/main/cli.js', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const run = { code: null as number | null, out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (run.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (run.err += text));
  await once(child, 'close');
  run.code = child.exitCode;
  return run;
}
