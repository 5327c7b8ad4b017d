/** The line on which scenarios are rehearsed: a sandbox, an edge and a core of their own in a folder that is thrown away. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '#core/app.ts';
import type { Core } from '#core/app-types.ts';
import type { Log, Publish, Vault } from '#core/ports/host.ts';
import type { RehearsalLine, RehearsalRequest, RehearsalResult } from '#core/ports/rehearsal-line.ts';
import { recoverRecording, startEdge } from '#edge/voice-edge.ts';
import { createTwilioCarrier } from '#providers/twilio/carrier.ts';
import { startSandboxWorker } from '#sandbox/start-in-worker.ts';
import { createClock } from '#shared/domain/clock.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { CallSummary } from '#shared/live/envelope.ts';
import { openStore } from '#store/database.ts';
import manifest from '../package.json' with { type: 'json' };
import { Closing } from './closing.ts';
import { createPracticeLine } from './practice-line.ts';

/** After this long without a rehearsal the threads are given back. */
const IDLE_MS = 60_000;
const CLOSE_DEADLINE_MS = 4000;
const DEFAULT_SPEED = 20;
/** Of the call's own time: no rehearsal talks for longer. */
const LONGEST_CALL_MS = 15 * 60_000;

/** A rehearsal keeps no secrets. */
const noVault: Vault = { kind: 'none', get: async () => undefined, set: async () => undefined, delete: async () => undefined };

type Line = { app: Core; ended: (callId: string) => Promise<CallSummary>; close(): Promise<void> };

async function openLine(speed: number, log: Log): Promise<Line> {
  const closing = new Closing(log);
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'trunkline-rehearsal-'));
    closing.add('the folder', () => rm(dataDir, { recursive: true, force: true }));
    const [store, sandbox] = await Promise.all([
      openStore({ dataDir, log }),
      startSandboxWorker({ dataDir: join(dataDir, 'sandbox'), speed, callsPerSecond: 10 }),
    ]);
    const closeStore = closing.add('the store', () => store.close());
    closing.add('the practice line', () => sandbox.close());
    const edge = await startEdge({
      host: '127.0.0.1',
      port: 0,
      webhookAuthToken: sandbox.authToken,
      speed,
      ticketKey: randomBytes(32).toString('base64url'),
    });
    const closeEdge = closing.add('the voice edge', () => edge.close());

    const summaries = new Map<string, CallSummary>();
    const waiting = new Map<string, (summary: CallSummary) => void>();
    const publish: Publish = (type, data) => {
      if (type !== 'call.summary') return;
      const summary = data as CallSummary;
      summaries.set(summary.call_id, summary);
      waiting.get(summary.call_id)?.(summary);
    };
    const clock = createClock(speed);
    const app = await createApp({
      version: manifest.version,
      dataDir,
      store: { ...store, close: closeStore },
      edge: { ...edge, close: closeEdge },
      carrier: createTwilioCarrier({ accountSid: sandbox.accountSid, authToken: sandbox.authToken, baseUrl: sandbox.carrierUrl }),
      practice: createPracticeLine(sandbox.carrierUrl, sandbox.controlToken),
      publish,
      vault: noVault,
      log,
      model: { url: sandbox.modelUrl, apiKey: sandbox.apiKey, model: 'gpt-realtime-2.1', transcriptionModel: 'gpt-transcribe' },
      from: '+15005550100',
      recoverRecording,
      now: () => Math.round(clock.wallTime()),
    });
    closing.add('the calls', () => app.close());
    return {
      app,
      ended: (callId) => {
        const known = summaries.get(callId);
        return known ? Promise.resolve(known) : new Promise((resolve) => waiting.set(callId, resolve));
      },
      close: () => closing.run(CLOSE_DEADLINE_MS),
    };
  } catch (error) {
    await closing.run(CLOSE_DEADLINE_MS);
    throw error;
  }
}

/** One line at a time, at one speed; another speed opens another one once the last call is over. */
export function createRehearsalLab(log: Log): RehearsalLine {
  let open: { speed: number; line: Promise<Line>; calls: number } | undefined;
  let idle: NodeJS.Timeout | undefined;
  let closed = false;

  async function closeLine(): Promise<void> {
    clearTimeout(idle);
    const was = open;
    open = undefined;
    await (await was?.line.catch(() => undefined))?.close();
  }

  async function lineAt(speed: number): Promise<Line> {
    if (closed) throw new AppError('OFFLINE', 'The program is closing.');
    if (open && open.speed !== speed && open.calls === 0) await closeLine();
    clearTimeout(idle);
    open ??= { speed, line: openLine(speed, log), calls: 0 };
    return open.line.catch((error: unknown) => {
      open = undefined;
      throw error;
    });
  }

  return {
    personas: async () => (await lineAt(open?.speed ?? DEFAULT_SPEED)).app.personas(),
    async rehearse(request) {
      const { app, ended } = await lineAt(request.speed);
      const mine = open;
      if (mine) mine.calls += 1;
      try {
        return await callOnce(app, ended, request);
      } finally {
        if (mine) mine.calls -= 1;
        if (mine?.calls === 0 && mine === open) {
          idle = setTimeout(() => void closeLine(), IDLE_MS);
          idle.unref();
        }
      }
    },
    async close() {
      closed = true;
      await closeLine();
    },
  };
}

async function callOnce(app: Core, ended: Line['ended'], request: RehearsalRequest): Promise<RehearsalResult> {
  const { scenario, variables, persona, seed, signal, speed } = request;
  const [actor, people] = await Promise.all([app.localOwner(), app.personas()]);
  const to = people.find((one) => one.id === persona)?.number;
  if (!to) throw new AppError('NOT_FOUND', 'There is no such practice persona.');
  const { scenario_id } = await app.scenarios.create(actor, scenario);
  try {
    const { call } = await app.calls.place(actor, { to, scenario_id, variables, practice: { persona, seed } });
    const hangUp = () => void app.calls.act(actor, call.call_id, { action: 'hangup' }).catch(() => undefined);
    const tooLong = setTimeout(hangUp, LONGEST_CALL_MS / speed);
    signal.addEventListener('abort', hangUp, { once: true });
    if (signal.aborted) hangUp();
    const summary = await ended(call.call_id);
    clearTimeout(tooLong);
    signal.removeEventListener('abort', hangUp);
    const { utterances, state } = await app.calls.get(actor, call.call_id);
    const last = utterances.at(-1);
    return {
      state: isTerminal(state) ? state : summary.state,
      reason: summary.reason,
      duration_ms: last ? (last.end_ms ?? last.start_ms) : 0,
      utterances,
    };
  } finally {
    await app.scenarios.remove(actor, scenario_id);
  }
}
