import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PARTS, scaleFor, waterfallOf, whySlow } from './waterfall.ts';

const turn = (n: number, times: [number, number, number, number], kind: 'greeting' | 'reply' = 'reply') => ({
  turn: n,
  kind,
  utterance_id: `u${n}`,
  speech_end_ms: times[0],
  decision_ms: times[1],
  first_token_ms: times[2],
  first_audio_ms: times[3],
});

test('the parts of a wait are the steps between its timestamps', () => {
  const { rows, greeting_ms, p50_ms, p95_ms, replies, scale_ms } = waterfallOf([
    turn(1, [0, 0, 200, 300], 'greeting'),
    turn(2, [1000, 1500, 1800, 1850]),
    turn(3, [4000, 4600, 6000, 6400]),
  ]);
  expect(rows[1]).toMatchObject({ parts: { decision: 500, token: 300, audio: 50 }, wait_ms: 850, from_ms: 1000 });
  expect({ greeting_ms, p50_ms, p95_ms, replies, scale_ms }).toEqual({ greeting_ms: 300, p50_ms: 850, p95_ms: 2400, replies: 2, scale_ms: 2500 });
});

test('whatever the timestamps, no part is negative and the parts add up to the wait', () => {
  const time = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(fc.array(fc.tuple(time, time, time, time), { minLength: 1, maxLength: 20 }), (all) => {
      const { rows, scale_ms } = waterfallOf(all.map((times, index) => turn(index + 1, times)));
      for (const row of rows) {
        expect(Math.min(...PARTS.map((part) => row.parts[part]))).toBeGreaterThanOrEqual(0);
        expect(row.parts.decision + row.parts.token + row.parts.audio).toBe(row.wait_ms);
        expect(row.wait_ms).toBeLessThanOrEqual(scale_ms);
      }
    }),
  );
});

test('the scale always shows both targets', () => {
  expect(scaleFor(0)).toBe(2000);
  expect(scaleFor(2001)).toBe(2500);
});

test('slow replies are explained by the part that took most of their time', () => {
  const { rows } = waterfallOf([turn(1, [0, 5000, 5000, 5000], 'greeting'), turn(2, [0, 400, 1900, 2000]), turn(3, [0, 700, 800, 900])]);
  expect(whySlow(rows)).toEqual({ count: 1, part: 'token' });
  expect(whySlow(rows.slice(2))).toBeUndefined();
});
