import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Stay outside the bundles: they carry native code, or run at arm's length. */
const EXTERNAL = ['better-sqlite3', 'keytar', '@node-rs/argon2', 'espeak-ng', 'electron'];

/** Each is a file of its own in out/main: programs, and the code of worker threads, which is looked up beside the bundle that starts it. */
const ENTRIES = {
  index: 'electron/main/index.ts',
  hub: 'electron/hub/hub.ts',
  cli: 'electron/cli/cli.ts',
  'store-worker': 'electron/store/worker/store-worker.ts',
  'edge-worker': 'electron/edge/edge-worker.ts',
  'sandbox-worker': 'electron/sandbox/sandbox-worker.ts',
  'rehearsal-worker': 'electron/rehearsal-worker.ts',
  'espeak-worker': 'electron/sandbox/voices/espeak-worker.ts',
};

const present = Object.entries(ENTRIES).filter(([, path]) => existsSync(at(path)));

export default defineConfig({
  main: {
    build: {
      target: 'node20.18',
      sourcemap: false,
      chunkSizeWarningLimit: 12_000,
      externalizeDeps: false,
      rolldownOptions: {
        input: Object.fromEntries(present.map(([name, path]) => [name, at(path)])),
        external: EXTERNAL,
        // Flat: a chunk in a folder of its own would look for workers and resources at the wrong place.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node20.18',
      sourcemap: false,
      chunkSizeWarningLimit: 12_000,
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('electron/preload/index.ts') },
        // A sandboxed preload must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    build: {
      target: 'chrome130',
      outDir: at('out/renderer'),
      sourcemap: false,
      chunkSizeWarningLimit: 12_000,
      minify: true,
      // The policy of the pages has no room for scripts and worklets in data: addresses.
      assetsInlineLimit: 0,
      rolldownOptions: { input: at('renderer/index.html') },
    },
  },
});
