/**
 * What the main thread of a page did, read from a trace of Chromium. All times are those of the thread itself, in which it is not kept waiting by
 * others: without a graphics card the drawing of the page runs on the same cores.
 */
import type { Browser, Page } from '@playwright/test';
import { summary, type Summary } from '../store/summary.ts';

type TraceEvent = {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  tts?: number;
  tdur?: number;
  args?: { name?: string; data?: { type?: string } };
};

export type Work = {
  /** Frames that something was done for, out of those in which nothing moved. */
  busy_frames: number;
  /** Of each of them: all tasks from its beginning to the next one's. */
  frame: Summary;
  /** Scripts, style and layout of each: what the page asks for, without the collection of garbage and without painting. */
  own: Summary;
  longest_task_ms: number;
  /** Tasks over 16 ms, in milliseconds. */
  long_tasks_ms: number[];
  /** Sums over the whole time. */
  total: { busy_ms: number; script_ms: number; style_ms: number; layout_ms: number; paint_ms: number; garbage_ms: number };
};

const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];
const SCRIPT = ['FunctionCall', 'EvaluateScript', 'FireAnimationFrame', 'TimerFire', 'EventDispatch', 'RunMicrotasks'];
const STYLE = ['UpdateLayoutTree'];
const LAYOUT = ['Layout', 'PrePaint'];
const PAINT = ['Paint', 'Layerize', 'Commit'];
const GARBAGE = ['MinorGC', 'MajorGC'];
const LONG_MS = 16;

/** Microseconds of the thread. */
type Span = { from: number; to: number };

/** Milliseconds that the spans of some kind cover, without counting one inside another twice. */
function covered(spans: readonly Span[], { from, to }: Span): number {
  let sum = 0;
  let end = from;
  for (const span of spans) {
    const stop = Math.min(span.to, to);
    sum += Math.max(0, stop - Math.max(span.from, end));
    end = Math.max(end, stop);
  }
  return sum / 1000;
}

function spansOf(events: readonly TraceEvent[], names: readonly string[]): Span[] {
  return events
    .filter((one) => one.ph === 'X' && names.includes(one.name))
    .map(({ tts = 0, tdur = 0 }) => ({ from: tts, to: tts + tdur }))
    .toSorted((a, b) => a.from - b.from);
}

/** The thread that runs the page: of all renderers the one that did most. */
function mainThread(events: readonly TraceEvent[]): TraceEvent[] {
  const mains = events.filter((one) => one.name === 'thread_name' && one.args?.name === 'CrRendererMain');
  const all = mains.map(({ pid, tid }) => events.filter((one) => one.pid === pid && one.tid === tid));
  return all.toSorted((a, b) => b.length - a.length)[0] ?? [];
}

/** Of the tasks, those that begin a frame: each runs what asked for the next frame. `watched` asks for every one. */
function beginsOf(tasks: readonly Span[], asked: readonly Span[]): number[] {
  return tasks.filter(({ from, to }) => asked.some((one) => one.from >= from && one.to <= to)).map(({ from }) => from);
}

const whole = (ms: number) => Math.round(ms);

/** @param marks names of DOM events; only frames in which one of them was handled count, or all when none is named */
function readTrace(trace: Buffer, marks: readonly string[] = []): Work {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const events = mainThread(traceEvents);
  const tasks = spansOf(events, ['RunTask']);
  const own = spansOf(events, [...SCRIPT, ...STYLE, ...LAYOUT]);
  const garbage = spansOf(events, GARBAGE);
  const handled = spansOf(
    events.filter((one) => marks.includes(one.args?.data?.type ?? '')),
    ['EventDispatch'],
  );
  const begins = beginsOf(tasks, spansOf(events, ['FireAnimationFrame']));
  const near = (spans: readonly Span[], { from, to }: Span) => spans.filter((one) => one.to > from && one.from < to);
  const frames = begins
    .slice(1)
    .map((to, index) => ({ from: begins[index] ?? to, to }))
    .filter((frame) => marks.length === 0 || near(handled, frame).length > 0);
  const all = { from: begins[0] ?? 0, to: begins.at(-1) ?? 0 };
  const total = (names: readonly string[]) => whole(covered(spansOf(events, names), all));
  const lengths = near(tasks, all).map(({ from, to }) => (to - from) / 1000);
  return {
    busy_frames: frames.length,
    frame: summary(frames.map((frame) => covered(near(tasks, frame), frame))),
    own: summary(frames.map((frame) => covered(near(own, frame), frame) - covered(near(garbage, frame), frame))),
    longest_task_ms: whole(Math.max(0, ...lengths)),
    long_tasks_ms: lengths.filter((ms) => ms > LONG_MS).map(whole),
    total: {
      busy_ms: whole(covered(tasks, all)),
      script_ms: total(SCRIPT),
      style_ms: total(STYLE),
      layout_ms: total(LAYOUT),
      paint_ms: total(PAINT),
      garbage_ms: total(GARBAGE),
    },
  };
}

/** Does something under the eyes of the tracer. */
export async function traced(browser: Browser, page: Page, marks: readonly string[], deed: () => Promise<void>): Promise<Work> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await deed();
  return readTrace(await browser.stopTracing(), marks);
}
