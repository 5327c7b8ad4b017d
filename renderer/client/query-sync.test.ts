import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import type { Call } from '#shared/contract/calls.ts';
import type { Envelope } from '#shared/live/envelope.ts';
import { keys } from './keys.ts';
import { followLive } from './query-sync.ts';

const row = (call_id: string, notes = '') => ({ call_id, notes }) as Call;
const pageOf = (...items: Call[]) => ({ items, total: items.length, page: 1, limit: 50, total_pages: 1 });

function setUp() {
  const queryClient = new QueryClient();
  const list = [...keys.callLists, { page: 1 }];
  queryClient.setQueryData(list, pageOf(row('a'), row('b')));
  const { onEvent } = followLive(queryClient);
  const update = (call: Call) => onEvent({ type: 'call.updated', seq: 1, ts: '', data: call } as Envelope);
  return { queryClient, list, update, state: () => queryClient.getQueryState(list) };
}

test('a changed call changes its row, and no other', () => {
  const { queryClient, list, update } = setUp();
  update(row('b', 'new'));
  expect(queryClient.getQueryData(list)).toEqual(pageOf(row('a'), row('b', 'new')));
});

test('a list that waits to be read again still does after news of its calls and of others', async () => {
  const { queryClient, update, state } = setUp();
  await queryClient.invalidateQueries({ queryKey: keys.callLists });
  update(row('b', 'new'));
  update(row('c'));
  expect(state()?.isInvalidated).toBe(true);
});

test('news of calls elsewhere do not touch a list', () => {
  const { update, state } = setUp();
  const before = state()?.dataUpdateCount;
  update(row('c'));
  expect(state()?.dataUpdateCount).toBe(before);
});
