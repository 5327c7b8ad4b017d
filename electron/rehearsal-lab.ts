/** The lines on which scenarios are rehearsed: each a sandbox, an edge and a core of its own, in a folder that is thrown away, with one call at a time. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createApp } from '#core/app.ts';
import type { Core } from '#core/app-types.ts';
import type { Log, Publish, Vault } from '#core/ports/host.ts';
import type { RehearsalLine, RehearsalRequest, RehearsalResult } from '#core/ports/rehearsal-line.ts';
import { recoverRecording } from '#edge/voice-edge.ts';
import { createTwilioCarrier } from '#providers/twilio/carrier.ts';
import { isTerminal } from '#shared/domain/call-state.ts';
import { AppError } from '#shared/domain/errors.ts';
import type { CallSummary } from '#shared/live/envelope.ts';
import { openStore } from '#store/database.ts';
import manifest from '../package.json' with { type: 'json' };
import { Closing } from './closing.ts';
import { createPracticeLine } from './practice-line.ts';
import { startRehearsalThread } from './rehearsal-thread.ts';

/** After this long without a rehearsal a line's threads are given back. */
const IDLE_MS = 60_000;
const CLOSE_DEADLINE_MS = 4000;
const DEFAULT_SPEED = 20;
/** Of the call's own time: no rehearsal talks for longer. */
const LONGEST_CALL_SECONDS = 15 * 60;

/** A rehearsal keeps no secrets. */
const noVault: Vault = { kind: 'none', get: async () => undefined, set: async () => undefined, delete: async () => undefined };

type Line = {
  speed: number;
  app: Core;
  /** The call's summary, once it is over. @throws AppError when the line broke */
  ended(callId: string): Promise<CallSummary>;
  /** Lets time pass, or stand still. */
  run(running: boolean): void;
  broken: () => boolean;
  close(): Promise<void>;
};

async function openLine(speed: number, folder: string, log: Log): Promise<Line> {
  const closing = new Closing(log);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const dataDir = await mkdtemp(join(folder, 'line-'));
    closing.add('the folder', () => rm(dataDir, { recursive: true, force: true }));
    const [store, thread] = await Promise.all([openStore({ dataDir, log }), startRehearsalThread({ speed, sandboxDir: join(dataDir, 'sandbox') })]);
    const closeStore = closing.add('the store', () => store.close());
    const closeThread = closing.add('the thread of the line', () => thread.close());
    const { sandbox } = thread;

    const summaries = new Map<string, CallSummary>();
    const waiting = new Map<string, (summary: CallSummary) => void>();
    const publish: Publish = (type, data) => {
      if (type !== 'call.summary') return;
      const summary = data as CallSummary;
      summaries.set(summary.call_id, summary);
      waiting.get(summary.call_id)?.(summary);
    };
    let broken = false;
    thread.gone.catch(() => (broken = true));
    const epoch = Date.now();
    const app = await createApp({
      version: manifest.version,
      dataDir,
      store: { ...store, close: closeStore },
      edge: { ...thread.edge, close: closeThread },
      carrier: createTwilioCarrier({ accountSid: sandbox.accountSid, authToken: sandbox.authToken, baseUrl: sandbox.carrierUrl }),
      practice: createPracticeLine(sandbox.carrierUrl, sandbox.controlToken),
      publish,
      vault: noVault,
      log,
      model: { url: sandbox.modelUrl, apiKey: sandbox.apiKey, model: 'gpt-realtime-2.1', transcriptionModel: 'gpt-transcribe' },
      from: '+15005550100',
      recoverRecording,
      // The deadlines of a call are the line's: a busy machine must not end a rehearsal.
      now: () => Math.round(epoch + thread.now()),
    });
    closing.add('the calls', () => app.close());
    return {
      speed,
      app,
      ended: (callId) => {
        const known = summaries.get(callId);
        if (known) return Promise.resolve(known);
        const summary = new Promise<CallSummary>((resolve) => waiting.set(callId, resolve));
        return Promise.race([summary, thread.gone.then(() => summary)]);
      },
      run: (running) => thread.run(running),
      broken: () => broken,
      close: () => closing.run(CLOSE_DEADLINE_MS),
    };
  } catch (error) {
    await closing.run(CLOSE_DEADLINE_MS);
    throw error;
  }
}

