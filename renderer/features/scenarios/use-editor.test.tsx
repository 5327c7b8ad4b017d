// @vitest-environment happy-dom
import { ModalsProvider } from '@mantine/modals';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Scenario } from '#shared/contract/scenarios.ts';
import { InspectorProvider } from '../../app/shell/inspector.tsx';
import { useScenarios } from '../../client/queries.ts';
import { type CoreRequest, renderInConsole } from '../../testing/render.tsx';
import { sampleScenario } from '../../testing/samples.ts';
import { ScenarioPage } from './scenario-page.tsx';

afterEach(cleanup);

const own = sampleScenario({ scenario_id: 'custom_1_1', built_in: false, greeting: 'Hello.', variables: [] });
const empty = { items: [], total: 0, page: 1, limit: 50, total_pages: 0 };

/** Something that shows the list, as parts of the console do beside every screen. */
function Listed() {
  useScenarios();
  return null;
}

/** A core with one scenario in it, and what it was asked to write. */
function setUp(scenario: Scenario, path = scenario.scenario_id) {
  const core = { now: scenario, writes: [] as CoreRequest[], listing: Promise.resolve() };
  const root = createRootRoute();
  const editor = createRoute({ getParentRoute: () => root, path: '/scenarios/$scenarioId', component: ScenarioPage });
  const list = createRoute({ getParentRoute: () => root, path: '/scenarios', component: () => <p>The list</p> });
  const router = createRouter({
    routeTree: root.addChildren([editor, list]),
    history: createMemoryHistory({ initialEntries: [`/scenarios/${path}`] }),
  });
  const { shared } = renderInConsole(
    <ModalsProvider>
      <InspectorProvider>
        <Listed />
        <RouterProvider router={router as never} />
      </InspectorProvider>
    </ModalsProvider>,
    async (request) => {
      if (request.method === 'GET' && request.path.startsWith('/api/v1/scenarios?')) await core.listing;
      if (request.path === '/api/v1/scenario-usage') return { status: 200, body: { used: 1, limit: 20 } };
      if (request.method === 'GET' && request.path === `/api/v1/scenarios/${scenario.scenario_id}`) return { status: 200, body: core.now };
      if (request.method === 'PUT' || (request.method === 'POST' && request.path === '/api/v1/scenarios')) {
        core.writes.push(request);
        core.now = { ...core.now, ...(request.body as object), version: core.now.version + 1 };
        return { status: request.method === 'PUT' ? 200 : 201, body: core.now };
      }
      return { status: 200, body: empty };
    },
  );
  return { core, router, queryClient: shared.queryClient };
}

const name = () => screen.findByLabelText<HTMLInputElement>('Name');
const rename = async (value: string) => fireEvent.change(await name(), { target: { value } });
const save = () => fireEvent.click(screen.getByRole('button', { name: /^Save/ }));

test('what is changed is saved with everything else, and only then', async () => {
  const { core } = setUp(own);
  await name();
  save();
  expect(core.writes).toEqual([]);
  await rename('Another name');
  expect(screen.getByText('Not saved')).toBeDefined();
  save();
  await waitFor(() => expect(core.writes).toHaveLength(1));
  expect(core.writes[0]?.body).toMatchObject({ name: 'Another name', persona: own.persona, voice: own.voice });
  await screen.findByText('Version 2');
  expect(screen.queryByText('Not saved')).toBeNull();
});

test('a scenario that needs its author is not sent, and says where', async () => {
  const { core } = setUp(own);
  await rename('');
  save();
  expect(await screen.findByText('Give it a name.')).toBeDefined();
  expect(screen.getByText('1 field needs you')).toBeDefined();
  expect(core.writes).toEqual([]);
});

test('what was saved elsewhere meanwhile is never overwritten unseen', async () => {
  const { core } = setUp(own);
  await rename('Mine');
  core.now = { ...own, name: 'Theirs', version: 2 };
  save();
  expect(await screen.findByText('Version 2 was saved elsewhere meanwhile')).toBeDefined();
  expect(core.writes).toEqual([]);
  expect((await name()).value).toBe('Mine');
  fireEvent.click(screen.getByRole('button', { name: 'Go on with mine' }));
  save();
  await waitFor(() => expect(core.writes).toHaveLength(1));
  expect(core.writes[0]?.body).toMatchObject({ name: 'Mine' });
});

test('the saved one can be taken instead', async () => {
  const { core } = setUp(own);
  await rename('Mine');
  core.now = { ...own, name: 'Theirs', version: 2 };
  save();
  fireEvent.click(await screen.findByRole('button', { name: 'Take the saved one' }));
  await waitFor(async () => expect((await name()).value).toBe('Theirs'));
  expect(core.writes).toEqual([]);
});

test('leaving with changes asks first', async () => {
  const { router } = setUp(own);
  await rename('Mine');
  act(() => void router.navigate({ to: '/scenarios' as never }));
  fireEvent.click(await screen.findByText('Stay'));
  expect((await name()).value).toBe('Mine');
  await waitFor(() => expect(screen.queryByText('Stay')).toBeNull());
  act(() => void router.navigate({ to: '/scenarios' as never }));
  fireEvent.click(await screen.findByRole('button', { name: 'Leave without saving' }));
  expect(await screen.findByText('The list')).toBeDefined();
});

test('a new scenario is made by its first saving, and the page becomes its own', async () => {
  const { core, router } = setUp(own, 'new');
  await rename('Fresh');
  fireEvent.change(screen.getByLabelText('Who the AI is'), { target: { value: 'You are Kim.' } });
  fireEvent.change(screen.getByLabelText('What it does'), { target: { value: 'Ask {{thing}}.' } });
  save();
  expect(screen.getByText('{{thing}} is not declared: it would be spoken as words.')).toBeDefined();
  expect(screen.getByText('Declare the variables that stand here, or take them out.')).toBeDefined();
  expect(core.writes).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Declare it' }));
  save();
  await waitFor(() => expect(core.writes).toHaveLength(1));
  expect(core.writes[0]).toMatchObject({ method: 'POST', body: { name: 'Fresh', variables: [{ name: 'thing', label: 'Thing' }] } });
  await waitFor(() => expect(router.state.location.pathname).toBe(`/scenarios/${own.scenario_id}`));
});

test('whoever leaves right after the first saving is not fetched back when the list has come', async () => {
  const { core, router, queryClient } = setUp(own, 'new');
  let come = () => {};
  core.listing = new Promise((resolve) => (come = resolve));
  await rename('Fresh');
  fireEvent.change(screen.getByLabelText('Who the AI is'), { target: { value: 'You are Kim.' } });
  fireEvent.change(screen.getByLabelText('What it does'), { target: { value: 'Say hello.' } });
  save();
  await screen.findByText('Version 2');
  act(() => void router.navigate({ to: '/scenarios' as never }));
  await screen.findByText('The list');
  expect(queryClient.isMutating()).toBe(1);
  come();
  await waitFor(() => expect(queryClient.isMutating()).toBe(0));
  expect(router.state.location.pathname).toBe('/scenarios');
});

test('a built-in one is read-only and offers a copy', async () => {
  setUp(sampleScenario({ scenario_id: 'sales', greeting: 'Hello.', variables: [] }));
  expect((await name()).readOnly).toBe(true);
  expect(screen.getByRole('button', { name: 'Duplicate to change' })).toBeDefined();
});
