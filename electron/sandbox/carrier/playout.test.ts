import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FRAME_BYTES, MULAW_SILENCE } from '#shared/audio/mulaw.ts';
import { Playout } from './playout.ts';
import { parseStreamMessage } from './stream-messages.ts';

function fixture() {
  const echoed: string[] = [];
  const playout = new Playout((name) => echoed.push(name));
  return { playout, echoed };
}

describe('the playout of a stream', () => {
  test('a mark on an idle line comes back at once', () => {
    const { playout, echoed } = fixture();
    playout.mark('a');
    expect(echoed).toEqual(['a']);
  });

  test('a mark waits until the frame that carries the last byte before it has sounded', () => {
    const { playout, echoed } = fixture();
    playout.push(new Uint8Array(FRAME_BYTES + 1));
    playout.mark('a');
    playout.push(new Uint8Array(FRAME_BYTES));
    playout.mark('b');
    playout.next();
    playout.next();
    expect(echoed).toEqual([]);
    playout.next();
    expect(echoed).toEqual(['a']);
    playout.next();
    expect(echoed).toEqual(['a', 'b']);
  });

  test('a mark that comes while the last frame sounds waits for its end', () => {
    const { playout, echoed } = fixture();
    playout.push(new Uint8Array(FRAME_BYTES));
    playout.next();
    playout.mark('a');
    expect(echoed).toEqual([]);
    playout.next();
    expect(echoed).toEqual(['a']);
  });

  test('the end of the queue is padded with silence', () => {
    const { playout } = fixture();
    playout.push(new Uint8Array(10));
    const frame = playout.next();
    expect(frame?.subarray(0, 10)).toEqual(new Uint8Array(10));
    expect(frame?.subarray(10).every((byte) => byte === MULAW_SILENCE)).toBe(true);
    expect(playout.next()).toBeUndefined();
  });

  test('a short gap inside speech is an underrun, a pause or a cleared line is not', () => {
    const { playout } = fixture();
    const frame = new Uint8Array(FRAME_BYTES);
    const ticks = (count: number) => Array.from({ length: count }, () => playout.next());
    playout.push(frame);
    ticks(3);
    playout.push(frame);
    ticks(1);
    expect(playout.truth()).toMatchObject({ underruns: 1, underrunMs: 40 });
    ticks(30);
    playout.push(frame);
    ticks(2);
    playout.clear();
    playout.push(frame);
    ticks(1);
    expect(playout.truth()).toMatchObject({ underruns: 1, underrunMs: 40 });
  });

  test('whatever is pushed is heard in order, and every mark comes back exactly once, in order', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), bytes: fc.uint8Array({ minLength: 1, maxLength: 500 }) }),
      fc.record({ kind: fc.constant('mark' as const) }),
      fc.record({ kind: fc.constant('tick' as const) }),
      fc.record({ kind: fc.constant('clear' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { playout, echoed } = fixture();
        const sent: string[] = [];
        let waiting: number[] = [];
        const hear = () => {
          const frame = playout.next();
          const expected = waiting.slice(0, FRAME_BYTES);
          waiting = waiting.slice(FRAME_BYTES);
          expect([...(frame ?? [])].slice(0, expected.length)).toEqual(expected);
          expect(frame === undefined).toBe(expected.length === 0);
        };
        for (const one of steps) {
          if (one.kind === 'push') {
            playout.push(one.bytes);
            waiting.push(...one.bytes);
          } else if (one.kind === 'mark') {
            sent.push(String(sent.length));
            playout.mark(String(sent.length - 1));
          } else if (one.kind === 'tick') {
            hear();
          } else {
            playout.clear();
            waiting = [];
            expect(echoed).toEqual(sent);
          }
        }
        while (waiting.length > 0) hear();
        hear();
        expect(echoed).toEqual(sent);
      }),
    );
  });
});

describe('messages on a stream', () => {
  const sid = 'MZ1';
  test('media, mark and clear are read', () => {
    expect(parseStreamMessage('{"event":"media","streamSid":"MZ1","media":{"payload":"//8="}}', sid)).toEqual({
      event: 'media',
      audio: Buffer.from([255, 255]),
    });
    expect(parseStreamMessage('{"event":"mark","streamSid":"MZ1","mark":{"name":"a"}}', sid)).toEqual({ event: 'mark', name: 'a' });
    expect(parseStreamMessage('{"event":"clear","streamSid":"MZ1"}', sid)).toEqual({ event: 'clear' });
  });

  test.each([
    'x',
    'null',
    '[]',
    '{"event":"clear"}',
    '{"event":"clear","streamSid":"MZ2"}',
    '{"event":"dance","streamSid":"MZ1"}',
    '{"event":"mark","streamSid":"MZ1"}',
    '{"event":"mark","streamSid":"MZ1","mark":{"name":""}}',
    '{"event":"media","streamSid":"MZ1","media":{"payload":"*"}}',
    '{"event":"media","streamSid":"MZ1","media":{}}',
  ])('%s is invalid', (source) => {
    expect(parseStreamMessage(source, sid).event).toBe('invalid');
  });

  test('nothing makes the reader throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (source) => void parseStreamMessage(source, sid)));
  });
});
