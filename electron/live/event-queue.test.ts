import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COALESCED, type Envelope, type LiveEventType } from '#shared/live/envelope.ts';
import { coalescingKey, EventQueue } from './event-queue.ts';

const envelope = (type: LiveEventType, seq: number, call: string) => ({ type, seq, ts: '', data: { call_id: call } }) as unknown as Envelope;
const step = fc.record({
  type: fc.constantFrom<LiveEventType>('audio.level', 'risk', 'call.state', 'utterance.final'),
  call: fc.constantFrom('a', 'b'),
});

test('of events that replace one another the newest is kept, all others are kept, in rising order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new EventQueue<Envelope>(1000);
      const all = steps.map(({ type, call }, seq) => envelope(type, seq, call));
      for (const one of all) queue.push(coalescingKey(one), one);
      const kept = [...queue.values()];
      const expected = all.filter((one) => {
        if (!COALESCED.includes(one.type)) return true;
        return one === all.findLast((other) => coalescingKey(other) === coalescingKey(one));
      });
      expect(kept).toEqual(expected);
    }),
  );
});

test('it never holds more than it may, and gives up its oldest', () => {
  const queue = new EventQueue<number>(3);
  expect([1, 2, 3, 4, 5].map((one) => queue.push(String(one), one))).toEqual([undefined, undefined, undefined, 1, 2]);
  expect([...queue.values()]).toEqual([3, 4, 5]);
});

test('partial texts of two utterances do not replace one another', () => {
  const partial = (utterance_id: string) =>
    ({ type: 'utterance.partial', seq: 1, ts: '', data: { call_id: 'a', utterance_id } }) as unknown as Envelope;
  expect(coalescingKey(partial('x'))).not.toBe(coalescingKey(partial('y')));
});
