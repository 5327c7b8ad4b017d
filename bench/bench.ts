/** npm run bench -- NAME [options]: runs one benchmark, which prints one JSON document on stdout; its progress goes to stderr. */
const BENCHMARKS: Record<string, () => Promise<{ run: (args: string[]) => Promise<unknown> }>> = {
  bridge: () => import('./bridge.ts'),
  scroll: () => import('./scroll.ts'),
  store: () => import('./store.ts'),
  wall: () => import('./wall.ts'),
};

const [name = '', ...args] = process.argv.slice(2);
const benchmark = BENCHMARKS[name];
if (benchmark) {
  const { run } = await benchmark();
  console.log(JSON.stringify(await run(args), null, 2));
} else {
  console.error(`Usage: npm run bench -- NAME [options]\nBenchmarks: ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exitCode = 2;
}
