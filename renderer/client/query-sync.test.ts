import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import type { Presence } from '#shared/contract/accounts.ts';
import type { Call } from '#shared/contract/calls.ts';
import type { ExportJob } from '#shared/contract/exports.ts';
import type { Rehearsal } from '#shared/contract/rehearsals.ts';
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

test('a rehearsal that goes on changes its row; one that no list knows makes its list be read again', () => {
  const queryClient = new QueryClient();
  const { onEvent } = followLive(queryClient);
  const run = (rehearsal_id: string, state: string) => ({ rehearsal_id, scenario_id: 's', state }) as Rehearsal;
  const said = (data: Rehearsal) => onEvent({ type: 'rehearsal.updated', seq: 1, ts: '', data });
  queryClient.setQueryData(keys.rehearsals('s'), { items: [run('a', 'waiting')], total: 1, page: 1, limit: 60, total_pages: 1 });
  said(run('a', 'running'));
  expect(queryClient.getQueryData(keys.rehearsals('s'))).toMatchObject({ items: [{ rehearsal_id: 'a', state: 'running' }] });
  expect(queryClient.getQueryState(keys.rehearsals('s'))?.isInvalidated).toBe(false);
  said(run('b', 'waiting'));
  expect(queryClient.getQueryState(keys.rehearsals('s'))?.isInvalidated).toBe(true);
});

test('what people do is followed, of people who came later too', () => {
  const queryClient = new QueryClient();
  const { onEvent } = followLive(queryClient);
  const person = (user_id: string, state: Presence['state']) => ({ user_id, state }) as Presence;
  const said = (data: Presence) => onEvent({ type: 'presence', seq: 1, ts: '', data });
  said(person('a', 'available'));
  expect(queryClient.getQueryData(keys.presence)).toBeUndefined();
  queryClient.setQueryData(keys.presence, [person('a', 'available')]);
  const invitations = [...keys.admin, 'invitations'];
  queryClient.setQueryData(invitations, []);
  said(person('a', 'talking'));
  expect(queryClient.getQueryState(invitations)?.isInvalidated).toBe(false);
  said(person('b', 'available'));
  // Somebody new may have come by an invitation.
  expect(queryClient.getQueryState(invitations)?.isInvalidated).toBe(true);
  expect(queryClient.getQueryData(keys.presence)).toEqual([person('a', 'talking'), person('b', 'available')]);
});

test('one’s own new role has everything read again, that of others does not', () => {
  const { queryClient, list } = setUp();
  const { onEvent } = followLive(queryClient);
  queryClient.setQueryData(keys.me, { user_id: 'usr_1', name: 'Sue', role: 'viewer' });
  const tell = (user_id: string, role: Presence['role']) =>
    onEvent({
      type: 'presence',
      seq: 1,
      ts: '',
      data: { user_id, name: 'Sue', role, state: 'available', reason: '', since: '', call_id: null },
    });
  tell('usr_2', 'owner');
  tell('usr_1', 'viewer');
  expect(queryClient.getQueryState(list)?.isInvalidated).toBe(false);
  tell('usr_1', 'agent');
  expect([keys.me, list].map((key) => queryClient.getQueryState(key)?.isInvalidated)).toEqual([true, true]);
});

test('news that overtakes a reading of the exports is not put back by its answer', async () => {
  const queryClient = new QueryClient();
  const { onEvent } = followLive(queryClient);
  const job = (state: string) => ({ export_id: 'e', state }) as ExportJob;
  const answers: ((jobs: ExportJob[]) => void)[] = [];
  const observer = new QueryObserver(queryClient, {
    queryKey: keys.exports,
    queryFn: () => new Promise<ExportJob[]>((resolve) => answers.push(resolve)),
  });
  const stop = observer.subscribe(() => {});
  onEvent({ type: 'export.updated', seq: 1, ts: '', data: job('done') });
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[0]?.([job('running')]);
  answers[1]?.([job('done')]);
  await vi.waitFor(() => expect(queryClient.isFetching()).toBe(0));
  expect(queryClient.getQueryData(keys.exports)).toEqual([job('done')]);
  stop();
});
