// npm start: the desktop where an Electron and a display exist, else the hub with its console in a browser.
import { openDesktop } from './lib/desktop.mjs';
import { inProject, node24, run, runMain, say } from './lib/project.mjs';
import { ensureBuild, ensureDependencies } from './lib/setup.mjs';

await runMain(async (args) => {
  await ensureDependencies();
  await ensureBuild();
  const hubWanted = args.includes('--hub');
  const rest = args.filter((arg) => arg !== '--hub');
  if (!hubWanted) {
    const outcome = await openDesktop(rest);
    if (typeof outcome === 'number') return outcome;
    say(outcome);
  }
  return run(node24, [inProject('out', 'main', 'hub.js'), '--open', ...rest]);
});
