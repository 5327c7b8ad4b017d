import { useEffect, useRef } from 'react';
import { useConsole } from '../client/console-context.ts';
import { onFrame } from './frame-ticker.ts';
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

/** The level of one side of a call, drawn straight from the live plane without rendering React. */
export function LevelMeter({ call_id, side, tone, label }: { call_id: string; side: 'customer' | 'agent'; tone: Tone; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { store } = useConsole();

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    let shown = 0;
    let drawn = -1;
    let before = performance.now();
    return onFrame((now) => {
      const levels = store.levels(call_id);
      const target = levels && now - levels.at < STALE_MS ? meterHeight(levels[side]) : 0;
      shown = target > shown ? target : Math.max(target, shown - FALL_PER_MS * (now - before));
      before = now;
      const lit = Math.round(shown * SEGMENTS);
      const width = Math.round(element.clientWidth * devicePixelRatio);
      if (lit === drawn && element.width === width) return;
      drawn = lit;
      element.width = width;
      element.height = Math.round(element.clientHeight * devicePixelRatio);
      const style = getComputedStyle(element);
      const step = element.width / SEGMENTS;
      for (let i = 0; i < SEGMENTS; i++) {
        context.fillStyle = i < lit ? style.color : style.borderColor;
        context.fillRect(i * step, 0, step * 0.66, element.height);
      }
    });
  }, [store, call_id, side, tone]);

  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a canvas is the picture
  return <canvas ref={canvas} className={classes.meter} style={{ color: toneColor(tone) }} role="img" aria-label={label} />;
}
