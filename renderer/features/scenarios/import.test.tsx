// @vitest-environment happy-dom
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { type CoreRequest, renderInConsole } from '../../testing/render.tsx';
import { sampleScenario } from '../../testing/samples.ts';
import { useImport } from './use-scenario-actions.ts';
import { toDraft } from './scenario-draft.ts';

afterEach(cleanup);

const made = sampleScenario({ scenario_id: 'custom_1_1', built_in: false });
const file = (name: string) =>
  new File([JSON.stringify({ format: 'trunkline-scenario', format_version: 1, scenario: { ...toDraft(made), name } })], 'one.json');

function Importer() {
  const { mutate } = useImport();
  return ['One', 'Other'].map((name) => (
    <button key={name} onClick={() => mutate(file(name))}>
      {name}
    </button>
  ));
}

test('a file is imported once: the same attempt keeps its key over a lost connection, the next import gets another', async () => {
  const requests: CoreRequest[] = [];
  const root = createRootRoute();
  const path = (at: string) => createRoute({ getParentRoute: () => root, path: at, component: Importer });
  const router = createRouter({
    routeTree: root.addChildren([path('/scenarios'), path('/scenarios/$scenarioId')]),
    history: createMemoryHistory({ initialEntries: ['/scenarios'] }),
  });
  renderInConsole(<RouterProvider router={router as never} />, (request) => {
    if (request.method !== 'POST') return { status: 200, body: { items: [], total: 0, page: 1, limit: 50, total_pages: 0, used: 1 } };
    requests.push(request);
    if (requests.length === 1) throw new TypeError('Failed to fetch');
    return { status: 201, body: made };
  });
  for (const [count, name] of ['One', 'One', 'Other'].entries()) {
    fireEvent.click(await screen.findByRole('button', { name }));
    await waitFor(() => expect(requests).toHaveLength(count + 1));
  }
  const [first, second, third] = requests.map((one) => one.headers.get('Idempotency-Key'));
  expect(first).toMatch(/./);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});
