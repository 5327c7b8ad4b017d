// npm run hub | call | sandbox | bench | build: sets up what is missing, then runs the thing on the project's own Node.
import { inProject, node24, run, runMain, Stop } from './lib/project.mjs';
import { ensureBuild, ensureDependencies } from './lib/setup.mjs';

const built = (name) => async (args) => {
  await ensureBuild();
  return run(node24, [inProject('out', 'main', `${name}.js`), ...args]);
};

const COMMANDS = {
  hub: built('hub'),
  cli: built('cli'),
  bench: (args) => run(node24, [inProject('bench', 'bench.ts'), ...args]),
  build: async () => {
    await ensureBuild({ force: true });
    return 0;
  },
};

await runMain(async ([name, ...args]) => {
  const command = COMMANDS[name];
  if (!command) throw new Stop(`there is nothing called "${name ?? ''}" to run: ${Object.keys(COMMANDS).join(', ')}.`, 2);
  await ensureDependencies();
  return command(args);
});
