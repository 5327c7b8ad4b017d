/** The whole core over a real store and a line in memory, for tests. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LiveEvents, LiveEventType } from '#shared/live/envelope.ts';
import type { Actor } from '#shared/domain/identity.ts';
import type { Connections } from '#store/schema.ts';
import { createApp } from '../../app.ts';
import type { Core } from '../../app-types.ts';
import type { Carrier } from '../../ports/carrier.ts';
import type { Log, PracticeLine } from '../../ports/host.ts';
import type { VoiceEdge } from '../../ports/voice-edge.ts';
import { createFakeLine, type FakeLine } from './fake-line.ts';

export type Published = { [T in LiveEventType]: { type: T; data: LiveEvents[T]; org_id: string } }[LiveEventType];

export type TestApp = { app: Core; line: FakeLine; owner: Actor; events: Published[]; dataDir: string; clock: { now: number } };

export type TestAppOptions = {
  store: Connections;
  dataDir: string;
  log: Log;
  line?: FakeLine;
  carrier?: Carrier;
  edge?: VoiceEdge;
  practice?: PracticeLine;
  clock?: { now: number };
  wrapUpMs?: number;
};

/** A clock that stands still until a test moves it on keeps every number of a test the same. */
export async function createTestApp(options: TestAppOptions): Promise<TestApp> {
  const clock = options.clock ?? { now: Date.parse('2026-03-02T10:00:00Z') };
  const line = options.line ?? createFakeLine(() => clock.now);
  const events: Published[] = [];
  const app = await createApp({
    version: '0.0.0',
    dataDir: options.dataDir,
    store: { read: options.store.read, write: options.store.write },
    edge: options.edge ?? line.edge,
    carrier: options.carrier ?? line.carrier,
    practice: options.practice,
    publish: (type, data, scope) => void events.push({ type, data, org_id: scope.org_id } as Published),
    vault: { kind: 'memory', get: async () => undefined, set: async () => {}, delete: async () => {} },
    log: options.log,
    model: { url: 'ws://127.0.0.1:1/v1', apiKey: 'test', model: 'm', transcriptionModel: 't' },
    from: '+15005550006',
    wrapUpMs: options.wrapUpMs ?? 200,
    checkEveryMs: 25,
    recoverRecording: async (dir) => {
      const path = join(dir, 'call.wav');
      return { path, channels: 2, seconds: 2, sha256: 'cd'.repeat(32), bytes: 64_044, peaks_path: join(dir, 'call.peaks.json') };
    },
    now: () => clock.now,
  });
  return { app, line, owner: await app.localOwner(), events, dataDir: options.dataDir, clock };
}

/** Files such as the recorder leaves them. */
export async function writeRecording(dataDir: string, callId: string, createdAt: number): Promise<{ path: string; peaks_path: string }> {
  const dir = join(dataDir, 'recordings', new Date(createdAt).toISOString().slice(0, 7), callId);
  const path = join(dir, 'call.wav');
  const peaks_path = join(dir, 'call.peaks.json');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, Buffer.alloc(44));
  await writeFile(
    peaks_path,
    JSON.stringify({
      step_ms: 50,
      seconds: 3,
      channels: [
        [0, 0.5],
        [0.25, 0],
      ],
    }),
  );
  return { path, peaks_path };
}
