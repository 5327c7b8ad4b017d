import { expect, test, vi } from 'vitest';
import type { Envelope, LiveRequest } from '#shared/live/envelope.ts';
import { type AudioFrame, encodeAudioFrame } from '#shared/live/frames.ts';
import { createListening } from './listening.ts';

function setUp(start: () => Promise<void> = async () => {}) {
  const sent: LiveRequest[] = [];
  const played: AudioFrame[] = [];
  const stop = vi.fn<() => Promise<void>>(async () => {});
  const listening = createListening({ send: (request) => void sent.push(request) }, { start, stop, play: (frame) => void played.push(frame) });
  const event = (type: string, data: unknown) => listening.onEvent({ type, seq: 1, ts: '', data } as Envelope);
  const hear = (stream: number) =>
    listening.onAudio(encodeAudioFrame({ channel: 0, stream, sequence: 0, positionMs: 0, mulaw: new Uint8Array(160) }));
  return { listening, sent, played, stop, event, hear };
}

test('only frames of the stream that was opened for this console are played', async () => {
  const { listening, sent, played, event, hear } = setUp();
  await listening.start('c1');
  expect(sent).toEqual([{ type: 'listen', call_id: 'c1' }]);
  hear(4);
  event('listen.started', { call_id: 'c1', stream: 4 });
  expect(listening.getState()).toEqual({ status: 'on', call_id: 'c1' });
  hear(4);
  hear(5);
  listening.onAudio(new Uint8Array([1, 2, 3]));
  expect(played).toHaveLength(1);
});

test('another call takes over from the first', async () => {
  const { listening, sent, event } = setUp();
  await listening.start('c1');
  event('listen.started', { call_id: 'c1', stream: 4 });
  await listening.start('c2');
  expect(sent.slice(1)).toEqual([
    { type: 'unlisten', call_id: 'c1' },
    { type: 'listen', call_id: 'c2' },
  ]);
});

test('a device that refuses and a core that refuses are both said', async () => {
  const refused = setUp(() => Promise.reject(new Error('no device')));
  await refused.listening.start('c1');
  expect(refused.listening.getState()).toEqual({ status: 'failed', call_id: 'c1', reason: 'no device' });
  expect(refused.sent).toEqual([]);
  const { listening, event } = setUp();
  await listening.start('c1');
  event('listen.started', { call_id: 'c1', stream: 1 });
  event('listen.stopped', { call_id: 'c1', stream: 1, reason: 'failed' });
  event('error', { code: 'INVALID_CALL_STATE', message: 'The call is over.' });
  expect(listening.getState()).toEqual({ status: 'failed', call_id: 'c1', reason: 'The call is over.' });
});

test('the end of the call ends the listening, and a connection that came back opens it again', async () => {
  const { listening, sent, event, stop } = setUp();
  await listening.start('c1');
  event('listen.started', { call_id: 'c1', stream: 4 });
  listening.resume();
  expect(sent.at(-1)).toEqual({ type: 'listen', call_id: 'c1' });
  event('listen.started', { call_id: 'c1', stream: 9 });
  event('listen.stopped', { call_id: 'c1', stream: 9, reason: 'ended' });
  expect(listening.getState()).toEqual({ status: 'off' });
  expect(stop).toHaveBeenCalledOnce();
});
