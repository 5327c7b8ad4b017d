/** One run: one subject in a process of its own, N calls for a while, and what was measured. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import twilio from 'twilio';
import { Harness } from './harness.ts';
import { openLeg } from './leg.ts';
import { percentile } from './measures.ts';
import { startModel } from './model.ts';
import type { SubjectReply, SubjectRequest } from './subject.ts';

/** `bare`: our edge without its recording. */
export type Subject = 'edge' | 'bare' | 'peer';
export type RunResult = Record<
  | 'in_p50_ms'
  | 'in_p95_ms'
  | 'in_p99_ms'
  | 'out_p50_ms'
  | 'out_p95_ms'
  | 'out_p99_ms'
  | 'clear_p50_ms'
  | 'clear_p99_ms'
  | 'truncation_error_p50_ms'
  | 'truncation_error_max_ms'
  | 'truncations'
  | 'underruns'
  | 'underrun_ms'
  | 'frames_in'
  | 'frames_in_lost'
  | 'frames_out'
  | 'frames_out_lost'
  | 'model_errors'
  | 'cpu_ms_per_call_second'
  | 'rss_mb',
  number
> & { errors: string[] };

const AUTH_TOKEN = 'bench-token';
const LATEST_MS = 2500;
const WARM_UP_MS = 2000;
const GOLDEN = 0.618034;

export async function measure(subject: Subject, calls: number, seconds: number): Promise<RunResult> {
  const dir = await mkdtemp(join(tmpdir(), 'trunkline-bench-'));
  const harness = new Harness();
  const model = await startModel(harness);
  const child = fork(
    new URL(`./subject-${subject === 'peer' ? 'peer' : 'edge'}.ts`, import.meta.url),
    [model.url, subject === 'edge' ? dir : '', AUTH_TOKEN],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  // Every call waits for an answer of its own.
  child.setMaxListeners(0);
  try {
    const { port } = await expectReply(child, 'listening');
    const legs = await Promise.all(
      Array.from({ length: calls }, async (_, at) => {
        const call = harness.newCall();
        await sleep(1000 * ((at * GOLDEN) % 1));
        const id = `call_${at}`;
        const prepared = expectReply(child, 'prepared', (message) => message.id === id);
        tell(child, { type: 'prepare', id });
        await prepared;
        return openLeg(harness, call, subject !== 'peer' ? await streamUrl(port, id, call.sid) : `ws://127.0.0.1:${port}/media`);
      }),
    );
    await sleep(WARM_UP_MS);
    harness.measures.since = performance.now();
    const before = await ask(child);
    const startedAt = performance.now();
    let rss = 0;
    while (performance.now() - startedAt < seconds * 1000) {
      await sleep(Math.min(1000, seconds * 1000 - (performance.now() - startedAt)));
      rss = Math.max(rss, (await ask(child)).rssMb);
    }
    const after = await ask(child);
    const elapsed = (performance.now() - startedAt) / 1000;
    harness.measures.until = performance.now();
    const { measures } = harness;
    // What is late is not lost.
    await sleep(LATEST_MS);
    harness.count();
    const result = summarise(harness, (after.cpuMs - before.cpuMs) / (calls * elapsed), rss);
    await Promise.all(legs.map((leg) => leg.close()));
    const gone = new Promise((resolve) => child.once('exit', resolve));
    tell(child, { type: 'stop' });
    await gone;
    return { ...result, errors: [...new Set(measures.modelErrors)].slice(0, 5) };
  } finally {
    child.kill();
    model.close();
    await rm(dir, { recursive: true, force: true });
  }
}

function summarise(harness: Harness, cpu: number, rss: number): Omit<RunResult, 'errors'> {
  const { measures } = harness;
  const r = (value: number) => Math.round(value * 100) / 100;
  return {
    in_p50_ms: r(percentile(measures.inbound, 0.5)),
    in_p95_ms: r(percentile(measures.inbound, 0.95)),
    in_p99_ms: r(percentile(measures.inbound, 0.99)),
    out_p50_ms: r(percentile(measures.outbound, 0.5)),
    out_p95_ms: r(percentile(measures.outbound, 0.95)),
    out_p99_ms: r(percentile(measures.outbound, 0.99)),
    clear_p50_ms: r(percentile(measures.clear, 0.5)),
    clear_p99_ms: r(percentile(measures.clear, 0.99)),
    truncation_error_p50_ms: r(percentile(measures.truncation, 0.5)),
    truncation_error_max_ms: r(percentile(measures.truncation, 1)),
    truncations: measures.truncation.length,
    underruns: measures.underruns,
    underrun_ms: measures.underrunMs,
    frames_in: measures.framesIn.sent,
    frames_in_lost: measures.framesIn.sent - measures.framesIn.seen,
    frames_out: measures.framesOut.made,
    frames_out_lost: measures.framesOut.made - measures.framesOut.seen,
    model_errors: measures.modelErrors.length,
    cpu_ms_per_call_second: r(cpu),
    rss_mb: r(rss),
  };
}

async function streamUrl(port: number, id: string, sid: string): Promise<string> {
  const url = `http://127.0.0.1:${port}/carrier/voice/${id}`;
  const fields = { CallSid: sid, CallStatus: 'in-progress' };
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(AUTH_TOKEN, url, fields),
    },
    body: new URLSearchParams(fields).toString(),
  });
  const stream = /url="([^"]+)"/.exec(await answer.text())?.[1];
  if (!stream) throw new Error(`the edge gave no stream (${answer.status})`);
  return stream;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function tell(child: ChildProcess, request: SubjectRequest): void {
  if (child.connected) child.send(request);
}

function ask(child: ChildProcess): Promise<Extract<SubjectReply, { type: 'usage' }>> {
  const answer = expectReply(child, 'usage');
  tell(child, { type: 'usage' });
  return answer;
}

function expectReply<T extends SubjectReply['type']>(
  child: ChildProcess,
  type: T,
  matches: (message: Extract<SubjectReply, { type: T }>) => boolean = () => true,
): Promise<Extract<SubjectReply, { type: T }>> {
  return new Promise((resolve, reject) => {
    const done = () => {
      child.off('message', listen);
      child.off('exit', fail);
    };
    const fail = () => {
      done();
      reject(new Error('the process under test ended'));
    };
    const listen = (message: SubjectReply) => {
      if (message.type !== type || !matches(message as Extract<SubjectReply, { type: T }>)) return;
      done();
      resolve(message as Extract<SubjectReply, { type: T }>);
    };
    child.on('message', listen);
    child.on('exit', fail);
  });
}
