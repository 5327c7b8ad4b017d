// npm run hub | call | sandbox | bench | build | package: sets up what is missing, then runs the thing on the project's own Node.
import { inProject, node24, run, runMain, Stop, tool } from './lib/project.mjs';
import { ensureBuild, ensureDependencies } from './lib/setup.mjs';

const built = (name) => async (args) => {
  await ensureBuild();
  return run(node24, [inProject('out', 'main', `${name}.js`), ...args]);
};

const COMMANDS = {
  hub: built('hub'),
  cli: built('cli'),
  sandbox: built('sandbox-worker'),
  bench: (args) => run(node24, [inProject('bench', 'bench.ts'), ...args]),
  build: async () => {
    await ensureBuild({ force: true });
    return 0;
  },
  package: async (args) => {
    await ensureBuild({ force: true });
    return run(node24, [tool('electron-builder', 'cli.js'), '--publish=never', ...args]);
  },
};

await runMain(async ([name, ...args]) => {
  const command = COMMANDS[name];
  if (!command) throw new Stop(`there is nothing called "${name ?? ''}" to run: ${Object.keys(COMMANDS).join(', ')}.`, 2);
  await ensureDependencies();
  return command(args);
});
