/** Runs a script of package.json as its users do, to its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type NpmRun = { code: number | null; out: string; err: string };

export async function runNpm(script: string, ...args: string[]): Promise<NpmRun> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const shell = process.platform === 'win32';
  const child = spawn(npm, ['run', '--silent', script, '--', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell });
  const run = { code: null as number | null, out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (run.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (run.err += text));
  await once(child, 'close');
  run.code = child.exitCode;
  return run;
}
