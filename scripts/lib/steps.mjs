// Runs named steps, at most two at a time, each after the steps it needs, and keeps what each printed together.
import { spawn } from 'node:child_process';
import { root } from './project.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} [after] steps that must have ended well; this one is skipped otherwise
 * @property {boolean} [alone] nothing else runs beside it
 * @property {() => Promise<Outcome>} run
 * @typedef {{ ok: boolean, passed?: number, failed?: number, skipped?: number, note?: string }} Outcome
 */

/** @param {Step[]} steps @returns {Promise<Map<string, Outcome & { seconds: number }>>} */
export async function runSteps(steps) {
  const done = new Map();
  const waiting = [...steps];
  const running = new Map();
  const chosen = new Set(steps.map((step) => step.name));
  const isReady = (step) => (step.after ?? []).every((name) => !chosen.has(name) || done.has(name));
  const fits = (step) => running.size === 0 || (running.size < 2 && !step.alone && ![...running.values()].some((one) => one.step.alone));

  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.find((step) => isReady(step) && fits(step));
    if (!next) {
      const { step, outcome, seconds } = await Promise.race([...running.values()].map((one) => one.ended));
      running.delete(step.name);
      done.set(step.name, { ...outcome, seconds });
      report(step.name, outcome, seconds);
      continue;
    }
    waiting.splice(waiting.indexOf(next), 1);
    const broken = (next.after ?? []).find((name) => done.get(name)?.ok === false);
    if (broken) {
      done.set(next.name, { ok: false, note: `not run: ${broken} failed`, seconds: 0 });
      continue;
    }
    running.set(next.name, { step: next, ended: timed(next) });
  }
  return done;
}

async function timed(step) {
  const started = Date.now();
  const outcome = await step.run().catch((error) => ({ ok: false, note: error instanceof Error ? error.message : String(error) }));
  return { step, outcome, seconds: (Date.now() - started) / 1000 };
}

function report(name, outcome, seconds) {
  process.stdout.write(`── ${name}: ${outcome.ok ? 'ok' : 'FAILED'} (${seconds.toFixed(1)} s)${outcome.note ? ` · ${outcome.note}` : ''}\n`);
}

/** Runs a program and prints its output in one piece when it has ended; resolves to whether it exited with 0. */
export function runQuietly(program, args, env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code, signal) => {
      if (signal) output.push(Buffer.from(`It was ended from outside, by ${signal}.\n`));
      process.stdout.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });
}
