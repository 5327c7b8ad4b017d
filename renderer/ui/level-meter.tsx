import { useEffect, useRef } from 'react';
import { useConsole } from '../client/console-context.ts';
import { onBeat } from './frame-ticker.ts';
import classes from './level-meter.module.css';
import { type Tone, toneColor } from './tone.ts';

const FLOOR_DB = -60;
/** Without news for this long the level is silence. */
const STALE_MS = 500;
const FALL_PER_MS = 0.0025;
/** Finer ones are not seen, and each that is passed is drawn. */
const STEPS = 48;

/** 0 … 1 of a level in dBFS. */
export function meterHeight(dbfs: number): number {
  return Math.min(1, Math.max(0, (dbfs - FLOOR_DB) / -FLOOR_DB));
}

/** The level of one side of a call, moved straight from the live plane without rendering React. */
export function LevelMeter({ call_id, side, tone, label }: { call_id: string; side: 'customer' | 'agent'; tone: Tone; label: string }) {
  const meter = useRef<HTMLDivElement>(null);
  const { store } = useConsole();

  useEffect(() => {
    let level = 0;
    let drawn = 0;
    let before = performance.now();
    return onBeat((now) => {
      const levels = store.levels(call_id);
      const target = levels && now - levels.at < STALE_MS ? meterHeight(levels[side]) : 0;
      level = Math.max(target, level - FALL_PER_MS * (now - before));
      before = now;
      const step = Math.round(level * STEPS);
      if (step === drawn || !meter.current) return;
      meter.current.style.backgroundSize = `${(step / STEPS) * 100}% 100%`;
      drawn = step;
    });
  }, [store, call_id, side]);

  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is drawn, not loaded
  return <div ref={meter} className={classes.meter} style={{ color: toneColor(tone) }} role="img" aria-label={label} />;
}
