/** Where a worker's code lies: beside this file's bundle after a build, or its own source when Node runs the sources directly. */

const SOURCES = {
  'store-worker': './store/worker/store-worker.ts',
  'edge-worker': './edge/edge-worker.ts',
  'sandbox-worker': './sandbox/sandbox-worker.ts',
  'rehearsal-worker': './rehearsal-worker.ts',
} as const;

export type WorkerName = keyof typeof SOURCES;

export function workerEntry(name: WorkerName): URL {
  const fromSource = import.meta.url.endsWith('.ts');
  return new URL(fromSource ? SOURCES[name] : `./${name}.js`, import.meta.url);
}

/** A folder of files that are shipped as they are: `resources/` in the sources and in the package alike. */
export function resourcePath(...parts: string[]): URL {
  const root = import.meta.url.endsWith('.ts') ? '../resources/' : '../../resources/';
  return new URL(root + parts.join('/'), import.meta.url);
}
