/** A store in a folder of its own, for tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '#core/ports/host.ts';
import { openStore, type Store } from './database.ts';

export type LogLine = { level: 'debug' | 'info' | 'warn' | 'error'; fields: Record<string, unknown>; message: string };

/** A log that keeps its lines. */
export function createTestLog(): Log & { lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (fields: Record<string, unknown>, message: string) => void lines.push({ level, fields, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export async function createTestFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'trunkline-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A migrated, empty store; `close` removes its folder as well. */
export async function openTestStore(): Promise<Store> {
  const folder = await createTestFolder();
  const store = await openStore({ dataDir: folder.path, log: createTestLog() });
  return {
    ...store,
    async close() {
      await store.close();
      await folder.remove();
    },
  };
}
