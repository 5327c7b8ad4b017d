// Where things are, and how to run them. No dependencies: this runs before there are any, on Node 18 and newer.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const inProject = (...parts) => join(root, ...parts);

const windows = process.platform === 'win32';

/** The Node 24 that the project installs for itself. */
export const node24 = inProject('node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

export const say = (sentence) => process.stderr.write(`${sentence}\n`);

/** An end that was foreseen: one sentence for people, no stack trace. */
export class Stop extends Error {
  constructor(sentence, code = 1) {
    super(sentence);
    this.code = code;
  }
}

/** Runs a script's main function; whatever goes wrong ends as one sentence. */
export async function runMain(main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    say(`trunkline: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = error instanceof Stop ? error.code : 1;
  }
}

/** Everything a child needs to find the project's own Node and tools first. */
export function projectEnv(extra = {}) {
  return { ...process.env, PATH: [inProject('node_modules', '.bin'), process.env.PATH].join(delimiter), ...extra };
}

/**
 * Runs a program to its end, handing on the signals that ask this one to stop.
 * Resolves to its exit code; a program that a signal ended counts as 128 and the signal's usual number.
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: projectEnv(), ...options });
    const forward = (signal) => child.kill(signal);
    const signals = windows ? ['SIGINT', 'SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const orphaned = watchForOrphaning(() => forward('SIGTERM'));
    child.on('error', (error) => reject(new Stop(`${program} did not start: ${error.message}`)));
    child.on('close', (code, signal) => {
      clearInterval(orphaned);
      for (const name of signals) process.off(name, forward);
      resolve(code ?? { SIGINT: 130, SIGTERM: 143, SIGKILL: 137, SIGHUP: 129 }[signal] ?? 1);
    });
  });
}

/**
 * npm hands a signal to the shell between it and this script, and that shell ends without handing it on.
 * So under npm, losing the parent means: stop.
 */
function watchForOrphaning(stop) {
  if (windows || !process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, 200);
  return timer;
}

/** The command-line file of an installed package, to be run by `node24`. */
export function tool(...parts) {
  const file = inProject('node_modules', ...parts);
  if (!existsSync(file)) throw new Stop(`${parts[0]} is not installed: run npm ci.`);
  return file;
}