/**
 * A line carries one call at a time, because two would see one another's time; whoever rehearses two calls at once gets two lines.
 * @param folder of this lab alone: what a process that was killed left in it is deleted
 */
export function createRehearsalLab(folder: string, log: Log): RehearsalLine {
  const emptied = rm(folder, { recursive: true, force: true }).catch((err: unknown) =>
    log.warn({ err }, 'what old rehearsals left could not be deleted'),
  );
  const free: Line[] = [];
  const opening = new Set<Promise<Line>>();
  const all = new Set<Line>();
  let idle: NodeJS.Timeout | undefined;
  let closed = false;

  const closeLine = (line: Line) => {
    all.delete(line);
    return line.close();
  };
  const closeFree = () => Promise.all(free.splice(0).map(closeLine));

  async function open(speed: number): Promise<Line> {
    const started = emptied.then(() => openLine(speed, folder, log));
    opening.add(started);
    try {
      const line = await started;
      all.add(line);
      return line;
    } finally {
      opening.delete(started);
    }
  }

  async function take(speed: number): Promise<Line> {
    if (closed) throw new AppError('OFFLINE', 'The program is closing.');
    clearTimeout(idle);
    const ready = free.findIndex((line) => line.speed === speed);
    const [line] = ready < 0 ? [] : free.splice(ready, 1);
    if (line) return line;
    // Lines of another speed would only hold memory.
    await closeFree();
    return open(speed);
  }

  async function giveBack(line: Line): Promise<void> {
    if (closed || line.broken()) return closeLine(line);
    free.push(line);
    if (free.length < all.size) return;
    clearTimeout(idle);
    idle = setTimeout(() => void closeFree(), IDLE_MS);
    idle.unref();
  }

  async function withLine<T>(speed: number, work: (line: Line) => Promise<T>): Promise<T> {
    const line = await take(speed);
    try {
      return await work(line);
    } finally {
      await giveBack(line);
    }
  }

  return {
    personas: () => withLine(free[0]?.speed ?? DEFAULT_SPEED, ({ app }) => app.personas()),
    rehearse: (request) => withLine(request.speed, (line) => callOnce(line, request)),
    async forget() {
      await closeFree();
    },
    async close() {
      closed = true;
      clearTimeout(idle);
      await Promise.allSettled([emptied, ...opening]);
      free.length = 0;
      await Promise.all([...all].map(closeLine));
    },
  };
}

async function callOnce({ app, ended, run }: Line, request: RehearsalRequest): Promise<RehearsalResult> {
  const { variables, persona, seed, signal } = request;
  const scenario = { ...request.scenario, max_duration_seconds: Math.min(request.scenario.max_duration_seconds, LONGEST_CALL_SECONDS) };
  const [actor, people] = await Promise.all([app.localOwner(), app.personas()]);
  const to = people.find((one) => one.id === persona)?.number;
  if (!to) throw new AppError('NOT_FOUND', 'There is no such practice persona.');
  const { scenario_id } = await app.scenarios.create(actor, scenario);
  try {
    const { call } = await app.calls.place(actor, { to, scenario_id, variables, practice: { persona, seed } });
    const hangUp = () => void app.calls.act(actor, call.call_id, { action: 'hangup' }).catch(() => undefined);
    signal.addEventListener('abort', hangUp, { once: true });
    if (signal.aborted) hangUp();
    // Time begins when everything is in place, so that how long that took is no part of the call.
    run(true);
    const summary = await ended(call.call_id);
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
    run(false);
    await app.scenarios.remove(actor, scenario_id);
  }
}
