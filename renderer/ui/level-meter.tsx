import { useEffect, useRef } from 'react';
import { useConsole } from '../client/console-context.ts';
import { onBeat } from './frame-ticker.ts';
import classes from './level-meter.module.css';
import { type Tone, toneColor } from './tone.ts';

const FLOOR_DB = -60;
/** Without news for this long the level is silence. */
const STALE_MS = 500;
const FALL_PER_MS = 0.0025;
const SEGMENTS = 24;

/** 0 … 1 of a level in dBFS. */
export function meterHeight(dbfs: number): number {
  return Math.min(1, Math.max(0, (dbfs - FLOOR_DB) / -FLOOR_DB));
}

/** Draws a level, 0 … 1: only the segments that change, and nothing while none does. Returns how to stop. */
function startMeter(element: HTMLCanvasElement, context: CanvasRenderingContext2D, read: (now: number) => number): () => void {
  let shown = 0;
  let drawn = 0;
  let before = performance.now();
  let scheme: string | undefined;
  let colors = { lit: '', dark: '' };

  function draw(from: number, to: number, lit: number) {
    const step = element.width / SEGMENTS;
    for (let i = from; i < to; i++) {
      context.clearRect(i * step, 0, step, element.height);
      context.fillStyle = i < lit ? colors.lit : colors.dark;
      context.fillRect(i * step, 0, step * 0.66, element.height);
    }
    drawn = lit;
  }
  function drawAll() {
    const style = getComputedStyle(element);
    colors = { lit: style.color, dark: style.borderColor };
    scheme = document.documentElement.dataset['mantineColorScheme'];
    draw(0, SEGMENTS, drawn);
  }

  // Size and place are told, not asked for: asking on every frame would lay out the page each time.
  const size = new ResizeObserver(([entry]) => {
    if (!entry) return;
    element.width = Math.round(entry.contentRect.width * devicePixelRatio);
    element.height = Math.round(entry.contentRect.height * devicePixelRatio);
    drawAll();
  });
  size.observe(element);
  let inSight = true;
  const place = new IntersectionObserver((entries) => {
    inSight = entries.at(-1)?.isIntersecting ?? true;
  });
  place.observe(element);
  const rest = onBeat((now) => {
    if (!inSight) return;
    const target = read(now);
    shown = target > shown ? target : Math.max(target, shown - FALL_PER_MS * (now - before));
    before = now;
    if (scheme !== document.documentElement.dataset['mantineColorScheme']) drawAll();
    const lit = Math.round(shown * SEGMENTS);
    if (lit !== drawn) draw(Math.min(lit, drawn), Math.max(lit, drawn), lit);
  });
  return () => {
    size.disconnect();
    place.disconnect();
    rest();
  };
}

/** The level of one side of a call, drawn straight from the live plane without rendering React. */
export function LevelMeter({ call_id, side, tone, label }: { call_id: string; side: 'customer' | 'agent'; tone: Tone; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { store } = useConsole();

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    return startMeter(element, context, (now) => {
      const levels = store.levels(call_id);
      return levels && now - levels.at < STALE_MS ? meterHeight(levels[side]) : 0;
    });
  }, [store, call_id, side, tone]);

  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a canvas is the picture
  return <canvas ref={canvas} className={classes.meter} style={{ color: toneColor(tone) }} role="img" aria-label={label} />;
}
