import { expect, test, vi } from 'vitest';
import type { Envelope } from '#shared/live/envelope.ts';
import { sampleCall } from '../testing/samples.ts';
import { createLiveStore } from './live-store.ts';

let seq = 0;
const event = (type: string, data: unknown) => ({ type, seq: ++seq, ts: '', data }) as Envelope;

test('only the watchers of a call hear of it, and levels wake nobody', () => {
  const store = createLiveStore();
  const one = vi.fn<() => void>();
  const other = vi.fn<() => void>();
  store.watch('c1', one);
  store.watch('c2', other);
  store.apply(event('call.updated', sampleCall()));
  store.apply(event('audio.level', { call_id: 'c1', at_ms: 1, customer: -20, agent: -90 }));
  expect(one).toHaveBeenCalledOnce();
  expect(other).not.toHaveBeenCalled();
  expect(store.levels('c1')).toMatchObject({ customer: -20, agent: -90 });
});

test('the list of live calls changes only when a call begins or ends', () => {
  const store = createLiveStore();
  const list = vi.fn<() => void>();
  store.watchList(list);
  store.apply(event('call.updated', sampleCall()));
  const ids = store.liveIds();
  store.apply(event('call.updated', sampleCall({ words: 5 })));
  expect(store.liveIds()).toBe(ids);
  store.apply(event('call.state', { call_id: 'c1', state: 'completed', previous: 'wrapping', reason: 'Hung up.' }));
  expect(store.liveIds()).toEqual([]);
  expect(list).toHaveBeenCalledTimes(2);
});

test('after missed events the calls that the API names are the live ones, and watchers look again', () => {
  const store = createLiveStore();
  store.apply(event('call.updated', sampleCall()));
  const watcher = vi.fn<() => void>();
  store.watch('c1', watcher);
  store.reset([sampleCall({ call_id: 'c2' })]);
  expect(store.liveIds()).toEqual(['c2']);
  expect(watcher).toHaveBeenCalledOnce();
});

test('ended calls are forgotten, the oldest first, but never one that is looked at', () => {
  const store = createLiveStore();
  store.watch('e0', () => {});
  for (let i = 0; i < 100; i++) store.apply(event('call.updated', sampleCall({ call_id: `e${i}`, state: 'completed' })));
  expect(store.get('e0')).toBeDefined();
  expect(store.get('e1')).toBeUndefined();
  expect(store.get('e99')).toBeDefined();
});

test('an answer that the end of the call overtook changes nothing; one of after the end does', () => {
  const store = createLiveStore();
  store.apply(event('call.updated', sampleCall({ state: 'completed' })));
  store.answered(sampleCall({ state: 'in_progress' }));
  expect(store.get('c1')?.call?.state).toBe('completed');
  store.answered(sampleCall({ state: 'completed', notes: 'Called back.' }));
  expect(store.get('c1')?.call?.notes).toBe('Called back.');
});
