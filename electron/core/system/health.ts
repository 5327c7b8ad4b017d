/** How the program and its parts are, with what to do where one is in trouble. */
import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Health } from '#shared/contract/system.ts';
import type { VoiceEdge } from '../ports/voice-edge.ts';

/** Two channels of µ-law are 16 kB a second: this much is some 17 hours of calls. */
const LITTLE_SPACE_BYTES = 1_000_000_000;

export type HealthOptions = {
  version: string;
  dataDir: string;
  mode: Health['mode'];
  vaultKind: string;
  startedAt: number;
  now: () => number;
  edge: VoiceEdge;
  liveCalls: () => number;
  /** Says whether the store answers. */
  storeOk: () => Promise<{ ok: boolean; detail: string }>;
  /** Has the voice model's connection been given what it needs. */
  modelReady: boolean;
  practiceAnswers: (() => Promise<unknown>) | undefined;
};

type Part = Health['parts'][number];

export async function readHealth(options: HealthOptions): Promise<Health> {
  const disk = await freeSpace(options.dataDir);
  const parts: Part[] = [
    { name: 'store', ...(await options.storeOk()) },
    edgePart(options.edge),
    await carrierPart(options),
    options.modelReady
      ? { name: 'voice_model', ok: true, detail: options.mode === 'practice' ? 'The practice voice model answers.' : 'Configured.' }
      : { name: 'voice_model', ok: false, detail: 'There is no key for the voice model. Add one in Settings.' },
    { name: 'vault', ok: true, detail: options.vaultKind },
    recordingsPart(disk),
  ];
  return {
    status: parts.every((part) => part.ok) ? 'ok' : 'degraded',
    version: options.version,
    mode: options.mode,
    uptime_seconds: Math.max(0, Math.round((options.now() - options.startedAt) / 1000)),
    parts,
    live_calls: options.liveCalls(),
    data_folder: options.dataDir,
    disk_free_bytes: disk ?? 0,
    vault: options.vaultKind,
  };
}

async function freeSpace(dataDir: string): Promise<number | undefined> {
  try {
    await mkdir(join(dataDir, 'recordings'), { recursive: true });
    const { bavail, bsize } = await statfs(dataDir);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

function recordingsPart(free: number | undefined): Part {
  const name = 'recordings';
  if (free === undefined) return { name, ok: false, detail: 'The data folder cannot be written. Check that it exists and that you may write to it.' };
  const gigabytes = `${(free / 1e9).toFixed(1)} GB free.`;
  if (free < LITTLE_SPACE_BYTES) return { name, ok: false, detail: `Only ${gigabytes} Free some space, or recordings will stop.` };
  return { name, ok: true, detail: gigabytes };
}

function edgePart(edge: VoiceEdge): Part {
  try {
    return { name: 'edge', ok: true, detail: `Listening on port ${edge.address().port}.` };
  } catch {
    return { name: 'edge', ok: false, detail: 'The edge is not running, so no call can be carried. Start the program again.' };
  }
}

async function carrierPart({ mode, practiceAnswers }: HealthOptions): Promise<Part> {
  if (!practiceAnswers) return { name: 'carrier', ok: true, detail: 'Configured.' };
  try {
    await practiceAnswers();
    return { name: 'carrier', ok: true, detail: mode === 'practice' ? 'The practice line answers.' : 'Configured.' };
  } catch {
    return { name: 'carrier', ok: false, detail: 'The practice line does not answer. Start the program again.' };
  }
}
