/** What benchmarks over a long past have in common: how long it is, and the folder it is in. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillStore } from '../tests/helpers/fill-store.ts';

/** For `parseArgs`. `--dir PATH` keeps the data for the next run. */
export const PAST_OPTIONS = {
  calls: { type: 'string', default: '100000' },
  utterances: { type: 'string', default: '1000000' },
  dir: { type: 'string' },
} as const;

export type PastSize = { calls: number; utterances: number };

/** Works over a data folder with this past, which is written first where it is not there yet. */
export async function inPast<T>(
  asked: { calls: string; utterances: string; dir?: string | undefined },
  work: (dir: string, size: PastSize) => Promise<T>,
): Promise<T> {
  const size = { calls: Number(asked.calls), utterances: Number(asked.utterances) };
  const dir = asked.dir ?? (await mkdtemp(join(tmpdir(), 'trunkline-bench-')));
  console.error(`a past of ${size.calls} calls and ${size.utterances} utterances in ${dir} …`);
  try {
    await fillStore(dir, size);
    return await work(dir, size);
  } finally {
    if (asked.dir === undefined) await rm(dir, { recursive: true, force: true });
  }
}
