// npm test: everything that shows whether the program is right. `--only a,b` runs just these steps.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureChromium, hasCommand } from './lib/chromium.mjs';
import { inProject, node24, projectEnv, runMain, say, Stop, tool } from './lib/project.mjs';
import { ensureBuild, ensureDependencies } from './lib/setup.mjs';
import { runQuietly, runSteps } from './lib/steps.mjs';

const reports = inProject('test-results', 'reports');
const desktopGiven = Boolean(process.env.ELECTRON_OVERRIDE_DIST_PATH);

const command =
  (...args) =>
  async () => ({ ok: await runQuietly(node24, args, projectEnv()) });

/** A vitest run, counted from its JSON report. */
const vitest = (name, args) => async () => {
  const file = `${reports}/${name}.json`;
  const flags = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = await runQuietly(node24, [tool('vitest', 'vitest.mjs'), ...flags, ...args], projectEnv());
  const counts = readJson(file);
  if (!counts) return { ok: false, note: 'no report was written' };
  return outcome(ok, counts.numPassedTests, counts.numFailedTests, counts.numPendingTests + counts.numTodoTests);
};

/** A Playwright run of one project, counted from its JSON report; under a virtual display where it needs one. */
const playwright =
  (project, { display = false } = {}) =>
  async () => {
    const file = `${reports}/${project}.json`;
    const args = [tool('@playwright', 'test', 'cli.js'), 'test', `--project=${project}`, '--reporter=list,json'];
    const virtual = display && process.platform === 'linux' && !process.env.DISPLAY;
    if (virtual && !hasCommand('xvfb-run')) return { ok: false, note: 'there is no display, and xvfb-run is not installed' };
    const [program, ...rest] = virtual ? ['xvfb-run', '-a', node24, ...args] : [node24, ...args];
    const ok = await runQuietly(program, rest, projectEnv({ PLAYWRIGHT_JSON_OUTPUT_NAME: file, TRUNKLINE_CHROMIUM: chromium }));
    const stats = readJson(file)?.stats;
    if (!stats) return { ok: false, note: 'no report was written' };
    return outcome(ok, stats.expected + stats.flaky, stats.unexpected, stats.skipped);
  };

function outcome(ok, passed, failed, skipped) {
  return { ok: ok && passed > 0, passed, failed, skipped, note: passed + failed === 0 ? 'it ran no test' : undefined };
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

const types = async () => {
  const tsc = tool('typescript', 'bin', 'tsc');
  const results = [];
  for (const project of ['.', 'renderer', 'electron/preload', 'tests/e2e'])
    results.push(await runQuietly(node24, [tsc, '--noEmit', '-p', project], projectEnv()));
  return { ok: results.every(Boolean) };
};

const STEPS = () => [
  { name: 'build', run: () => ensureBuild().then(() => ({ ok: true })) },
  { name: 'format', run: command(tool('oxfmt', 'bin', 'oxfmt'), '--check', '.') },
  { name: 'lint', run: command(tool('oxlint', 'bin', 'oxlint'), '--deny-warnings') },
  { name: 'types', run: types },
  { name: 'layering', run: vitest('layering', ['tests/layering']) },
  { name: 'packaging', after: ['build'], run: vitest('packaging', ['tests/packaging']) },
  { name: 'unit', alone: true, run: vitest('unit', ['--exclude=tests/**']) },
  { name: 'contract', alone: true, run: vitest('contract', ['tests/contract', 'tests/clients']) },
  { name: 'faults', alone: true, run: vitest('faults', ['tests/faults']) },
  { name: 'hub', after: ['build'], alone: true, run: playwright('hub') },
  { name: 'desktop', after: ['build'], alone: true, run: playwright('desktop', { display: true }) },
];

let chromium;

await runMain(async (args) => {
  const only = readOnly(args);
  await ensureDependencies();
  mkdirSync(reports, { recursive: true });
  const steps = STEPS();
  const unknown = only?.find((name) => !steps.some((step) => step.name === name));
  if (unknown) throw new Stop(`there is no step "${unknown}": ${steps.map((step) => step.name).join(', ')}.`, 2);
  const skipped = [];
  const wanted = [];
  for (const step of steps) {
    const reason = only && !only.includes(step.name) ? undefined : await whyNot(step.name);
    if (reason) skipped.push(`${step.name}: ${reason}`);
    else if (!only || only.includes(step.name)) wanted.push(step);
    rmSync(`${reports}/${step.name}.json`, { force: true });
  }
  return summarise(await runSteps(wanted), skipped);
});

function readOnly(args) {
  if (args.length === 0) return undefined;
  if (args[0] !== '--only' || !args[1]) throw new Stop('usage: npm test [-- --only step,step]', 2);
  return args[1].split(',');
}

/** What a step lacks on this machine, in words; nothing when it can run. */
async function whyNot(name) {
  if (name === 'hub') {
    chromium = await ensureChromium();
    if (!chromium) return 'there is no Chromium, and it cannot be installed here; set TRUNKLINE_CHROMIUM to one';
  }
  if (name === 'desktop' && !desktopGiven) return 'no Electron runtime was given (ELECTRON_OVERRIDE_DIST_PATH)';
  return undefined;
}

function summarise(results, skipped) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  say('');
  for (const [name, { ok, passed = 0, failed = 0, skipped: left = 0, seconds, note }] of results) {
    total.passed += passed;
    // A step without tests of its own, or one that broke outside them, counts as one.
    total.failed += ok || failed > 0 ? failed : 1;
    total.skipped += left;
    process.stdout.write(`${name.padEnd(10)} ${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(7)} s${note ? `  ${note}` : ''}\n`);
  }
  for (const one of skipped) process.stdout.write(`skipped    ${one}\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}\n`);
  return total.failed > 0 ? 1 : 0;
}
