import twilio from 'twilio';
import { describe, expect, test } from 'vitest';
import type { Clock } from '#shared/domain/clock.ts';
import { mulawRms, mulawSilence } from '#shared/audio/mulaw.ts';
import { createFaultBoard } from '../faults.ts';
import { createJitter } from './jitter.ts';
import { containsPattern, offers } from './numbers.ts';
import { createScheduler } from './scheduler.ts';
import { sign } from './signature.ts';
import { tone } from './testing.ts';
import { dialTones } from './tones.ts';
import { utterances } from './transcripts.ts';

/** A clock that is moved by hand. */
function handClock(): Clock & { advance(ms: number): void } {
  let now = 0;
  let timers: { at: number; task: () => void }[] = [];
  return {
    speed: 1,
    now: () => now,
    wallTime: () => now,
    after(delayMs, task) {
      const timer = { at: now + Math.max(0, delayMs), task };
      timers.push(timer);
      return () => (timers = timers.filter((one) => one !== timer));
    },
    advance(ms) {
      now += ms;
      for (let due = timers.filter(({ at }) => at <= now); due.length > 0; due = timers.filter(({ at }) => at <= now)) {
        timers = timers.filter((timer) => !due.includes(timer));
        for (const { task } of due) task();
      }
    },
  };
}

describe('signatures', () => {
  test('are the ones of the published examples', () => {
    const params = { CallSid: 'CA1234567890ABCDE', Caller: '+14158675309', Digits: '1234', From: '+14158675309', To: '+18005551212' };
    expect(sign('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', params)).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
    expect(sign('t', 'wss://h/p')).toBe('Hep8lLLTX2K7wOnT647THhoN8LU=');
  });

  test('please the official validator, empty fields and odd characters included', () => {
    const params = { A: '', b: 'ü & =', Z: '+1' };
    const url = 'http://127.0.0.1:8080/a?x=%20y';
    expect(twilio.validateRequest('t', sign('t', url, params), url, params)).toBe(true);
  });
});

describe('the scheduler', () => {
  test('makes up for late ticks and drops the time of a long sleep', () => {
    const clock = handClock();
    const scheduler = createScheduler(clock, () => {});
    let ticks = 0;
    const line = { tick: () => void ticks++ };
    scheduler.add(line);
    for (let i = 0; i < 50; i++) clock.advance(20);
    expect(ticks).toBe(50);
    clock.advance(1000);
    expect(ticks).toBe(100);
    clock.advance(3_600_000);
    expect(ticks).toBe(101);
    scheduler.remove(line);
    clock.advance(1000);
    expect(ticks).toBe(101);
  });

  test('a line that fails does not stop the others', () => {
    const clock = handClock();
    const failed: unknown[] = [];
    const scheduler = createScheduler(clock, (line) => failed.push(line));
    let ticks = 0;
    const broken = {
      tick() {
        throw new Error('broken');
      },
    };
    scheduler.add(broken);
    scheduler.add({ tick: () => void ticks++ });
    clock.advance(40);
    expect(ticks).toBe(2);
    expect(failed).toEqual([broken, broken]);
    scheduler.close();
  });
});

test('jitter delays by at most its measure and keeps the order', () => {
  const clock = handClock();
  const late = createJitter(clock, 50);
  const seen: [number, number][] = [];
  for (let i = 0; i < 20; i++) {
    const at = clock.now();
    late(() => seen.push([i, clock.now() - at]));
    for (let ms = 0; ms < 20; ms++) clock.advance(1);
  }
  for (let ms = 0; ms < 60; ms++) clock.advance(1);
  expect(seen.map(([i]) => i)).toEqual(seen.map((_, i) => i));
  expect(seen).toHaveLength(20);
  expect(Math.max(...seen.map(([, ms]) => ms))).toBeLessThanOrEqual(51);
});

test('patterns of numbers: digits, letters, one or many of any, anchors', () => {
  expect(containsPattern('555').test('+12025550123')).toBe(true);
  expect(containsPattern('+1202').test('+12025550123')).toBe(true);
  expect(containsPattern('+202').test('+12025550123')).toBe(false);
  expect(containsPattern('0*23$').test('+12025550123')).toBe(true);
  expect(containsPattern('202%23').test('+12025550123')).toBe(true);
  expect(containsPattern('JKL').test('+12025550123')).toBe(true);
  expect(offers('US', 'Local', { contains: '99' }, 5, new Set())?.every(({ number }) => number.includes('99'))).toBe(true);
  expect(offers('US', 'Mobile', {}, 5, new Set())).toBeUndefined();
  expect(offers('__proto__', 'Local', {}, 5, new Set())).toBeUndefined();
});

test('keys sound, pauses are silent, anything else is nothing', () => {
  expect(dialTones('1')).toHaveLength(160 * 8);
  expect(mulawRms(dialTones('5').subarray(0, 800))).toBeGreaterThan(3000);
  expect(mulawRms(dialTones('wW'))).toBe(0);
  expect(dialTones('wW')).toHaveLength(1500 * 8);
  expect(dialTones('x?')).toHaveLength(0);
});

test('speech is found between its silences, short breaths do not divide it', () => {
  const audio = Buffer.concat([mulawSilence(1000), tone(500, 400), mulawSilence(300), tone(500, 400), mulawSilence(2000), tone(400, 400)]);
  expect(utterances(audio)).toEqual([
    [45, 120],
    [210, 235],
  ]);
  expect(utterances(new Uint8Array())).toEqual([]);
});

test('the fault board gives the newest that fits and forgets what is taken', () => {
  const board = createFaultBoard();
  board.put('call-1', { modelDropAtMs: 1 });
  board.put('call', { modelDropAtMs: 2 });
  expect(board.find('id/call-1')).toEqual({ modelDropAtMs: 2 });
  expect(board.take('id/call-1')).toEqual({ modelDropAtMs: 2 });
  expect(board.take('id/call-1')).toEqual({ modelDropAtMs: 1 });
  expect(board.take('id/call-1')).toBeUndefined();
  expect(() => board.put('', {})).toThrow(RangeError);
});
