/**
 * Our edge against the Twilio transport of @openai/agents-extensions: the same fake model and legs, in a process apart, for both.
 * Ours records, transcribes, meters and publishes meanwhile; the other only relays. The order alternates, and medians of the runs are given.
 *
 * Added latency inwards is taken of each frame; outwards of the first frame of each answer, because ours paces what follows: that it does so in
 * time is what `underruns` counts (the leg had nothing to play although the answer was not at its end).
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { median } from './bridge/measures.ts';
import { measure, type RunResult, type Subject } from './bridge/run.ts';

type Numbers = Omit<RunResult, 'errors'>;

export async function run(args: string[]): Promise<unknown> {
  const { values } = parseArgs({
    args,
    options: {
      calls: { type: 'string', default: '1,10,50' },
      runs: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '16' },
      only: { type: 'string' },
    },
  });
  const runs = Number(values.runs);
  const seconds = Number(values.seconds);
  const loads = values.calls.split(',').map(Number);
  const subjects = (['edge', 'bare', 'peer'] as const).filter((subject) => !values.only || values.only.split(',').includes(subject));
  const results = [];
  for (const calls of loads) {
    const taken: Record<Subject, RunResult[]> = { edge: [], bare: [], peer: [] };
    for (let i = 0; i < runs; i++) {
      for (const subject of i % 2 === 0 ? subjects : subjects.toReversed()) {
        const result = await measure(subject, calls, seconds);
        taken[subject].push(result);
        console.error(`N=${calls} run ${i + 1} ${subject.padEnd(4)} ${line(result)}`);
      }
    }
    results.push({ calls, ...compare(taken) });
  }
  return {
    benchmark: 'bridge',
    peer: '@openai/agents-extensions TwilioRealtimeTransportLayer',
    machine: { cores: cpus().length, cpu: cpus()[0]?.model, node: process.version },
    runs,
    seconds_a_run: seconds,
    ours_does_more: ['recording to disk', 'transcript', 'levels', 'webhook signature', 'events to another thread'],
    results,
  };
}

function compare(taken: Record<Subject, RunResult[]>) {
  const ours = medians(taken.edge);
  const peer = medians(taken.peer);
  const ratio = (name: keyof Numbers) => (ours && peer ? Math.round((ours[name] / peer[name]) * 100) / 100 : undefined);
  return {
    ours,
    ours_without_recording: medians(taken.bare),
    peer,
    ratios: {
      in_p99: ratio('in_p99_ms'),
      out_p99: ratio('out_p99_ms'),
      clear_p99: ratio('clear_p99_ms'),
      cpu: ratio('cpu_ms_per_call_second'),
      rss: ratio('rss_mb'),
    },
    spread: { ours: spread(taken.edge), peer: spread(taken.peer) },
    model_errors: { ours: taken.edge.flatMap((result) => result.errors), peer: taken.peer.flatMap((result) => result.errors) },
  };
}

function medians(results: RunResult[]): Numbers | undefined {
  const [first] = results;
  if (!first) return undefined;
  const { errors: _, ...numbers } = first;
  const names = Object.keys(numbers) as (keyof Numbers)[];
  return Object.fromEntries(names.map((name) => [name, median(results.map((result) => result[name]))])) as Numbers;
}

function spread(results: RunResult[]) {
  const range = (name: keyof Numbers) => results.map((result) => result[name]).toSorted((a, b) => a - b);
  return { in_p99_ms: range('in_p99_ms'), out_p99_ms: range('out_p99_ms'), cpu_ms_per_call_second: range('cpu_ms_per_call_second') };
}

function line(result: RunResult): string {
  return [
    `in ${result.in_p50_ms}/${result.in_p95_ms}/${result.in_p99_ms}`,
    `out ${result.out_p50_ms}/${result.out_p95_ms}/${result.out_p99_ms}`,
    `clear ${result.clear_p50_ms}/${result.clear_p99_ms}`,
    `truncation ${result.truncation_error_p50_ms}/${result.truncation_error_max_ms} (${result.truncations})`,
    `underruns ${result.underruns}`,
    `lost ${result.frames_in_lost}+${result.frames_out_lost}`,
    `errors ${result.model_errors}`,
    `cpu ${result.cpu_ms_per_call_second}`,
    `rss ${result.rss_mb}`,
  ].join(' · ');
}
