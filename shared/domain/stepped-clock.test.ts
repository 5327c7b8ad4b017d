import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSteppedClock } from './stepped-clock.ts';

const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
/** As fast as the machine can. */
const FAST = 1e9;

describe('a clock that is stepped', () => {
  it('runs tasks at exactly their moments, in order, however long each takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 20 }), async (delays) => {
        const clock = createSteppedClock({ speed: FAST, settle: soon });
        const ran: { at: number; due: number }[] = [];
        await new Promise<void>((resolve) => {
          for (const due of delays) {
            clock.after(due, () => {
              ran.push({ at: clock.now(), due });
              if (ran.length === delays.length) resolve();
            });
          }
        });
        clock.close();
        expect(ran.map(({ at }) => at)).toEqual(delays.toSorted((a, b) => a - b));
        expect(ran.every(({ at, due }) => at === due)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('shows a task the same differences whenever it begins', async () => {
    const stepsFrom = async (beginMs: number) => {
      const clock = createSteppedClock({ speed: FAST, settle: soon });
      const seen = await new Promise<number[]>((resolve) => {
        clock.after(beginMs, () => {
          const begin = clock.now();
          const times: number[] = [];
          const step = () => {
            times.push(clock.now() - begin);
            if (times.length < 50) clock.after(1000 / 3, step);
            else resolve(times);
          };
          step();
        });
      });
      clock.close();
      return seen;
    };
    expect(await stepsFrom(123_456.7)).toEqual(await stepsFrom(0));
  });

  it('stands still while anybody holds it and until everything has settled', async () => {
    let rest = () => {};
    let settled = 0;
    const clock = createSteppedClock({
      speed: FAST,
      settle: () => new Promise<void>((resolve) => (rest = resolve)).then(() => void settled++),
    });
    const told: number[] = [];
    const release = clock.hold();
    clock.after(10, () => told.push(clock.now()));
    rest();
    await soon();
    expect(told).toEqual([]);
    release();
    release();
    await soon();
    expect({ told, settled }).toEqual({ told: [], settled: 1 });
    rest();
    await expect.poll(() => told).toEqual([10]);
    clock.close();
  });

  it('forgets what was canceled, and everything once it is closed', async () => {
    const clock = createSteppedClock({ speed: FAST, settle: soon });
    const ran: string[] = [];
    clock.after(5, () => ran.push('canceled'))();
    clock.after(5, () => {
      ran.push('kept');
      clock.after(5, () => ran.push('after the end'));
      clock.close();
    });
    await expect.poll(() => ran).toEqual(['kept']);
    await soon();
    await soon();
    expect(ran).toEqual(['kept']);
  });

  it('tells the time to whoever must agree with it, and goes no faster than it may', async () => {
    const times: number[] = [];
    const begin = performance.now();
    const clock = createSteppedClock({ speed: 20, settle: soon, onTime: (ms) => times.push(ms) });
    await new Promise<void>((resolve) => clock.after(1000, () => clock.after(1000, resolve)));
    clock.close();
    expect(times).toEqual([1000, 2000]);
    expect(performance.now() - begin).toBeGreaterThan(90);
    expect(() => createSteppedClock({ speed: 0, settle: soon })).toThrow(RangeError);
  });
});
