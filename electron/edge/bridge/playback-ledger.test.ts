import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlaybackLedger } from './playback-ledger.ts';

/** A carrier that plays what it is sent, in order, without gaps but those of the sender, and echoes marks `delay` later. */
type Step = { type: 'send'; frames: number } | { type: 'wait'; ms: number } | { type: 'next' } | { type: 'interrupt' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('send' as const), frames: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 1, arbitrary: fc.constant({ type: 'next' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'interrupt' as const }) },
);

test('whatever is sent and whenever it is cut, the claim is whole milliseconds, within what was sent and 60 ms of what was played', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 25 }), (steps, delay) => {
      const ledger = new PlaybackLedger();
      let now = 0;
      let items = 0;
      let item = ledger.add('r', `i${items}`, 0, 1);
      let truth: { item: typeof item; start: number; end: number }[] = [];
      let echoes: { mark: string; at: number }[] = [];
      const names = new Set<string>();
      const advance = (ms: number) => {
        now += ms;
        for (const echo of echoes.filter(({ at }) => at <= now)) ledger.echo(echo.mark, Math.max(echo.at, now - 5));
        echoes = echoes.filter(({ at }) => at > now);
      };
      const next = () => {
        item.complete = true;
        item = ledger.add('r', `i${++items}`, 0, 1);
      };
      for (const action of steps) {
        if (action.type === 'wait') advance(action.ms);
        else if (action.type === 'next') next();
        else if (action.type === 'send') {
          const ms = action.frames * 20;
          const { mark } = ledger.sent(item, ms, now);
          expect(names.has(mark)).toBe(false);
          names.add(mark);
          const start = Math.max(now + delay, truth.at(-1)?.end ?? 0);
          truth.push({ item, start, end: start + ms });
          echoes.push({ mark, at: start + ms });
        } else {
          const { truncations, cutMs } = ledger.interrupt(now);
          expect(cutMs).toBeLessThanOrEqual(now);
          for (const { item: cut, audioEndMs } of truncations) {
            const played = truth
              .filter((piece) => piece.item === cut)
              .reduce((sum, piece) => sum + Math.max(0, Math.min(now, piece.end) - piece.start), 0);
            expect(Number.isInteger(audioEndMs)).toBe(true);
            expect(audioEndMs).toBeGreaterThanOrEqual(0);
            expect(audioEndMs).toBeLessThanOrEqual(cut.sentMs);
            expect(Math.abs(audioEndMs - played)).toBeLessThanOrEqual(60);
          }
          for (const { mark } of echoes) expect(ledger.echo(mark, now)).toBe(false);
          echoes = [];
          truth = [];
          expect(ledger.items).toEqual([]);
          expect(ledger.pendingMarks).toBe(0);
          item = ledger.add('r', `i${++items}`, 0, 1);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('an item that was heard whole is finished, not truncated', () => {
  const ledger = new PlaybackLedger();
  const item = ledger.add('r', 'i', 0, 1);
  const { mark } = ledger.sent(item, 100, 0);
  item.complete = true;
  expect(ledger.takeFinished(50)).toEqual([]);
  expect(ledger.echo(mark, 110)).toBe(true);
  expect(ledger.echo(mark, 111)).toBe(false);
  expect(ledger.takeFinished(111)).toEqual([item]);
  expect(ledger.interrupt(112).truncations).toEqual([]);
});

test('an echo that never comes does not hold the line for ever', () => {
  const ledger = new PlaybackLedger();
  const item = ledger.add('r', 'i', 0, 1);
  ledger.sent(item, 100, 0);
  item.complete = true;
  expect(ledger.takeFinished(1000)).toEqual([]);
  expect(ledger.takeFinished(3000)).toEqual([item]);
});

test("the transport's own time is no lag of the line", () => {
  const ledger = new PlaybackLedger();
  ledger.measureRoundTrip(100);
  const item = ledger.add('r', 'i', 0, 1);
  const first = ledger.sent(item, 200, 0);
  ledger.sent(item, 400, 0);
  ledger.echo(first.mark, 310);
  expect(ledger.heardMs(item, 400)).toBe(390);
});
