// @vitest-environment happy-dom
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { Profiler } from 'react';
import { afterEach, expect, test } from 'vitest';
import type { Call } from '#shared/contract/calls.ts';
import type { Envelope } from '#shared/live/envelope.ts';
import { emptyLiveCall } from '../../client/call-fold.ts';
import { keys } from '../../client/keys.ts';
import { type CoreRequest, renderInConsole } from '../../testing/render.tsx';
import { sampleCall, sampleUtterance } from '../../testing/samples.ts';
import { createLiveActions } from '../call-detail/live-actions.ts';
import { Tile } from './tile.tsx';
import { WallPage } from './wall-page.tsx';

afterEach(cleanup);

const calls = ['a', 'b'].map((id, index) => sampleCall({ call_id: id, to: `+1500555011${index}`, created_at: `2026-01-01T00:00:0${index}Z` }));

function core(rows: readonly Call[], asked: CoreRequest[] = []) {
  return (request: CoreRequest) => {
    asked.push(request);
    const id = /\/calls\/(\w+)/.exec(request.path)?.[1];
    const call = rows.find((one) => one.call_id === id);
    if (request.method === 'POST' && call) return { status: 200, body: call };
    if (call) return { status: 200, body: { ...call, utterances: [], turn_metrics: [], monitors: [] } };
    return { status: 200, body: { items: [], total: 0, page: 1, limit: 50, total_pages: 0 } };
  };
}

function withRoutes(content: () => React.ReactNode) {
  const root = createRootRoute({ component: content });
  const detail = createRoute({ getParentRoute: () => root, path: '/calls/$callId' });
  const softphone = createRoute({ getParentRoute: () => root, path: '/softphone' });
  const router = createRouter({ routeTree: root.addChildren([detail, softphone]), history: createMemoryHistory() });
  return (
    <ModalsProvider>
      <Notifications />
      <RouterProvider router={router as never} />
    </ModalsProvider>
  );
}

let seq = 100;
const event = (type: string, data: unknown) => ({ type, seq: ++seq, ts: '2026-01-01T00:00:00Z', data }) as Envelope;

test('news of one call renders its own tile and no other', async () => {
  const renders = { a: 0, b: 0 };
  const actions = createLiveActions({ store: { get: emptyLiveCall }, t: String } as never);
  const { shared, live } = renderInConsole(
    withRoutes(() =>
      (['a', 'b'] as const).map((id) => (
        <Profiler key={id} id={id} onRender={() => renders[id]++}>
          <Tile call_id={id} selected={false} listen="off" whispering={false} actions={actions} />
        </Profiler>
      )),
    ),
    core(calls),
  );
  act(() => shared.store.reset(calls));
  await screen.findByText('+1 500 555 0111');
  await waitFor(() => expect(shared.queryClient.isFetching()).toBe(0));
  await act(async () => {});
  const before = { ...renders };
  act(() => live()?.event(event('utterance.partial', sampleUtterance({ call_id: 'a', text: 'Not before Fri', final: false, end_ms: null }))));
  act(() => live()?.event(event('audio.level', { call_id: 'b', at_ms: 0, customer: -20, agent: -30 })));
  // Looked at before any clock can tick.
  const after = { ...renders };
  expect(screen.getByText('Not before Fri')).toBeTruthy();
  expect(after.a).toBeGreaterThan(before.a);
  expect(after.b).toBe(before.b);
});

test('keys act on the selected tile: arrows move, M mutes, E asks before it ends', async () => {
  const asked: CoreRequest[] = [];
  const { shared } = renderInConsole(withRoutes(WallPage), core(calls, asked));
  act(() => shared.store.reset(calls));
  const selected = () => document.querySelector('[data-selected]')?.getAttribute('data-call');
  await waitFor(() => expect(selected()).toBe('a'));

  fireEvent.keyDown(document.body, { key: 'ArrowRight' });
  await waitFor(() => expect(selected()).toBe('b'));
  expect(document.activeElement?.id).toBe('tile-b');

  fireEvent.keyDown(document.body, { key: 'm' });
  const actions = () => asked.filter(({ method }) => method === 'POST').map(({ path, body }) => ({ path, body }));
  await waitFor(() => expect(actions()).toEqual([{ path: '/api/v1/calls/b/actions', body: { action: 'mute' } }]));

  fireEvent.keyDown(document.body, { key: 'e' });
  const dialog = await screen.findByRole('dialog');
  expect(actions()).toHaveLength(1);
  fireEvent.click(within(dialog).getByRole('button', { name: 'End the call' }));
  await waitFor(() => expect(actions().at(-1)).toEqual({ path: '/api/v1/calls/b/actions', body: { action: 'hangup' } }));
});

test('a viewer sees every way to step in, and why it is not theirs; its keys do nothing', async () => {
  const asked: CoreRequest[] = [];
  const { shared } = renderInConsole(withRoutes(WallPage), core(calls, asked));
  act(() => {
    shared.queryClient.setQueryData(keys.me, { user_id: 'me', org_id: 'org', name: 'Vi', role: 'viewer' });
    shared.store.reset(calls);
  });
  const buttons = await screen.findAllByRole('button', { name: /^(Listen|Instruct|Mute|End): Viewers follow calls/ });
  expect(buttons).toHaveLength(8);
  for (const button of buttons) fireEvent.click(button);
  for (const key of ['l', 'w', 'm', 'e']) fireEvent.keyDown(document.body, { key });
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(screen.queryByRole('textbox', { name: 'Instruction that only the AI reads' })).toBeNull();
  expect(asked.filter(({ method }) => method === 'POST')).toEqual([]);
});

test('an empty wall leads to a practice call, and a filter that hides everything can be lifted', async () => {
  const { shared } = renderInConsole(withRoutes(WallPage), core(calls));
  expect(await screen.findByRole('link', { name: 'Place a practice call' })).toBeTruthy();
  act(() => shared.store.reset(calls));
  fireEvent.click(await screen.findByRole('radio', { name: 'Waiting' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Show all calls' }));
  expect(await screen.findByText('+1 500 555 0110')).toBeTruthy();
});

test('whoever ends a call that has just ended reads a quiet notice, not an error', async () => {
  const facts = { code: 'INVALID_CALL_STATE', message: 'The call is over.', params: { state: 'completed' } };
  const over = { success: false, error: facts.message, detail: facts, status_code: 409, details: '', request_id: 'r', ...facts };
  const answer = core(calls);
  const { shared } = renderInConsole(withRoutes(WallPage), (request) => (request.method === 'POST' ? { status: 409, body: over } : answer(request)));
  act(() => shared.store.reset(calls));
  fireEvent.click((await screen.findAllByRole('button', { name: 'End' }))[0] as HTMLElement);
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'End the call' }));
  expect(await screen.findByText('The call is over already.')).toBeTruthy();
  expect(screen.queryByText('INVALID_CALL_STATE')).toBeNull();
});

test('before anybody answers, no tile says what the AI does, and its keys say why they do nothing', async () => {
  const ringing = [sampleCall({ call_id: 'a', state: 'ringing', answered_at: null, turn_state: 'thinking' })];
  const { shared } = renderInConsole(withRoutes(WallPage), core(ringing));
  act(() => shared.store.reset(ringing));
  expect(await screen.findByText('Ringing')).toBeTruthy();
  expect(screen.queryByText('AI thinking')).toBeNull();
  fireEvent.keyDown(document.body, { key: 'm' });
  expect(await screen.findByText('Nobody is on the line yet.')).toBeTruthy();
});
